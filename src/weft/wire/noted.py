"""`Noted`: which of the headers of a message are of interest here, at the cost of one look-up each.

Names come in any spelling, and most are of no interest; lowering each one for each message costs
more than all else that is done with it. So spellings are remembered, up to a bound: a client that
makes up names cannot fill the memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SPELLINGS = 1024
LONGEST = 64  # bytes of a name that is remembered


class Noted(dict[bytes, bytes]):
    """From a name as it is spelled to the name in lower case, or to nothing if it is not noted."""

    def __init__(self, names: Iterable[bytes]) -> None:
        super().__init__()
        self._names = frozenset(names)

    def __missing__(self, name: bytes) -> bytes:
        lower = name.lower()
        noted = lower if lower in self._names else b""
        if len(self) < SPELLINGS and len(name) <= LONGEST:
            self[name] = noted
        return noted
