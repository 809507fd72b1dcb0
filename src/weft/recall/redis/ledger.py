"""The replay ledger in Redis: see `weft.recall.ledger` for the promise.

What may stand here: how a decision lies at rest, and the two calls. That the first writer wins,
and that a decision counts only while its original is there, is decided by the server, in one
script for each call.

A decision at rest: `=` (leave the block as it is) or `+` (a replacement follows), the hash of its
original or 24 dashes, the replacement as `folio` packs texts. One that is damaged is said aloud
once, and forgotten by that: the block then counts as never seen, instead of failing for ever.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.recall.folio import pack, unpack
from weft.recall.ledger import Decision, Identity, counting, homeless
from weft.recall.redis import scripts
from weft.recall.redis.keys import decision_unit, original_unit
from weft.recall.store import StoreDamaged, StoreFull

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weft.recall.ledger import Recorded
    from weft.recall.redis.connection import Argument
    from weft.recall.redis.installation import Installation

NO_HASH = "-" * 24
_HEAD = re.compile(rb"([=+])(-{24}|[0-9a-f]{24})")


class RedisLedger:
    """Remembers decisions for all hosts that share a server."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def replay(self, tenant: str, identities: Sequence[Identity]) -> Mapping[Identity, Decision]:
        """The decisions already made, in one round trip."""
        asked = list(dict.fromkeys(identities))
        if not asked:
            return {}
        root = _tail(tenant, Identity(b""))
        arguments: list[Argument] = [root, *(identity.hex() for identity in asked)]
        _, *found = self._installation.run(scripts.REPLAY, lambda _: arguments)
        return {
            identity: self._read(root + identity.hex(), data)
            for identity, data in zip(asked, found, strict=True)
            if data is not None
        }

    def record(self, tenant: str, identity: Identity, decision: Decision) -> Decision:
        """Record a first decision and give back the one that counts."""
        return counting(self.record_all(tenant, {identity: decision})[identity])

    def record_all(
        self, tenant: str, decisions: Mapping[Identity, Decision]
    ) -> Mapping[Identity, Recorded]:
        """Record many in one round trip; says for each what counts, or why it was refused."""
        answer: dict[Identity, Recorded] = {}
        asked: dict[Identity, Decision] = {}
        arguments: list[Argument] = []
        for each, decision in decisions.items():
            owner = ""
            if decision.hash is not None:
                if not self._installation.keyring.owns(tenant, decision.hash):
                    answer[each] = homeless(decision.hash)
                    continue
                owner = original_unit(tenant, decision.hash)
            asked[each] = decision
            arguments += (_tail(tenant, each), encode(decision), owner)
        if not asked:
            return answer
        status, *counts = self._installation.run(scripts.RECORD, lambda _: arguments)
        if status == b"full":
            raise StoreFull(
                "the size budget is spent on what is in active use; raise it, or send the text "
                "as it is"
            )
        for (each, decision), data in zip(asked.items(), counts, strict=True):
            answer[each] = self._recorded(tenant, each, decision, data)
        return answer

    def _recorded(
        self, tenant: str, identity: Identity, decision: Decision, data: bytes | None
    ) -> Recorded:
        if data is None:
            return homeless(decision.hash or NO_HASH)
        try:
            return self._read(_tail(tenant, identity), data)
        except StoreDamaged as error:
            return error

    def _read(self, tail: str, data: bytes) -> Decision:
        try:
            return decode(data)
        except StoreDamaged as error:
            self._installation.run(scripts.FORGET, lambda _: [tail])
            raise StoreDamaged(f"a decision in the ledger was damaged ({error})") from error


def encode(decision: Decision) -> bytes:
    """A decision at rest."""
    name = (decision.hash or NO_HASH).encode()
    if decision.replacement is None:
        return b"=" + name
    return b"+" + name + pack(decision.replacement)


def decode(data: bytes) -> Decision:
    """A decision from what lay at rest; `StoreDamaged` where that is not one."""
    head = _HEAD.match(data)
    if head is None or (head[1] == b"=" and len(data) > head.end()):
        raise StoreDamaged("what is kept in the ledger is not a decision")
    hash_ = None if head[2] == NO_HASH.encode() else head[2].decode()
    return Decision(None if head[1] == b"=" else unpack(data[head.end() :]), hash_)


def _tail(tenant: str, identity: Identity) -> str:
    return decision_unit(tenant, identity)[2:]
