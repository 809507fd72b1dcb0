"""A `Listener` accepts connections and gives each the protocol it speaks.

    connection     speaks                  told by
    -----------    --------------------    --------------------------------------------
    TLS            HTTP/2 or HTTP/1.1      ALPN; HTTP/1.1 where there was none
    plain          HTTP/2                  its first bytes: the preface of RFC 9113, 3.4
    plain          HTTP/1.1                anything else

It ends in three steps, each of which may be taken alone: `stop` accepts no more, `drain` lets what
is under way come to its end, `aclose` ends the rest.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING, cast

from weft.wire.address import BACKLOG, Address, bound, unlink
from weft.wire.h1_server import H1Server
from weft.wire.h2_server import H2Server

if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

    from weft.wire.service import Service

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
POLL = 0.02  # seconds between two looks at what is left while draining


def tls_server_context(certificate: str, key: str) -> ssl.SSLContext:
    """TLS for a listener, from files in PEM. Raises `OSError`, `ssl.SSLError`."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["h2", "http/1.1"])
    return context


class Door(asyncio.Protocol):
    """A new connection, until it is known what it speaks."""

    __slots__ = ("_first", "_service", "_since", "_transport")

    def __init__(self, service: Service) -> None:
        self._service = service
        self._first = b""
        self._since = service.watch.now

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask ALPN, or wait for the first bytes."""
        self._transport = cast("asyncio.Transport", transport)
        tls = transport.get_extra_info("ssl_object")
        if tls is not None:
            self._enter(h2=tls.selected_alpn_protocol() == "h2")
            return
        self._service.connections.add(self)
        self._service.watch.add(self)

    def data_received(self, data: bytes) -> None:
        """Decide, as soon as no other protocol could begin like this."""
        self._first += data
        if self._first.startswith(PREFACE):
            self._enter(h2=True)
        elif not PREFACE.startswith(self._first):
            self._enter(h2=False)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """It never said what it speaks."""
        self._leave()

    def drain(self) -> None:
        """Nothing is under way."""
        self._transport.close()

    def abort(self) -> None:
        """Close now."""
        self._transport.abort()

    def look(self, now: float) -> None:
        """Let nobody stand in the door for long."""
        if now - self._since > self._service.limits.head_timeout:
            self._transport.abort()

    def _enter(self, *, h2: bool) -> None:
        self._leave()
        protocol = H2Server(self._service) if h2 else H1Server(self._service)
        self._transport.set_protocol(protocol)
        protocol.connection_made(self._transport)
        if self._first:
            protocol.data_received(self._first)

    def _leave(self) -> None:
        self._service.connections.discard(self)
        self._service.watch.drop(self)


class Listener:
    """Listening sockets, and the connections that came over them."""

    __slots__ = ("_owned", "_servers", "_service", "_shared", "_sockets", "_tls")

    def __init__(
        self,
        service: Service,
        sockets: Sequence[socket.socket],
        tls: ssl.SSLContext | None = None,
        *,
        shared: bool = False,
    ) -> None:
        """With `shared` sockets, a Unix socket's path is left to whoever bound it."""
        self._service = service
        self._sockets = sockets
        self._shared = shared
        self._tls = tls
        self._servers: list[asyncio.Server] = []
        self._owned = [bound(each) for each in sockets]

    @property
    def addresses(self) -> list[Address]:
        """Where it listens."""
        return self._owned

    async def start(self) -> None:
        """Accept."""
        loop = asyncio.get_running_loop()
        service = self._service
        for listening in self._sockets:
            server = await loop.create_server(
                lambda: Door(service),
                sock=listening,
                ssl=self._tls,
                backlog=BACKLOG,
                ssl_handshake_timeout=service.limits.head_timeout if self._tls else None,
            )
            self._servers.append(server)

    def stop(self) -> None:
        """Accept no more; connections go on."""
        servers, self._servers = self._servers, []
        for server in servers:
            server.close()
        if servers and not self._shared:
            for address in self._owned:
                unlink(address)

    async def drain(self, patience: float) -> bool:
        """Let exchanges end within this many seconds; whether they all did."""
        loop = asyncio.get_running_loop()
        end = loop.time() + patience
        connections = self._service.connections
        for connection in tuple(connections):
            connection.drain()
        while connections and loop.time() < end:
            await asyncio.sleep(POLL)
        return not connections

    async def aclose(self) -> None:
        """End what is left, now."""
        self.stop()
        for connection in tuple(self._service.connections):
            connection.abort()
        await asyncio.sleep(0)
