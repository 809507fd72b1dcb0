"""A progress bar on standard error, for long work in front of a terminal; nothing elsewhere.

It is loaded and shown only when the work is long, so that short work stays instant and quiet.
"""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress, TaskID

PATIENCE = 0.5  # seconds before anybody wonders


class Bar:
    """Told how many of how many are done."""

    def __init__(self, what: str, *, quiet: bool = False) -> None:
        self._what = what
        self._wanted = sys.stderr.isatty() and not quiet
        self._since = time.monotonic()
        self._shown: tuple[Progress, TaskID] | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def __call__(self, done: int, of: int) -> None:
        """So many are done."""
        if not self._wanted or of < 2:
            return
        if self._shown is None:
            if time.monotonic() - self._since < PATIENCE:
                return
            self._shown = self._show()
        progress, task = self._shown
        progress.update(task, completed=done, total=of)

    def _show(self) -> tuple[Progress, TaskID]:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._stack.enter_context(progress)
        return progress, progress.add_task(self._what)


__all__ = ["Bar"]
