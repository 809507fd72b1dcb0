"""A prompt cache as providers keep one: prefixes seen before are read, new ones are written.

    dialect       begins to count       kept for            what is a prefix
    -----------   -------------------   -----------------   -----------------------------------
    anthropic     by model, 512 to      5 min or 1 h, as    ends at a marker; is found from a
                  4,096 tokens          the marker says     marker within 20 blocks before it
    others        1,024 tokens          an hour at most     whatever stood there before

Prefixes are told apart by their digests, by key and by model: nobody reads what another wrote. The
time is given, in seconds; what is read is kept anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.demo.model.asked import Asked, Segment

LIFETIMES = {"5m": 300.0, "1h": 3600.0}
LOOKBACK = 20  # blocks
USUAL_MINIMUM = 1024  # tokens
MINIMUMS = (  # Anthropic's, by how a model's name begins
    ("claude-opus-5", 512),
    ("claude-fable-5", 512),
    ("claude-mythos-5", 512),
    ("claude-opus-4-7", 2048),
    ("claude-opus-4-6", 4096),
    ("claude-opus-4-5", 4096),
    ("claude-haiku-4-5", 4096),
)
GEMINI_MINIMUM = 4096


@dataclass(frozen=True, slots=True)
class Bill:
    """Input in tokens: read from the cache, written to it (and how much for long), or neither."""

    fresh: int
    read: int = 0
    written: int = 0
    written_long: int = 0

    @property
    def input(self) -> int:
        """All of it."""
        return self.fresh + self.read + self.written


class PromptCache:
    """What one provider remembers of prompts. `count` gives the tokens of a text."""

    def __init__(self, count: Callable[[str], int]) -> None:
        self._count = count
        self._ends: dict[bytes, float] = {}

    def bill(self, asked: Asked, now: float) -> Bill:
        """The bill of this prompt, which is remembered."""
        digests = _digests(asked)
        sizes = [self._count(segment.text) for segment in asked.segments]
        if asked.dialect == "anthropic":
            return self._marked(asked, digests, sizes, now)
        return self._unmarked(asked, digests, sizes, now)

    def _marked(
        self, asked: Asked, digests: Sequence[bytes], sizes: Sequence[int], now: float
    ) -> Bill:
        """Only what ends at a marker is written; markers look back for what was written before."""
        total, least = sum(sizes), minimum(asked)
        marks = [n for n, each in enumerate(asked.segments) if each.lifetime]
        found = -1
        for mark in marks:
            for back in range(mark, max(mark - LOOKBACK, -1), -1):
                if self._alive(digests[back], now):
                    found = max(found, back)
                    self._ends[digests[back]] = now + LIFETIMES[asked.segments[mark].lifetime]
                    break
        read = sum(sizes[: found + 1])
        at, written, long = read, 0, 0
        for mark in marks:
            end = sum(sizes[: mark + 1])
            if end < least or mark <= found:
                continue
            lifetime = asked.segments[mark].lifetime
            self._ends[digests[mark]] = now + LIFETIMES[lifetime]
            written += end - at
            long += end - at if lifetime == "1h" else 0
            at = end
        return Bill(total - read - written, read, written, long)

    def _unmarked(
        self, asked: Asked, digests: Sequence[bytes], sizes: Sequence[int], now: float
    ) -> Bill:
        total, read = sum(sizes), 0
        for n in range(len(sizes) - 1, -1, -1):
            if self._alive(digests[n], now):
                read = sum(sizes[: n + 1])
                break
        for digest in digests:
            self._ends[digest] = now + LIFETIMES["1h"]
        if read < minimum(asked):
            read = 0
        return Bill(total - read, read)

    def _alive(self, digest: bytes, now: float) -> bool:
        return self._ends.get(digest, -1.0) > now


def minimum(asked: Asked) -> int:
    """The tokens below which nothing is cached."""
    if asked.dialect == "gemini":
        return GEMINI_MINIMUM
    named = (least for name, least in MINIMUMS if asked.model.startswith(name))
    return next(named, USUAL_MINIMUM)


def _digests(asked: Asked) -> list[bytes]:
    """The name of each prefix: of its key, its model and every segment up to its end."""
    state = hashlib.blake2b(f"{asked.key}\0{asked.model}\0".encode(), digest_size=16)
    found = []
    for segment in asked.segments:
        data = _bytes(segment)
        state.update(len(data).to_bytes(8, "big") + data)
        found.append(state.digest())
    return found


def _bytes(segment: Segment) -> bytes:
    return segment.text.encode("utf-8", "surrogatepass")
