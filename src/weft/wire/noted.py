"""`Noted`: which of the headers of a message are of interest here, at the cost of one look-up each.

Names come in any spelling, and most are of no interest; lowering each one for each message costs
more than all else that is done with it. So spellings are remembered, up to a bound: a client that
makes up names cannot fill the memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weft.wire.head import Headers

SPELLINGS = 1024
LONGEST = 64  # bytes of a name that is remembered


class Noted:
    """Picks the headers that are of interest.

    `known` is from a name as it is spelled to the name in lower case, or to nothing if it is not
    noted: a plain dictionary and a rare `KeyError` are what the interpreter is fastest at.
    """

    __slots__ = ("_names", "known")

    def __init__(self, names: Iterable[bytes]) -> None:
        self._names = frozenset(names)
        self.known: dict[bytes, bytes] = {}

    def among(self, headers: Headers) -> Iterable[tuple[bytes, bytes]]:
        """Those of interest, under their names in lower case."""
        known = self.known
        try:
            picked = [header for header in headers if known[header[0]]]
        except KeyError:
            known = self._learnt(headers)
            picked = [header for header in headers if known[header[0]]]
        return [(known[name], value) for name, value in picked]

    def _learnt(self, headers: Headers) -> dict[bytes, bytes]:
        """What these names are. They are remembered, within bounds."""
        found = {}
        for name, _ in headers:
            lower = name.lower()
            found[name] = lower if lower in self._names else b""
        if len(self.known) < SPELLINGS:
            self.known.update(
                (name, noted) for name, noted in found.items() if len(name) <= LONGEST
            )
        return found
