"""The journal: what the gateway has to say about itself, one line each, on standard error.

A terminal gets text for people; anything else gets one JSON object per line, for machines. The
clock and the stream are passed in. What happened in an exchange is not said here but in the access
log; nothing from a header or body of anybody may come in here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable

LEVELS = ("trace", "debug", "info", "warn", "error", "off")


class Journal:
    """Writes what is at least of this level."""

    def __init__(
        self, stream: TextIO, level: str, clock: Callable[[], str], *, terminal: bool
    ) -> None:
        self._stream = stream
        self._least = LEVELS.index(level)
        self._clock = clock
        self._terminal = terminal

    def says(self, level: str) -> bool:
        """Whether a line of this level would be written."""
        return LEVELS.index(level) >= self._least

    def line(self, level: str, message: str, **fields: object) -> str:
        """The line for a message."""
        if self._terminal:
            return message if level == "info" else f"{level}: {message}"
        record = {"time": self._clock(), "level": level, "message": message, **fields}
        return json.dumps(record, ensure_ascii=False)

    def write(self, level: str, message: str, **fields: object) -> None:
        """Write a line, if its level is heard."""
        if self.says(level):
            self._stream.write(self.line(level, message, **fields) + "\n")
            self._stream.flush()

    def debug(self, message: str, **fields: object) -> None:
        """For whoever looks for a fault."""
        self.write("debug", message, **fields)

    def info(self, message: str, **fields: object) -> None:
        """Something happened as it should."""
        self.write("info", message, **fields)

    def warn(self, message: str, **fields: object) -> None:
        """Something is not as it should be, and the gateway goes on."""
        self.write("warn", message, **fields)

    def error(self, message: str, **fields: object) -> None:
        """Something failed."""
        self.write("error", message, **fields)
