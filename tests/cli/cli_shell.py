"""A shell for tests: runs the real command in a real process, with nothing in its environment."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = (sys.executable, "-m", "weft")
PATIENCE = 60  # seconds until a process that hangs is given up


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Shell:
    """A home directory with nothing in it, in which commands are run."""

    home: Path
    environ: dict[str, str] = field(default_factory=dict)

    def variables(self, **more: str) -> dict[str, str]:
        """The whole environment of a command."""
        path = {"PATH": os.environ["PATH"], "HOME": str(self.home)}
        return {**path, **self.environ, **more}

    def weft(self, *arguments: str, stdin: str = "", **environ: str) -> Ended:
        """Run `weft` with these arguments to its end."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.home,
            env=self.variables(**environ),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def on_terminal(self, *arguments: str, keys: bytes = b"", **environ: str) -> Ended:
        """Run it on a terminal, where these keys are pressed once it asks something.

        A question ends with its choices and a colon. All output comes in one stream.
        """
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=self.home,
            env=self.variables(TERM="xterm", **environ),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509  # the tests have no threads
        )
        os.close(theirs)
        try:
            asked = _read(ours, until=b"]: ") if keys else b""
            output = asked + _read(ours, press=keys)
            return Ended(process.wait(PATIENCE), output.decode(), "")
        finally:
            process.kill()  # nothing where it has ended, as it should
            process.wait(PATIENCE)
            os.close(ours)


def _take_terminal() -> None:
    """Make standard input the controlling terminal, so that Ctrl-C on it is a signal."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _read(terminal: int, until: bytes | None = None, press: bytes = b"") -> bytes:
    """What comes from a terminal, to its end or until these bytes have come.

    While nothing comes, keys are pressed again, as people do: a signal that arrives between a
    question and the wait for its answer is seen only when something else wakes the process.
    """
    read = b""
    silent = 0
    os.write(terminal, press)
    while until is None or until not in read:
        ready, _, _ = select.select([terminal], [], [], 1)
        if not ready:
            silent += 1
            assert silent < PATIENCE, f"silent for {PATIENCE} s after {read!r}"
            os.write(terminal, press)
            continue
        try:
            chunk = os.read(terminal, 4_096)
        except OSError:  # how Linux says that the other side has closed the terminal
            break
        if not chunk:
            break
        read += chunk
    return read
