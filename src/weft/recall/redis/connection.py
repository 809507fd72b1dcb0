"""The connections to one server: commands and scripts out, answers or `StoreUnavailable` back.

Rules of this file: it knows nothing of originals and decisions. Everything sent through it may be
sent twice with the same outcome, because a broken connection does not say whether the server got
the command: it is sent once more, at once, on a new connection. A timeout is not retried, so that
nobody waits for longer than one timeout, and nothing here sleeps.

Connections are pooled: threads each get their own, a forked process opens new ones, and those
that a restarted server left behind are found closed and opened anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from weft.recall.redis.driver import redis
from weft.recall.redis.faults import explain
from weft.recall.store import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.recall.redis.address import Address

client = redis.exceptions

Argument = str | bytes | int


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua script and the name under which servers remember it."""

    text: str
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()
        object.__setattr__(self, "digest", digest)


class Connection:
    """The way to one database of one server."""

    def __init__(self, address: Address) -> None:
        self.label = address.label
        self._closed = False
        self._client = redis.Redis(connection_pool=_pool(address))

    def run(self, script: Script, key: str, arguments: Sequence[Argument]) -> Any:
        """Run a script on the server, which gets its text only when it does not know it."""
        try:
            return self._call(
                lambda server: server.evalsha(script.digest, 1, key, *arguments),
            )
        except client.NoScriptError:
            return self._said(lambda server: server.eval(script.text, 1, key, *arguments))

    def info(self) -> dict[str, Any]:
        """What the server says of itself."""
        answer: dict[str, Any] = self._said(lambda server: server.info())
        return answer

    def scan(self, key: str, cursor: int, match: str) -> tuple[int, list[bytes]]:
        """The next members of a sorted set."""
        cursor, pairs = self._said(lambda server: server.zscan(key, cursor, match, count=500))
        return cursor, [member for member, _ in pairs]

    def scan_keys(self, cursor: int, match: str) -> tuple[int, list[bytes]]:
        """The next keys of this database."""
        cursor, keys = self._said(lambda server: server.scan(cursor, match, count=1000))
        return cursor, keys

    def close(self) -> None:
        """Close every connection. Later calls raise `StoreUnavailable`."""
        self._closed = True
        self._client.connection_pool.disconnect()

    def _said(self, command: Callable[[redis.Redis], Any]) -> Any:
        try:
            return self._call(command)
        except client.NoScriptError as error:
            raise self._unavailable(error) from error

    def _call(self, command: Callable[[redis.Redis], Any]) -> Any:
        if self._closed:
            raise StoreUnavailable(f"the store on {self.label} is closed")
        try:
            try:
                return command(self._client)
            except client.ConnectionError as error:
                if isinstance(error, client.AuthenticationError | client.BusyLoadingError):
                    raise
                return command(self._client)
        except client.NoScriptError:
            raise
        except (client.RedisError, OSError) as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> StoreUnavailable:
        return StoreUnavailable(f"the Redis server at {self.label}: {explain(error)}")


def _pool(address: Address) -> redis.ConnectionPool:
    options: dict[str, Any] = {
        "db": address.db,
        "username": address.username,
        "password": address.password,
        "protocol": 2,
        "socket_timeout": address.timeout,
        "socket_connect_timeout": address.timeout,
        # The client's own retries sleep for seconds; ours stand above.
        "retry": redis.retry.Retry(redis.backoff.NoBackoff(), 0),
    }
    if address.scheme == "unix":
        return redis.ConnectionPool(
            connection_class=redis.UnixDomainSocketConnection, path=address.path, **options
        )
    options.update(host=address.host, port=address.port, socket_keepalive=True)
    if address.scheme == "redis":
        return redis.ConnectionPool(connection_class=redis.Connection, **options)
    return redis.ConnectionPool(
        connection_class=redis.SSLConnection, ssl_ca_certs=address.ca, **options
    )
