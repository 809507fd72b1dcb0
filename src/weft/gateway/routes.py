"""Routes: which upstream a request is for, and what its target is called there.

Pure. A prefix is matched segment by segment on the bytes as they came (`/openai` is no prefix of
`/openaix`, and `/%6fpenai` is another path), the longest wins, and the upstream's base path takes
its place. Nothing is decoded, resolved or normalised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from weft.gateway.fault import Misconfigured

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:/?#@\s]+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[!$-;=@-Z_a-z~%]*)?",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"/[!$-;=@-Z_a-z~%]*")
_PORTS = {"http": 80, "https": 443}
_MAX_PORT = 65_535


@dataclass(frozen=True, slots=True, eq=False)  # by identity: it is looked up per request
class Upstream:
    """Where requests go: an origin and the path that every target begins with there.

    `socket` is the path of a Unix socket, and empty where host and port say where it is.
    """

    url: str
    scheme: bytes
    host: str
    port: int
    authority: bytes
    base: bytes = b""
    socket: str = ""

    @property
    def origin(self) -> tuple[bytes, str, int, str]:
        """What upstreams have in common that may share connections."""
        return self.scheme, self.host, self.port, self.socket


def upstream(url: str) -> Upstream:
    """Read `http://HOST[:PORT][/BASE]`, `https://...` or `unix:PATH`."""
    if url.startswith("unix:"):
        path = url.removeprefix("unix:")
        if not path.startswith("/"):
            raise Misconfigured(f"the upstream {url} needs an absolute path: unix:/run/a.sock")
        return Upstream(url, b"http", "localhost", 80, b"localhost", socket=path)
    if "@" in url.partition("://")[2].partition("/")[0]:
        raise Misconfigured("an upstream's URL holds no user or password: clients send their own")
    match = _URL.fullmatch(url)
    if match is None:
        raise Misconfigured(f"the upstream {url!r} is not http://HOST[:PORT][/PATH] or https://...")
    scheme = match["scheme"].lower()
    host = match["host"].strip("[]")
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError as error:
            raise Misconfigured(f"the upstream {url!r} has no valid host name") from error
    port = int(match["port"] or _PORTS[scheme])
    if not 0 < port <= _MAX_PORT:
        raise Misconfigured(f"the upstream {url!r} has no valid port")
    named = f"[{host}]" if ":" in host else host
    authority = named if port == _PORTS[scheme] else f"{named}:{port}"
    base = (match["path"] or "").rstrip("/").encode()
    return Upstream(url, scheme.encode(), host, port, authority.encode(), base)


@dataclass(frozen=True, slots=True)
class Route:
    """Requests whose path begins with `prefix` (empty: all of them) go to `upstream`."""

    prefix: bytes
    upstream: Upstream


def route(text: str) -> Route:
    """Read `PREFIX=URL`."""
    prefix, equals, url = text.partition("=")
    if not equals or not _PREFIX.fullmatch(prefix):
        raise Misconfigured(f"the route {text!r} is not PREFIX=URL, as in /openai=https://HOST")
    return Route(prefix.rstrip("/").encode(), upstream(url))


class Routes:
    """All routes of a proxy."""

    __slots__ = ("_default", "_longest_first", "routes")

    def __init__(self, routes: list[Route]) -> None:
        prefixes = [each.prefix for each in routes]
        for prefix in prefixes:
            if prefixes.count(prefix) > 1:
                raise Misconfigured(f"two routes begin with {prefix.decode() or '/'}: keep one")
        self.routes = tuple(routes)
        self._default = next((each for each in routes if not each.prefix), None)
        self._longest_first = sorted(
            (each for each in routes if each.prefix), key=lambda each: -len(each.prefix)
        )

    def find(self, target: bytes) -> tuple[Upstream, bytes] | None:
        """The upstream of a target and what the target is called there."""
        for each in self._longest_first:
            prefix = each.prefix
            if target.startswith(prefix) and target[len(prefix) : len(prefix) + 1] in b"/?":
                return each.upstream, _joined(each.upstream.base, target[len(prefix) :])
        default = self._default
        if default is None:
            return None
        upstream = default.upstream
        base = upstream.base
        return upstream, (base + target if base and target != b"*" else target)


def _joined(base: bytes, rest: bytes) -> bytes:
    """A base path and what follows the prefix: together never an empty path."""
    if rest.startswith(b"/"):
        return base + rest
    return (base or b"/") + rest
