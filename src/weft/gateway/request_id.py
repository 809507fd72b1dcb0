"""Fresh ids for requests that come without one: UUIDs (version 4), as bytes.

Chance is passed in. The first half of an id is drawn for a block of ids, and so is the point from
which the second half counts: a call to the system for each request would cost more than all else
here. Whoever has one id can guess the next, so an id must never open anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SIZE = 16  # bytes of chance for a block
_BLOCK = 1 << 16  # ids
_NODE = 1 << 48  # values of the second half


def request_ids(chance: Callable[[int], bytes]) -> Iterator[bytes]:
    """Ids without end; `chance` gives that many random bytes."""
    while True:
        drawn = chance(_SIZE)
        digits = drawn.hex()
        variant = "89ab"[drawn[0] % 4]
        parts = (digits[:8], digits[8:12], "4" + digits[12:15], variant + digits[15:18], "")
        prefix = "-".join(parts).encode()
        first = int.from_bytes(drawn[-6:], "big")
        for number in range(first, first + _BLOCK):
            yield b"%b%012x" % (prefix, number % _NODE)
