"""What figures are called where people read them, and how things are counted."""


def readable(name: str) -> str:
    """Write the name of a figure as people do."""
    output, colon, measure = name.rpartition(": ")
    return output + colon + _READABLE.get(measure, measure.replace("_", " "))


_READABLE = {
    "roc_auc": "ROC AUC",
    "pr_auc": "PR AUC (average precision)",
    "f1_score": "F1, mean of the outputs",
    "r2_score": "R²",
    "exact_match": "all outputs right",
}


def counted(number: int, what: str) -> str:
    """Write how many there are of something."""
    ending = "es" if what.endswith("s") else "s"
    return f"1 {what}" if number == 1 else f"{number} {what}{ending}"
