"""Fresh ids for requests that come without one: random UUIDs (version 4), as bytes.

Chance is passed in and taken in blocks, since a call to the system for each request would cost
more than all else here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SIZE = 16  # bytes of an id
_BLOCK = 256 * _SIZE
_VARIANT = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}


def request_ids(chance: Callable[[int], bytes]) -> Iterator[bytes]:
    """Ids without end; `chance` gives that many random bytes."""
    while True:
        digits = chance(_BLOCK).hex()
        for at in range(0, len(digits), 2 * _SIZE):
            one = digits[at : at + 2 * _SIZE]
            parts = (one[:8], one[8:12], "4" + one[13:16], _VARIANT[one[16]] + one[17:20], one[20:])
            yield "-".join(parts).encode()
