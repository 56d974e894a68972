"""What differs between two specs, for the list of runs."""

from engine.spec.model import Spec
from engine.spec.writing import resolved
from engine.training import differing


def differences(old: Spec, new: Spec) -> tuple[str, ...]:
    """Tell what differs, apart from names: `learning rate 2 → 0.5`."""
    before, after = (differing.without_names(resolved(spec)) for spec in (old, new))
    return tuple(differing.differences(before, after))
