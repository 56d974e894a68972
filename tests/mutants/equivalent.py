"""Mutants that compute the same as the original, each with the reason why."""

EQUIVALENT: dict[str, str] = {
    "engine/vocabulary/activations/rectifiers.py: Elu.__call__: 1 -> (2)": (
        "with alpha 1 the scaled form computes the same; only its text is longer"
    ),
}
