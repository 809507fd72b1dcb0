"""Whether a server is fit to keep originals, judged by what it says of itself.

Rules of this file: no I/O; facts in, a `Server` or `StoreRefused` out. A server is refused where
it could lose what a put has promised while everything looks well: above all where it would evict
keys on its own, which can take an original that is still being replayed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weft.recall.store import StoreRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

OLDEST = (6, 2)  # ACL rules by category, and scripts that replicate what they did, not their text


@dataclass(frozen=True, slots=True)
class Server:
    """What operators want to know of a server that was found fit."""

    name: str
    append_only: bool

    def __str__(self) -> str:
        if self.append_only:
            return f"{self.name}, append-only file on"
        return f"{self.name}, append-only file off: it may lose what it was told when it stops"


def examine(info: Mapping[str, Any], max_bytes: int) -> Server:
    """Judge a server by its answer to INFO."""
    version = str(info.get("redis_version", ""))
    if _version(version) < OLDEST:
        raise StoreRefused(
            f"the Redis server has version {version or 'unknown'}; Weft needs Redis "
            f"{OLDEST[0]}.{OLDEST[1]} or newer, or any Valkey"
        )
    if info.get("role") == "slave":
        raise StoreRefused("the Redis server is a read-only replica; point the URL at the primary")
    _examine_memory(info, max_bytes)
    valkey = info.get("valkey_version")
    name = f"valkey {valkey}" if valkey else f"redis {version}"
    return Server(name, append_only=bool(info.get("aof_enabled")))


def _examine_memory(info: Mapping[str, Any], max_bytes: int) -> None:
    if "maxmemory" not in info or "maxmemory_policy" not in info:
        raise StoreRefused(
            "the Redis server does not tell its maxmemory and maxmemory-policy in INFO; "
            "without them Weft cannot know that it keeps what it is given"
        )
    maxmemory, policy = int(info["maxmemory"]), info["maxmemory_policy"]
    if maxmemory == 0:
        return
    if policy != "noeviction":
        raise StoreRefused(
            f"the Redis server evicts keys on its own (maxmemory-policy {policy}) and could take "
            "originals that are in use; set: maxmemory-policy noeviction. Weft keeps its own budget"
        )
    if maxmemory < max_bytes:
        raise StoreRefused(
            f"the Redis server's maxmemory ({maxmemory} bytes) is below Weft's size budget "
            f"({max_bytes} bytes); raise maxmemory or lower the budget"
        )


def _version(text: str) -> tuple[int, ...]:
    parts = text.split(".")[:2]
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()
