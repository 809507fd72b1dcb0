"""The names of everything Weft keeps in Redis.

All names begin with one hash tag, `{prefix}:`, so that a cluster keeps them in one slot and one
script may use them together. Names of keys hold digests and hex digits only, never a tenant's name.

    {weft}:about              hash: schema, secret, fingerprint
    {weft}:seen               sorted set: unit -> when it was last used, in milliseconds
    {weft}:sizes              hash: unit -> "stored bytes, original bytes, decisions"
    {weft}:owners             hash: HASH -> "TENANT:", and that tenant's name
    {weft}:counts             hash: totals of the above, and what was evicted and expired
    {weft}:o:TENANT:HASH      string: an original, packed
    {weft}:l:TENANT:HASH      set: the identities whose decisions stand on that original
    {weft}:d:TENANT:IDENTITY  string: a decision

A *unit* is what lives and goes together: an original with its decisions (`o:TENANT:HASH`), or a
decision that stands on no original (`d:TENANT:IDENTITY`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weft.recall.ledger import Identity

TENANT_BYTES = 16  # nobody finds two tenant names that share a digest


@lru_cache(maxsize=1024)
def tenant_digest(tenant: str) -> str:
    """A tenant as key names have it."""
    data = tenant.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=TENANT_BYTES, person=b"weft tenant").hexdigest()


def original_unit(tenant: str, hash_: str) -> str:
    """The unit of an original."""
    return f"o:{tenant_digest(tenant)}:{hash_}"


def decision_unit(tenant: str, identity: Identity) -> str:
    """The unit of a decision that stands on no original, and the tail of any decision's key."""
    return f"d:{tenant_digest(tenant)}:{identity.hex()}"


@dataclass(frozen=True, slots=True)
class Keys:
    """The key names under one prefix."""

    root: str

    @classmethod
    def under(cls, prefix: str) -> Keys:
        """The names for this prefix."""
        return cls("{" + prefix + "}:")

    @property
    def about(self) -> str:
        """Who wrote here: schema and secret."""
        return self.root + "about"

    @property
    def seen(self) -> str:
        """When each unit was last used."""
        return self.root + "seen"

    def unit(self, key: str) -> str:
        """The unit that a key of an original, its links or a decision points to."""
        tail = key.removeprefix(self.root)
        return "o" + tail[1:] if tail.startswith("l:") else tail
