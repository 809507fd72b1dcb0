"""`weft proxy` whose clients have little time: hasty.py proxy ARGUMENTS...

How long a client may take is no setting: the times are those of `Limits`, and none suits a test.
Nothing else differs from what a user starts.
"""

from __future__ import annotations

import sys
from functools import partial

from weft.cli.main import run
from weft.gateway import setup

HEAD, BODY, IDLE, TAKING = 1.0, 1.0, 2.0, 1.0  # seconds

if __name__ == "__main__":
    setup.Limits = partial(  # type: ignore[assignment,misc]
        setup.Limits,
        head_timeout=HEAD,
        body_timeout=BODY,
        keep_alive=IDLE,
        write_timeout=TAKING,
        linger=0.5,
    )
    sys.exit(run())
