"""The store in Redis or Valkey: see `weft.recall.store` for the promise.

What may stand here: what is asked of the server and what its answers mean. What must happen as
one stands in `scripts`, how the server is reached in `connection`.

Durable means: as durable as the server is configured to be. With `appendonly yes` and
`appendfsync always` a put survives the loss of power; with `everysec` the last two seconds may
go; with neither, a restart loses everything. What is lost is plainly absent, never torn or wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.recall.folio import Folio, pack
from weft.recall.marker import Receipt, is_name
from weft.recall.redis import scripts
from weft.recall.redis.keys import original_unit, tenant_digest
from weft.recall.redis.ledger import RedisLedger
from weft.recall.store import StoreDamaged, StoreError, StoreFull, StoreStats, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from weft.recall.marker import Keyring
    from weft.recall.redis.connection import Argument
    from weft.recall.redis.installation import Installation
    from weft.recall.redis.server import Server

# Comes with the answer that opens an original, so that most are read in one round trip.
FIRST_READ = 64 * 1024
SWEEP_BATCH = 256  # units; the server answers nobody else for about a millisecond


class RedisStore:
    """Keeps originals for all hosts that share a server."""

    def __init__(self, installation: Installation, server: Server) -> None:
        self._installation = installation
        self._server = server
        self._ledger = RedisLedger(installation)

    @property
    def keyring(self) -> Keyring:
        """The keys of this installation; new ones after the server has lost its data."""
        return self._installation.keyring

    @property
    def ledger(self) -> RedisLedger:
        """The replay ledger on the same server."""
        return self._ledger

    def put(self, tenant: str, original: str) -> Receipt:
        """Keep an original, as durable as the server is when this returns."""
        return self.put_all(tenant, [original])[0]

    def put_all(self, tenant: str, originals: Sequence[str]) -> list[Receipt]:
        """Keep many in one round trip, as durable as the server is when this returns."""
        texts = list(dict.fromkeys(originals))
        if not texts:
            return []
        packed = [pack(text) for text in texts]
        sizes = [len(text.encode("utf-8", "surrogatepass")) for text in texts]
        modes = [""] * len(texts)
        receipts: dict[str, Receipt] = {}

        def arguments(keyring: Keyring) -> list[Argument]:
            given: list[Argument] = [tenant.encode("utf-8", "surrogatepass")]
            for text, data, size, mode in zip(texts, packed, sizes, modes, strict=True):
                receipts[text] = Receipt(keyring.reference(tenant, text).hash, tenant, keyring)
                given += (original_unit(tenant, receipts[text].hash), data, size, mode)
            return given

        status, *differing = self._installation.run(scripts.PUT, arguments)
        if status == b"differs":
            for index in (number - 1 for number in differing):
                self._refuse_another(receipts[texts[index]], texts[index])
                modes[index] = "replace"
            status, *differing = self._installation.run(scripts.PUT, arguments)
        if status == b"full":
            raise StoreFull(
                f"no room for {sum(map(len, packed))} bytes: the size budget is spent on originals "
                "in active use; raise it, or send the text as it is"
            )
        if status != b"ok":
            raise StoreUnavailable("what lies in the Redis server is changing again and again")
        return [receipts[original] for original in originals]

    def open(self, tenant: str, hash_: str) -> Folio | None:
        """The original under this hash, read as far as it is asked for."""
        installation = self._installation
        if not installation.keyring.owns(tenant, hash_):
            installation.adopt()  # another host may have come first after the server lost its data
        keyring = installation.keyring
        if not keyring.owns(tenant, hash_):
            return None
        return self._folio(tenant, hash_, lambda text: keyring.names(tenant, hash_, text))

    def owner(self, hash_: str) -> str | None:
        """The tenant whose original has this name."""
        if not is_name(hash_):
            return None
        found: bytes | None = self._installation.run(scripts.OWNER, lambda _: [hash_])
        return None if found is None else found.decode("utf-8", "surrogatepass")

    def stats(self) -> StoreStats:
        """What is in it."""
        while True:
            swept, _, *counts = self._installation.run(scripts.SWEEP, lambda _: [SWEEP_BATCH])
            if swept < SWEEP_BATCH:
                break
        originals, decisions, original, stored, evicted, expired = (int(n or 0) for n in counts)
        return StoreStats(
            backend=f"redis ({self._server})",
            originals=originals,
            decisions=decisions,
            original_bytes=original,
            stored_bytes=stored,
            evicted=evicted,
            expired=expired,
        )

    def purge(self, tenant: str | None = None, *, everything: bool = False) -> int:
        """Delete what has expired, or everything, and say how many originals that was."""
        whose = "*" if tenant is None else tenant_digest(tenant)
        mode = "everything" if everything else ""
        gone = 0
        for units in self._units(whose):
            gone += self._drop(mode, units)
        if everything:
            for units in self._stray_units(whose):
                gone += self._drop(mode, units)
        return gone

    def close(self) -> None:
        """Close the connections. Later calls raise `StoreUnavailable`."""
        self._installation.connection.close()

    def _refuse_another(self, receipt: Receipt, original: str) -> None:
        """Refuse where a different text has this name; not where the same is packed otherwise."""
        try:
            folio = self._folio(receipt.tenant, receipt.hash)
            if folio is None or folio.text() == original:
                return
        except StoreDamaged:
            return  # whoever still has the text repairs it
        raise StoreError(
            f"two different originals have the name {receipt.hash}; the second is not kept"
        )

    def _folio(
        self, tenant: str, hash_: str, names: Callable[[str], bool] | None = None
    ) -> Folio | None:
        unit = original_unit(tenant, hash_)
        answer = self._read(unit, 0, FIRST_READ)
        if answer is None:
            return None
        size, head = answer

        def fetch(offset: int, length: int) -> bytes:
            if offset + length <= len(head):
                return head[offset : offset + length]
            answer = self._read(unit, offset, length)
            if answer is None or answer[0] != size:
                raise StoreUnavailable("an original went while it was read; ask for it again")
            return answer[1]

        return Folio(fetch, size, names)

    def _read(self, unit: str, offset: int, length: int) -> tuple[int, bytes] | None:
        arguments: list[Argument] = [unit, offset, offset + length - 1]
        answer = self._installation.run(scripts.READ, lambda _: arguments)
        return None if answer is None else (answer[0], answer[1])

    def _drop(self, mode: str, units: list[str]) -> int:
        gone: int = self._installation.run(scripts.PURGE, lambda _: [mode, *units])
        return gone

    def _units(self, whose: str) -> Iterator[list[str]]:
        keys, connection = self._installation.keys, self._installation.connection
        cursor = -1
        while cursor:
            cursor, members = connection.scan(keys.seen, max(cursor, 0), f"[od]:{whose}:*")
            if members:
                yield [member.decode() for member in members]

    def _stray_units(self, whose: str) -> Iterator[list[str]]:
        """What lies under our prefix without being accounted for."""
        keys, connection = self._installation.keys, self._installation.connection
        cursor = -1
        while cursor:
            cursor, names = connection.scan_keys(max(cursor, 0), f"{keys.root}[old]:{whose}:*")
            if names:
                yield [keys.unit(name.decode()) for name in names]
