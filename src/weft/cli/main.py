"""The entry of the command `weft`: from the shell's arguments to an exit code.

Nothing may be imported here that `weft --version` does not need: the answer to it comes before
the command-line library is loaded. Errors become messages in one place, `run`.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from weft import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "weft"
COMPLETION = "_WEFT_COMPLETE"
INTERRUPTED = 130  # 128 and the number of SIGINT, as shells have it
PIPE_CLOSED = 141  # 128 and the number of SIGPIPE


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and say how it ended."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if given in (["--version"], ["-V"]):
            print(f"weft {__version__}")
            code = 0
        else:
            code = _command(given)
        sys.stdout.flush()
    except BrokenPipeError:
        _give_up_output()
        return PIPE_CLOSED
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED
    return code


def _command(given: list[str]) -> int:
    import click

    from weft.cli.root import root

    if COMPLETION in os.environ:  # the shell asks what could be typed next
        root.main(given, prog_name=PROGRAM)
    color = False if os.environ.get("NO_COLOR") else None  # None: on a terminal only
    try:
        with root.make_context(PROGRAM, given, color=color) as context:
            root.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.Abort:  # how a question says that it was interrupted
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return 0


def _give_up_output() -> None:
    """Point standard output at nothing, so that the interpreter's last flush does not complain."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
