"""`python -m engine`."""

import sys

try:
    from engine.cli import main

    sys.exit(main())
except KeyboardInterrupt:
    sys.exit(130)
