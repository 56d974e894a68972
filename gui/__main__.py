"""`python -m gui`: open the window."""

import sys


def main() -> int:
    """Say that there is no window yet, and what works today."""
    print(
        "The window is being built; for now, train with:"
        " python -m engine specs/xor.json",
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    sys.exit(main())
