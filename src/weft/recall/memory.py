"""Originals and decisions in the memory of one process: for tests, and to keep nothing on disk.

What may stand here: the whole promise of `Store` and `Ledger`, in the plainest way that keeps it.
What is in it ends with the process; two stores share nothing.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weft.recall.clock import steady
from weft.recall.folio import Folio, pack, unpack
from weft.recall.ledger import Decision, Identity, counting, homeless
from weft.recall.marker import SECRET_BYTES, Keyring, Receipt
from weft.recall.store import (
    Limits,
    StoreError,
    StoreFull,
    StoreRefused,
    StoreStats,
    StoreUnavailable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from weft.recall.ledger import Recorded

ENTRY_BYTES = 400  # what the objects of an entry take beside its text

_Name = tuple[str, str]  # tenant and hash
_Block = tuple[str, Identity]


@dataclass(slots=True)
class _Original:
    data: bytes
    bytes: int
    seen: float
    decisions: set[_Block] = field(default_factory=set)


@dataclass(slots=True)
class _Decision:
    data: bytes | None
    original: _Name | None
    seen: float


class MemoryStore:
    """A store, and its own ledger."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._keyring = Keyring(secrets.token_bytes(SECRET_BYTES))
        self._lock = threading.RLock()
        self._originals: dict[_Name, _Original] = {}
        self._decisions: dict[_Block, _Decision] = {}
        self._stored = self._evicted = self._expired = 0
        self._closed = False

    @property
    def keyring(self) -> Keyring:
        """The keys of this store."""
        return self._keyring

    @property
    def ledger(self) -> MemoryStore:
        """The replay ledger."""
        return self

    def put(self, tenant: str, original: str) -> Receipt:
        """Keep an original, for as long as the process lives."""
        return self.put_all(tenant, [original])[0]

    def put_all(self, tenant: str, originals: Sequence[str]) -> list[Receipt]:
        """Keep many: all of them, or none that is new."""
        names = [self._keyring.reference(tenant, original).hash for original in originals]
        packed = {name: pack(original) for name, original in zip(names, originals, strict=True)}
        sizes = {
            n: len(o.encode("utf-8", "surrogatepass"))
            for n, o in zip(names, originals, strict=True)
        }
        with self._lock:
            now = self._now()
            fresh: dict[str, bytes] = {}
            for name, data in packed.items():
                kept = self._living(tenant, name, now)
                if kept is None:
                    fresh[name] = data
                    continue
                if kept.data != data:
                    raise StoreError(f"two different originals have the name {name}")
                kept.seen = max(kept.seen, now)
            self._make_room([len(data) for data in fresh.values()], now)
            for name, data in fresh.items():
                self._originals[tenant, name] = _Original(data, sizes[name], now)
                self._stored += len(data) + ENTRY_BYTES
        return [Receipt(name, tenant, self._keyring) for name in names]

    def open(self, tenant: str, hash_: str) -> Folio | None:
        """The original under this hash; `None` if it is not there."""
        if not self._keyring.owns(tenant, hash_):
            return None
        with self._lock:
            now = self._now()
            kept = self._living(tenant, hash_, now)
            if kept is None:
                return None
            kept.seen = max(kept.seen, now)
            data = kept.data
        return Folio(
            lambda offset, length: data[offset : offset + length],
            len(data),
            lambda text: self._keyring.names(tenant, hash_, text),
        )

    def owner(self, hash_: str) -> str | None:
        """The tenant whose original has this name."""
        with self._lock:
            now = self._now()
            names = [name for name in self._originals if name[1] == hash_]
            return next((name[0] for name in names if self._living(*name, now)), None)

    def replay(self, tenant: str, identities: Sequence[Identity]) -> Mapping[Identity, Decision]:
        """The decisions already made."""
        answer: dict[Identity, Decision] = {}
        with self._lock:
            now = self._now()
            for identity in identities:
                made = self._made(tenant, identity, now)
                if made is not None:
                    answer[identity] = made
        return answer

    def record(self, tenant: str, identity: Identity, decision: Decision) -> Decision:
        """Record a first decision and give back the one that counts."""
        return counting(self.record_all(tenant, {identity: decision})[identity])

    def record_all(
        self, tenant: str, decisions: Mapping[Identity, Decision]
    ) -> Mapping[Identity, Recorded]:
        """Record many; says for each what counts, or why it was refused."""
        answer: dict[Identity, Recorded] = {}
        with self._lock:
            now = self._now()
            fresh: dict[Identity, _Decision] = {}
            for identity, decision in decisions.items():
                answer[identity] = self._made(tenant, identity, now) or decision
                if answer[identity] is not decision:
                    continue
                name = None if decision.hash is None else (tenant, decision.hash)
                kept = self._living(*name, now) if name else None
                if kept is not None:
                    kept.seen = max(kept.seen, now)
                elif decision.hash is not None:
                    answer[identity] = homeless(decision.hash)
                    continue
                data = None if decision.replacement is None else pack(decision.replacement)
                fresh[identity] = _Decision(data, name, now)
            self._make_room([len(made.data or b"") for made in fresh.values()], now)
            for identity, made in fresh.items():
                if made.original is not None:
                    self._originals[made.original].decisions.add((tenant, identity))
                self._decisions[tenant, identity] = made
                self._stored += len(made.data or b"") + ENTRY_BYTES
        return answer

    def stats(self) -> StoreStats:
        """What is in it."""
        with self._lock:
            self._now()
            return StoreStats(
                backend="memory",
                originals=len(self._originals),
                decisions=len(self._decisions),
                original_bytes=sum(kept.bytes for kept in self._originals.values()),
                stored_bytes=self._stored,
                evicted=self._evicted,
                expired=self._expired,
            )

    def purge(self, tenant: str | None = None, *, everything: bool = False) -> int:
        """Delete what has expired (or everything), of one tenant or of all."""
        with self._lock:
            horizon = float("inf") if everything else self._now() - self._limits.idle_seconds
            before = len(self._originals)
            for block in [b for b, made in self._decisions.items() if made.seen < horizon]:
                if tenant in (None, block[0]):
                    self._forget(block)
            for name in [n for n, kept in self._originals.items() if kept.seen < horizon]:
                if tenant in (None, name[0]):
                    self._drop(name)
            purged = before - len(self._originals)
            self._expired += 0 if everything else purged
            return purged

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._closed = True
            self._originals.clear()
            self._decisions.clear()

    def _now(self) -> float:
        if self._closed:
            raise StoreUnavailable("the store is closed")
        return self._clock()

    def _living(self, tenant: str, hash_: str, now: float) -> _Original | None:
        kept = self._originals.get((tenant, hash_))
        if kept is not None and kept.seen < now - self._limits.idle_seconds:
            self._drop((tenant, hash_))
            self._expired += 1
            return None
        return kept

    def _made(self, tenant: str, identity: Identity, now: float) -> Decision | None:
        """The decision on this block, marked as used together with its original."""
        made = self._decisions.get((tenant, identity))
        if made is None:
            return None
        kept = self._living(*made.original, now) if made.original else None
        if made.original and kept is None:
            return None  # the decision went with its original
        if made.seen < now - self._limits.idle_seconds:
            self._forget((tenant, identity))
            return None
        made.seen = max(made.seen, now)
        if kept is not None:
            kept.seen = max(kept.seen, now)
        replacement = None if made.data is None else unpack(made.data)
        return Decision(replacement, made.original[1] if made.original else None)

    def _make_room(self, sizes: Sequence[int], now: float) -> None:
        """Make room for entries of these sizes, or raise `StoreFull`."""
        size = sum(sizes)
        need = self._stored + size + len(sizes) * ENTRY_BYTES - self._limits.max_bytes
        if need <= 0 or not sizes:
            return
        inactive = now - self._limits.active_seconds
        unused: list[tuple[float, _Name | None, _Block | None]] = [
            (kept.seen, name, None) for name, kept in self._originals.items()
        ]
        unused += [
            (made.seen, None, block)
            for block, made in self._decisions.items()
            if made.original is None
        ]
        unused.sort(key=lambda entry: entry[0])
        doomed = []
        for seen, name, block in unused:
            if need <= 0 or seen >= inactive:
                break
            doomed.append((name, block))
            need -= self._weight(name, block)
        if need > 0:
            raise StoreFull(
                f"the store may keep {self._limits.max_bytes} bytes, and what it holds was in use "
                f"within the last {self._limits.active_seconds:g} seconds; {size} more do not fit. "
                "Give it a larger budget"
            )
        for name, block in doomed:
            if name is not None:
                self._drop(name)
                self._evicted += 1
            elif block is not None:
                self._forget(block)

    def _weight(self, name: _Name | None, block: _Block | None) -> int:
        if name is not None:
            kept = self._originals[name]
            own = ENTRY_BYTES + len(kept.data)
            return own + sum(self._weight(None, block) for block in kept.decisions)
        return ENTRY_BYTES + len(self._decisions[block].data or b"") if block else 0

    def _drop(self, name: _Name) -> None:
        for block in list(self._originals[name].decisions):
            self._forget(block)
        self._stored -= ENTRY_BYTES + len(self._originals.pop(name).data)

    def _forget(self, block: _Block) -> None:
        made = self._decisions.pop(block)
        self._stored -= ENTRY_BYTES + len(made.data or b"")
        if made.original is not None:
            self._originals[made.original].decisions.discard(block)


def open_url(url: str, limits: Limits, clock: Callable[[], float] = time.time) -> MemoryStore:
    """A new, empty store."""
    if url.partition(":")[2]:
        raise StoreRefused(f"store URL {url!r}: a store in memory has no name; write memory:")
    return MemoryStore(limits, steady(clock))


__all__ = ["MemoryStore", "open_url"]
