"""`python -m weft` is the command `weft`."""

from __future__ import annotations

import sys

from weft.cli.main import run

if __name__ == "__main__":
    sys.exit(run())
