"""Reaching an upstream: `Origin` says where and how, `dial` gives a transport that is ready.

    to                     by
    -------------------    ---------------------------------------------------------------
    unix socket            its path
    host with a proxy      TCP to the proxy, CONNECT, then as if it were the upstream
    host                   TCP, the next address being tried when one is slow to answer
    https                  TLS on top of any of these; HTTP/2 is chosen by ALPN

The time to connect covers all of it. Nothing of HTTP is known here but CONNECT.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket
import ssl
from collections import deque
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any, cast

from weft.wire.fault import UpstreamSilent, UpstreamUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NEXT_ADDRESS = 0.25  # seconds until the next address is tried beside one that is slow (RFC 8305)
PROXY_ANSWER = 16 * 1024  # bytes of a proxy's answer to CONNECT

Address = tuple[socket.AddressFamily, tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """An HTTP proxy that opens tunnels. `authorization` is the whole value of that header."""

    host: str
    port: int
    authorization: str = ""

    @classmethod
    def with_password(cls, host: str, port: int, user: str, password: str) -> Proxy:
        """One that wants to know who asks."""
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        return cls(host=host, port=port, authorization=f"Basic {token}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One upstream. `tls` is `None` for plain HTTP, `path` that of a Unix socket if it is one.

    `tls_http1` gives, when it is first needed, a context that offers HTTP/1.1 only: what is to
    become a WebSocket must not end up on HTTP/2.
    """

    host: str
    port: int
    tls: ssl.SSLContext | None = None
    tls_http1: Callable[[], ssl.SSLContext] | None = None
    path: str = ""
    proxy: Proxy | None = None

    def on_http1(self) -> Origin:
        """The same, where HTTP/2 is not offered."""
        if self.tls is None or self.tls_http1 is None:
            return self
        return replace(self, tls=self.tls_http1())

    def __str__(self) -> str:
        return self.path or f"{self.host}:{self.port}"


def tls_context(extra_ca: str = "", *, http2: bool = True) -> ssl.SSLContext:
    """The system's roots, and one more file of them if given. Raises `OSError`, `ssl.SSLError`."""
    context = ssl.create_default_context()
    if extra_ca:
        context.load_verify_locations(cafile=extra_ca)
    context.set_alpn_protocols(["h2", "http/1.1"] if http2 else ["http/1.1"])
    return context


class Landing(asyncio.Protocol):
    """Holds a new connection until it is known which protocol it speaks."""

    __slots__ = ("_data", "_lost", "transport")

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._data: list[bytes] = []
        self._lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is there."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Servers of HTTP/2 may speak first."""
        self._data.append(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """It is gone already."""
        self._lost = True

    @property
    def speaks(self) -> str:
        """What ALPN settled on; empty on plain TCP."""
        tls = self.transport.get_extra_info("ssl_object")
        return (tls.selected_alpn_protocol() or "") if tls is not None else ""

    def hand_over(self, protocol: asyncio.Protocol) -> None:
        """Let this protocol have the connection from here on."""
        self.transport.set_protocol(protocol)
        protocol.connection_made(self.transport)
        if self._data:
            protocol.data_received(b"".join(self._data))
        if self._lost:
            protocol.connection_lost(None)


async def dial(origin: Origin, timeout: float, *, http1: bool = False) -> Landing:
    """A new connection, ready to be written to. Raises `UpstreamUnreachable`, `UpstreamSilent`."""
    try:
        async with asyncio.timeout(timeout):
            return await _dial(origin.on_http1() if http1 else origin)
    except TimeoutError as late:
        raise UpstreamSilent(f"no connection to {origin} within {timeout:g} seconds") from late
    except ssl.SSLCertVerificationError as untrusted:
        raise UpstreamUnreachable(
            f"the certificate of {origin} is not trusted: {untrusted.verify_message}; "
            "if it is right, name its authority with --upstream-ca"
        ) from untrusted
    except ssl.SSLError as refused:
        raise UpstreamUnreachable(f"no TLS with {origin}: {refused.reason or refused}") from refused
    except socket.gaierror as unknown:
        raise UpstreamUnreachable(f"no address for {origin}: {unknown.strerror}") from unknown
    except OSError as refused:
        raise UpstreamUnreachable(f"no connection to {origin}: {refused}") from refused


async def _dial(origin: Origin) -> Landing:
    loop = asyncio.get_running_loop()
    server_name = origin.host if origin.tls is not None else None
    if origin.path:
        _, landing = await loop.create_unix_connection(
            Landing, origin.path, ssl=origin.tls, server_hostname=server_name
        )
        return landing
    proxy = origin.proxy
    host, port = (proxy.host, proxy.port) if proxy is not None else (origin.host, origin.port)
    wire = await _race(await _addresses(host, port))
    try:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if proxy is not None:
            await _through(wire, origin, proxy)
        _, landing = await loop.create_connection(
            Landing, sock=wire, ssl=origin.tls, server_hostname=server_name
        )
    except BaseException:
        wire.close()
        raise
    return landing


async def _addresses(host: str, port: int) -> list[Address]:
    """All addresses of a host, the two families taking turns (RFC 8305, 4)."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    first = found[0][0]
    mine = [(family, address) for family, *_, address in found if family == first]
    other = [(family, address) for family, *_, address in found if family != first]
    return [each for each in chain(*zip_longest(mine, other)) if each is not None]


async def _race(addresses: Iterable[Address]) -> socket.socket:
    """The first socket that connects; each address gets a head start on the next."""
    waiting = deque(addresses)
    running: set[asyncio.Task[socket.socket]] = set()
    last: OSError = OSError("the host has no address")
    try:
        while waiting or running:
            if waiting:
                running.add(asyncio.create_task(_connect(*waiting.popleft())))
            done, running = await asyncio.wait(
                running,
                timeout=NEXT_ADDRESS if waiting else None,
                return_when=asyncio.FIRST_COMPLETED,
            )
            for task in done:
                try:
                    return task.result()
                except OSError as refused:
                    last = refused
        raise last
    finally:
        for task in running:
            task.cancel()


async def _connect(family: socket.AddressFamily, address: tuple[Any, ...]) -> socket.socket:
    wire = socket.socket(family, socket.SOCK_STREAM)
    try:
        wire.setblocking(False)
        await asyncio.get_running_loop().sock_connect(wire, address)
    except BaseException:
        wire.close()
        raise
    return wire


async def _through(wire: socket.socket, origin: Origin, proxy: Proxy) -> None:
    """Have the proxy connect us (RFC 9110, 9.3.6)."""
    loop = asyncio.get_running_loop()
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    lines = [f"CONNECT {host}:{origin.port} HTTP/1.1", f"Host: {host}:{origin.port}"]
    if proxy.authorization:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    await loop.sock_sendall(wire, "\r\n".join([*lines, "", ""]).encode("latin-1"))
    answer = b""
    while b"\r\n\r\n" not in answer:
        more = await loop.sock_recv(wire, 1)  # not a byte of what follows may be taken
        answer += more
        if not more or len(answer) > PROXY_ANSWER:
            raise OSError(f"the proxy {proxy.host}:{proxy.port} did not answer CONNECT")
    status = answer.split(b"\r\n", 1)[0].decode("latin-1")
    with contextlib.suppress(IndexError):
        if status.startswith("HTTP/1.") and status.split(" ")[1].startswith("2"):
            return
    raise OSError(f"the proxy {proxy.host}:{proxy.port} refused: {status}")
