"""What was understood of an answer so far, as it is written down while the answer comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.hearing.calls import Calls
from weft.dialects.hearing.facts import UNNAMED
from weft.dialects.hearing.heard import Heard

if TYPE_CHECKING:
    from weft.dialects.hearing.heard import Usage

_FAILED = 400


class Notes:
    """The notes on one answer."""

    __slots__ = ("_status", "calls", "complete", "error", "model", "stop", "usage")

    def __init__(self, status: int) -> None:
        """An answer with this status."""
        self._status = status
        self.model = self.stop = self.error = ""
        self.usage: Usage | None = None
        self.complete = False
        self.calls = Calls()

    def heard(self) -> Heard:
        """What they say. An error that has no name is called by the status."""
        error = self.error
        if self._status >= _FAILED and error in ("", UNNAMED):
            error = str(self._status)
        complete = self.complete and not error
        return Heard(self.model, self.usage, self.stop, error, complete, self.calls.all())
