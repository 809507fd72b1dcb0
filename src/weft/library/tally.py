"""Token counts of texts that come again: every turn of a conversation carries the ones before.

Bounded, oldest out first; what is not in it is counted again. Safe to use from many threads.
"""

from __future__ import annotations

from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_TEXTS = 20_000  # about 2 MB
SHORT = 2_000  # characters; counting these is quicker than remembering them


class Tally:
    """Counts by one counter, remembered."""

    def __init__(self, count: Callable[[str], int], most: int = MAX_TEXTS) -> None:
        self._count = count
        self._most = most
        self._known: dict[bytes, int] = {}
        self._lock = Lock()

    def __call__(self, text: str) -> int:
        """How many tokens this text is."""
        if len(text) <= SHORT:
            return self._count(text)
        name = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        tokens = self._known.get(name)
        if tokens is None:
            tokens = self._count(text)
            with self._lock:
                if len(self._known) >= self._most:
                    del self._known[next(iter(self._known))]
                self._known[name] = tokens
        return tokens

    def learn(self, text: str, tokens: int) -> None:
        """Take a count that somebody has made already."""
        if len(text) > SHORT:
            name = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            with self._lock:
                self._known[name] = tokens
