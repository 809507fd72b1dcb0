"""Detours: which HTTP proxy leads to an upstream, from `HTTPS_PROXY` and `NO_PROXY`.

Pure; the environment is passed in. Only upstreams with TLS take a detour, through CONNECT, so no
proxy sees what is said. The lower-case name of a variable wins, as everywhere.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from weft.gateway.fault import Misconfigured
from weft.wire.dial import Proxy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weft.gateway.routes import Upstream

_PORT = 3128  # where proxies are, when the URL does not say


def detour(upstream: Upstream, environ: Mapping[str, str]) -> Proxy | None:
    """The proxy for an upstream, if one is to be used."""
    if upstream.scheme != b"https" or upstream.socket:
        return None
    url = _said(environ, "https_proxy")
    if not url or _spared(upstream.host.lower(), upstream.port, _said(environ, "no_proxy")):
        return None
    return _proxy(url)


def _said(environ: Mapping[str, str], name: str) -> str:
    return (environ.get(name) or environ.get(name.upper()) or "").strip()


def _proxy(url: str) -> Proxy:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme != "http" or not host:
        # Not quoted: there may be a password in it.
        raise Misconfigured("HTTPS_PROXY is not http://[USER:PASSWORD@]HOST[:PORT]")
    if parts.username is None:
        return Proxy(host=host, port=port or _PORT)
    user, password = unquote(parts.username), unquote(parts.password or "")
    return Proxy.with_password(host, port or _PORT, user, password)


def _spared(host: str, port: int, spared: str) -> bool:
    """Whether a host is reached directly: by name, by a domain it is in, by address or network."""
    return any(
        _matches(host, port, each) for part in spared.lower().split(",") if (each := part.strip())
    )


def _matches(host: str, port: int, pattern: str) -> bool:
    if pattern == "*":
        return True
    if "/" in pattern:
        try:
            return ip_address(host) in ip_network(pattern, strict=False)
        except ValueError:
            return False
    name, colon, number = pattern.rpartition(":")
    if colon and number.isdigit() and (":" not in name or name.endswith("]")):
        if int(number) != port:
            return False
        pattern = name
    pattern = pattern.strip("[]").removeprefix("*").lstrip(".")
    return host == pattern or host.endswith("." + pattern)
