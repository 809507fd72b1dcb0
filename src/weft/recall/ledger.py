"""The replay ledger: first sight decides, afterwards replay.

What may stand here: what a decision is, how a block is identified, and the contract. The
backends stand beside this file. Why it exists: a provider's prompt cache hits only while the
bytes of turn N+1 extend those of turn N, so a block must be written the same way on any turn,
on any worker and after a restart.

The promise:
- The first decision recorded for an identity is the one everybody gets, whoever raced for it.
- What is recorded together is recorded in one transaction: all of it, or with any error nothing.
- Replacement texts come back exactly, lone surrogates included.
- A replacement with markers is replayed only while its original is there; a replay counts as a
  use of both. Where either is gone, the block counts as never seen.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NewType, Protocol

from weft.recall.store import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Identity = NewType("Identity", bytes)

IDENTITY_BYTES = 20  # 160 bits: no two blocks of one tenant ever meet


def identity(original: str, *deciders: str) -> Identity:
    """Name a block by its bytes and by whatever else decided how it was written."""
    digest = hashlib.blake2b(digest_size=IDENTITY_BYTES, person=b"weft identity")
    for decider in deciders:
        data = decider.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    digest.update(b"\x00")
    digest.update(original.encode("utf-8", "surrogatepass"))
    return Identity(digest.digest())


@dataclass(frozen=True, slots=True)
class Decision:
    """What a block is replaced with; no replacement means: leave it as it is.

    `hash` names the original that the markers in the replacement stand for, if there are any.
    """

    replacement: str | None = None
    hash: str | None = None


Recorded = Decision | StoreError  # the decision that counts, or why this one was refused


def counting(recorded: Recorded) -> Decision:
    """The decision that counts; raises where it was refused."""
    if isinstance(recorded, StoreError):
        raise recorded
    return recorded


def homeless(hash_: str) -> StoreError:
    """Why a decision is refused whose original is not there."""
    return StoreError(
        f"the decision stands on the original {hash_}, which is not in the store; put it first"
    )


class Ledger(Protocol):
    """Remembers decisions."""

    def replay(self, tenant: str, identities: Sequence[Identity]) -> Mapping[Identity, Decision]:
        """The decisions already made, in one look-up. What is not in it was never decided."""

    def record(self, tenant: str, identity: Identity, decision: Decision) -> Decision:
        """Record a first decision and give back the one that counts.

        A decision with a hash is refused (`StoreError`) unless its original is in the store.
        """

    def record_all(
        self, tenant: str, decisions: Mapping[Identity, Decision]
    ) -> Mapping[Identity, Recorded]:
        """The same for many, in one transaction; says for each what `record` would.

        One that is refused stands there with its error, and keeps no other from being recorded.
        Raised is what concerns all (`StoreFull`, `StoreUnavailable`); then none was recorded.
        """
