"""What a proxy is made of, from its options: routes, origins, TLS, the store.

Everything that can be found wrong without serving is found here, before a port is opened, and is
`Misconfigured`.
"""

from __future__ import annotations

import ssl
from functools import cache, partial
from typing import TYPE_CHECKING

from weft.gateway.access import writable
from weft.gateway.detour import detour
from weft.gateway.fault import Misconfigured
from weft.gateway.routes import Route, Routes, route, upstream
from weft.recall.store import StoreError, from_url
from weft.wire.dial import Origin, tls_context
from weft.wire.limits import Limits
from weft.wire.listener import tls_server_context

if TYPE_CHECKING:
    from weft.gateway.options import Options
    from weft.gateway.routes import Upstream
    from weft.recall.store import Store


class Setup:
    """Options that have been checked."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.routes = _routes(options)
        self.origins = _origins(self.routes, options)
        self.tls = _serving_tls(options)
        self.limits = Limits(
            connect_timeout=options.upstream_connect_timeout,
            upstream_timeout=options.upstream_timeout,
        )
        if options.access_log:
            writable(options.access_log)  # each worker opens it for itself
        _try_store(options)  # and this

    def store(self) -> Store | None:
        """The store, opened; if there is to be one. Whoever takes it closes it.

        Each worker takes its own, after the fork: no connection has two processes at its end.
        """
        url = self.options.store_url
        return None if url is None else from_url(url, self.options.store_limits)

    @property
    def upstreams(self) -> str:
        """Where requests go, for people."""
        routes = self.routes.routes
        named = [f"{each.prefix.decode()}={each.upstream.url}" for each in routes if each.prefix]
        return " ".join([*(each.upstream.url for each in routes if not each.prefix), *named])


def _routes(options: Options) -> Routes:
    found = [route(text) for text in options.routes]
    if options.upstream is not None:
        found.append(Route(b"", upstream(options.upstream)))
    if not found:
        raise Misconfigured("where to? Give --upstream URL, or a --route PREFIX=URL")
    return Routes(found)


def _origins(routes: Routes, options: Options) -> dict[Upstream, Origin]:
    """How each upstream is reached. TLS is made ready once for all."""
    upstreams = [each.upstream for each in routes.routes]
    secure = any(each.scheme == b"https" for each in upstreams)
    tls = _trusted(options.upstream_ca) if secure or options.upstream_ca else None
    http1 = cache(partial(tls_context, options.upstream_ca or "", http2=False))
    return {
        each: Origin(
            host=each.host,
            port=each.port,
            tls=tls if each.scheme == b"https" else None,
            tls_http1=http1 if each.scheme == b"https" else None,
            path=each.socket,
            proxy=detour(each, options.environ),
        )
        for each in upstreams
    }


def _try_store(options: Options) -> None:
    """Refuse a store that does not open, or that workers would not share."""
    url = options.store_url
    if url is None:
        return
    if options.workers > 1 and url.lower().startswith("memory:"):
        raise Misconfigured(
            f"{options.workers} workers cannot share a store in memory; set store.url to "
            "sqlite:PATH or redis://HOST:PORT/DB, or start one worker"
        )
    try:
        from_url(url, options.store_limits).close()
    except StoreError as error:
        raise Misconfigured(str(error)) from error


def _trusted(extra: str | None) -> ssl.SSLContext:
    try:
        return tls_context(extra or "")
    except (OSError, ssl.SSLError) as error:
        raise Misconfigured(f"--upstream-ca {extra}: {_reason(error)}") from error


def _serving_tls(options: Options) -> ssl.SSLContext | None:
    certificate, key = options.tls_cert, options.tls_key
    if not certificate:
        if key:
            raise Misconfigured("--tls-key stands alone: name its certificate with --tls-cert")
        return None
    try:
        return tls_server_context(certificate, key or certificate)
    except (OSError, ssl.SSLError) as error:
        files = f"--tls-cert {certificate}" + (f", --tls-key {key}" if key else "")
        raise Misconfigured(f"{files}: {_reason(error)}") from error


def _reason(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return f"not what is needed, in PEM: {error.reason or error}".lower()
    return error.strerror or str(error)
