"""What differs between two specs, for the list of runs."""

from engine.spec.model import Spec
from engine.spec.writing import resolved
from engine.training.spec_diff import describe_differences, without_names


def differences(old: Spec, new: Spec) -> tuple[str, ...]:
    """Tell what differs, apart from names: `learning rate 2 → 0.5`."""
    before, after = (without_names(resolved(spec)) for spec in (old, new))
    return tuple(describe_differences(before, after))
