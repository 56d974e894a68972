"""`python tests/evaluation/golden.py` asks scikit-learn, and writes `values.json`.

It stands alone, and needs scikit-learn 1.6 or newer in an environment of its own.
"""

import json
from pathlib import Path

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

VALUES = Path(__file__).with_name("values.json")
LEAST = np.finfo(float).eps


def choices():
    """Make cases of one choice: classes by number, shares, weights."""
    rng = np.random.default_rng(5)
    y = rng.integers(0, 3, 24)
    p = np.exp(np.eye(3)[y] + rng.normal(size=(24, 3)))
    p /= p.sum(axis=1, keepdims=True)
    tied = np.round(p, 1) + 0.01
    unknown = p.copy()
    unknown[[2, 9]] = np.nan
    sure = np.eye(3)[(y + (np.arange(24) % 6 == 0)) % 3]
    weight, ones = rng.uniform(0, 3, 24), np.ones(24)
    return {
        "plain": (y, p, ones),
        "ties": (y, tied, ones),
        "weights": (y, tied, weight),
        "absent class": (y % 2, p, ones),
        "one class only": (0 * y + 1, p, ones),
        "no number": (y, unknown, weight),
        "single row": (y[:1], p[:1], ones[:1]),
        "sure of it": (y, sure, ones),
        "does not add up": (y, p * rng.uniform(0.5, 2, (24, 1)), weight),
    }


def yes_or_no():
    """Make cases of one output: truths, probabilities, weights."""
    rng = np.random.default_rng(6)
    y = rng.integers(0, 2, 40)
    p = 1 / (1 + np.exp(-(3 * y - 1.5 + rng.normal(size=40) * 2)))
    unknown = p.copy()
    unknown[3] = np.nan
    weight, ones = rng.uniform(0, 3, 40), np.ones(40)
    return {
        "plain": (y, p, ones),
        "ties": (y, np.round(p, 1), ones),
        "weights": (y, np.round(p, 1), weight),
        "all false": (0 * y, p, ones),
        "never true": (y, p / 3, ones),
        "no number": (y, unknown, ones),
        "single row": (y[:1], p[:1], ones[:1]),
        "sure of it": (y, (p > 0.4).astype(float), ones),
    }


def numbers():
    """Make cases of one number: targets, predictions, weights."""
    rng = np.random.default_rng(7)
    y = rng.normal(size=15) * 3 + 1
    p, weight, ones = y + rng.normal(size=15), rng.uniform(0, 3, 15), np.ones(15)
    return {
        "plain": (y, p, ones),
        "weights": (y, p, weight),
        "constant": (0 * y + 0.1, p, ones),
        "single row": (y[:1], p[:1], ones[:1]),
        "worse than the mean": (y, -p, ones),
    }


def of_classes(y, guessed, ranks, p, weight):
    """Let scikit-learn judge classes, each against all others."""
    names, how = range(ranks.shape[1]), {"sample_weight": weight}
    each = metrics.precision_recall_fscore_support(
        y, guessed, labels=names, zero_division=np.nan, **how
    )
    present = sorted(set(y.tolist()))
    _, recall, _, _ = each
    told = dict(zip(("precision", "recall", "f1", "support"), each, strict=True))
    areas = [area(y == name, ranks[:, name], weight) for name in names]
    return told | {
        "accuracy": metrics.accuracy_score(y, guessed, **how),
        "balanced_accuracy": np.mean(recall[present]),
        "confusion": metrics.confusion_matrix(y, guessed, labels=names, **how),
        "roc_auc": [roc for roc, _ in areas],
        "pr_auc": [pr for _, pr in areas],
        "log_loss": None
        if np.isnan(p).any()
        else metrics.log_loss(y, p, labels=names, **how),
    }


def area(y, ranks, weight):
    """Give both areas; none where they are undefined."""
    if np.isnan(ranks).any() or len(set(y.tolist())) < 2:
        return None, None
    roc = metrics.roc_auc_score(y, ranks, sample_weight=weight)
    return roc, metrics.average_precision_score(y, ranks, sample_weight=weight)


def choice(y, p, weight):
    """Judge a choice; a row without a number is of no class."""
    guessed = np.where(np.isnan(p).any(axis=1), p.shape[1], p.argmax(axis=1))
    return of_classes(y, guessed, p, p / p.sum(axis=1, keepdims=True), weight)


def truth(y, p, weight):
    """Judge a yes or no, and its calibration."""
    guessed = np.where(np.isnan(p), 2, (p > 0.5).astype(int))
    both = np.stack([1 - p, p], axis=1)
    told = of_classes(y, guessed, np.stack([-p, p], axis=1), both, weight)
    if np.isnan(p).any() or (weight != 1).any():
        return told
    observed, predicted = calibration_curve(y, p, n_bins=10)
    return told | {"observed": observed, "predicted": predicted}


def number(y, p, weight):
    """Judge a number."""
    how = {"sample_weight": weight}
    is_constant = len(set(y.tolist())) == 1
    return {
        "mean_absolute_error": metrics.mean_absolute_error(y, p, **how),
        "root_mean_squared_error": metrics.root_mean_squared_error(y, p, **how),
        "r2_score": None if is_constant else metrics.r2_score(y, p, **how),
    }


def plain(found):
    """Bring what was found to JSON data: null for what is no number."""
    if isinstance(found, dict):
        return {name: plain(value) for name, value in found.items()}
    if isinstance(found, np.ndarray | list | tuple):
        return [plain(value) for value in found]
    return None if found is None or np.isnan(found) else float(found)


KINDS = {
    "choices": (choices, choice),
    "yes or no": (yes_or_no, truth),
    "numbers": (numbers, number),
}


def main():
    """Write each case with what was found."""
    values = {
        kind: {
            name: plain(dict(zip("ypw", case, strict=True)) | {"found": judge(*case)})
            for name, case in cases().items()
        }
        for kind, (cases, judge) in KINDS.items()
    }
    VALUES.write_text(json.dumps(values, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
