"""The promise of prefixes, checked from outside: on the bytes that reached the model.

What a client says again goes out again as it went, to the byte. Its cache markers are its own, and
move; they are put aside on both sides.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

import msgspec

_CONTROL = re.compile(rb',"cache_control":\{[^{}]*\}')


@dataclass(slots=True)
class Prefix:
    """What was seen so far. `faults` says where the promise was broken."""

    turns: int = 0
    items: int = 0  # that went out again
    faults: list[str] = field(default_factory=list)
    _before: list[bytes] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """Whether the promise held."""
        return not self.faults

    def follow(self, went: bytes) -> None:
        """The next turn of the conversation, as it reached the model."""
        now = messages(went)
        self.turns += 1
        for number, (was, is_now) in enumerate(zip(self._before, now, strict=False)):
            self.items += 1
            if was != is_now:
                self.faults.append(f"turn {self.turns} sent message {number} otherwise")
        if len(now) < len(self._before):
            self.faults.append(f"turn {self.turns} sent fewer messages")
        self._before = now


def messages(body: bytes) -> list[bytes]:
    """The messages of a request as they stand there, without the client's markers."""
    found = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    items = msgspec.json.decode(found["messages"], type=list[msgspec.Raw])
    return [_CONTROL.sub(b"", bytes(each)) for each in items]


def digest(body: bytes) -> str:
    """The fingerprint of a request."""
    return hashlib.sha256(body).hexdigest()
