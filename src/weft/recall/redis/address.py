"""Where a Redis or Valkey server is: the store URL, read and checked.

    redis://[user:password@]host[:port][/db][?prefix=weft&timeout=2s]
    rediss://...?ca=/etc/ssl/redis-ca.pem
    unix:///run/redis/redis.sock[?db=0]

Rules of this file: no I/O. A password leaves it only as a field that no `repr` shows, and no
message quotes a piece of the URL that could hold part of one: a password with an unescaped
`/`, `?`, `#` or `@` can end up in any piece behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from weft.recall.store import StoreRefused

if TYPE_CHECKING:
    from urllib.parse import SplitResult

DEFAULT_PORT = 6379
DEFAULT_PREFIX = "weft"
DEFAULT_TIMEOUT = 2.0  # seconds; a request waits for us, and goes out as it is when we do not come
MAX_TIMEOUT = 60.0

OPTIONS = {
    "redis": ("prefix", "timeout"),
    "rediss": ("ca", "prefix", "timeout"),
    "unix": ("db", "prefix", "timeout"),
}

# No character that SCAN's patterns or cluster hash tags give a meaning to.
_PREFIX = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_TIMEOUT = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|)")


@dataclass(frozen=True, slots=True)
class Address:
    """One database of one server, and how to talk to it."""

    scheme: str
    host: str = ""
    port: int = DEFAULT_PORT
    path: str = ""
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    db: int = 0
    prefix: str = DEFAULT_PREFIX
    timeout: float = DEFAULT_TIMEOUT
    ca: str | None = None

    @property
    def label(self) -> str:
        """The server as messages name it."""
        if self.scheme == "unix":
            return f"unix://{self.path} (database {self.db})"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}/{self.db}"


def parse(url: str) -> Address:
    """Read a store URL; `StoreRefused` where it is not one."""
    try:
        split = urlsplit(url)
        port = split.port
    except ValueError:
        raise StoreRefused(
            "the Redis URL cannot be read; write redis://[user:password@]host:port/db, "
            "with / ? # @ : in the password percent-encoded"
        ) from None
    if split.scheme not in OPTIONS:
        raise StoreRefused("a Redis URL begins with redis://, rediss:// or unix://")
    if "@" in split.query or split.fragment or (split.scheme != "unix" and "@" in split.path):
        raise StoreRefused(
            "the Redis URL has an @ or # behind the host; percent-encode / ? # @ in the password"
        )
    options = _options(split)
    return Address(
        scheme=split.scheme,
        host=_host(split),
        port=DEFAULT_PORT if port is None else port,
        path=_path(split),
        username=unquote(split.username) if split.username else None,
        password=unquote(split.password) if split.password else None,
        db=_db(options.get("db", "") if split.scheme == "unix" else split.path[1:]),
        prefix=_prefix(options.get("prefix", DEFAULT_PREFIX)),
        timeout=_timeout(options["timeout"]) if "timeout" in options else DEFAULT_TIMEOUT,
        ca=options.get("ca"),
    )


def _options(split: SplitResult) -> dict[str, str]:
    known = OPTIONS[split.scheme]
    options: dict[str, str] = {}
    for name, value in parse_qsl(split.query, keep_blank_values=True):
        if name not in known:
            raise StoreRefused(
                f"unknown option {name!r} in the Redis URL; "
                f"{split.scheme}:// knows {', '.join(known)}"
            )
        if name in options:
            raise StoreRefused(f"option {name!r} stands twice in the Redis URL; write it once")
        options[name] = value
    return options


def _host(split: SplitResult) -> str:
    if split.scheme == "unix":
        if split.hostname:
            raise StoreRefused("a socket path begins with three slashes: unix:///run/redis.sock")
        return ""
    if not split.hostname:
        raise StoreRefused(f"the Redis URL names no host; write {split.scheme}://HOST:PORT/DB")
    return split.hostname


def _path(split: SplitResult) -> str:
    if split.scheme != "unix":
        return ""
    if not split.path.strip("/"):
        raise StoreRefused("the Redis URL names no socket; write unix:///run/redis/redis.sock")
    return unquote(split.path)


def _db(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        raise StoreRefused("the database in the Redis URL must be a number, as in redis://HOST/0")
    return int(text)


def _prefix(text: str) -> str:
    if not _PREFIX.fullmatch(text):
        raise StoreRefused(
            "option 'prefix' in the Redis URL takes 1 to 64 letters, digits and _ . : -"
        )
    return text


def _timeout(text: str) -> float:
    match = _TIMEOUT.fullmatch(text)
    seconds = float(match[1]) / (1000 if match[2] == "ms" else 1) if match else 0.0
    if not 0 < seconds <= MAX_TIMEOUT:
        raise StoreRefused(
            "option 'timeout' in the Redis URL takes a time up to 60s, as in 500ms or 2s"
        )
    return seconds
