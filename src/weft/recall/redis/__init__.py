"""Redis and Valkey: one store for many hosts.

Nouns: an `Address` is the store URL, read; a `Connection` sends commands and scripts there; a
`Server` is what the server says of itself, found fit; an `Installation` is the secret that all
hosts share, and runs scripts in its name; `RedisStore` and `RedisLedger` keep the contracts of
`weft.recall.store` and `weft.recall.ledger`.

Flow: `open_url` reads the address, connects, examines the server, agrees on the secret. From then
on every call is one script on the server: it happens whole, or not at all and says why.

Loaded only when a URL asks for it: the client library alone takes longer to import than the rest
of Weft. Needs the extra `redis`.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from weft.recall.marker import SECRET_BYTES
from weft.recall.redis.address import parse
from weft.recall.redis.connection import Connection
from weft.recall.redis.installation import Installation
from weft.recall.redis.keys import Keys
from weft.recall.redis.server import examine
from weft.recall.redis.store import RedisStore
from weft.recall.store import StoreRefused, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.recall.store import Limits


def open_url(url: str, limits: Limits, clock: Callable[[], float]) -> RedisStore:
    """Open the store this URL names, or raise `StoreRefused`."""
    address = parse(url)
    if address.ca and not Path(address.ca).is_file():
        raise StoreRefused(f"the Redis URL names a file with ?ca= that is not there: {address.ca}")
    connection = Connection(address)
    try:
        server = examine(connection.info(), limits.max_bytes)
        installation = Installation(
            connection, Keys.under(address.prefix), limits, clock, secrets.token_bytes(SECRET_BYTES)
        )
    except StoreUnavailable as error:
        connection.close()
        raise StoreRefused(f"the store cannot be opened: {error}") from error
    except StoreRefused:
        connection.close()
        raise
    return RedisStore(installation, server)


__all__ = ["open_url"]
