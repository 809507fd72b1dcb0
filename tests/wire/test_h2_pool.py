"""A pool and a listener over TLS: ALPN chooses HTTP/2, and a WebSocket gets HTTP/1.1."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import subprocess
from functools import partial
from typing import TYPE_CHECKING

import pytest
from h2_peer import run

from weft.wire.dial import Origin, tls_context
from weft.wire.head import RequestHead, ResponseHead
from weft.wire.limits import Limits
from weft.wire.listener import Listener, tls_server_context
from weft.wire.pool import Pool
from weft.wire.service import Service
from weft.wire.watch import Watch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from weft.wire.exchange import Inbound, Outbound

SIZE = 3 * 1024 * 1024  # bytes; far more than any buffer on the way


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that signs itself, and its key behind it."""
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(
        ["openssl", *request, *named, "-keyout", file, "-out", file.with_name("cert.pem")],
        check=True,
        capture_output=True,
    )
    file.write_bytes(file.read_bytes() + file.with_name("cert.pem").read_bytes())
    return file


@contextlib.asynccontextmanager
async def pooled(certificate: Path) -> AsyncIterator[tuple[Pool, Service]]:
    limits = Limits()
    watch = Watch([1.0])
    service = Service(handler=handler, limits=limits, watch=watch, report=reports.append)
    bound = socket.create_server(("127.0.0.1", 0))
    served = tls_server_context(str(certificate), str(certificate))
    listener = Listener(service, [bound], served)
    await listener.start()
    trusted = str(certificate.with_name("cert.pem"))
    origin = Origin(
        host="localhost",
        port=bound.getsockname()[1],
        tls=tls_context(trusted),
        tls_http1=partial(tls_context, trusted, http2=False),
    )
    pool = Pool(origin, limits, watch)
    try:
        yield pool, service
    finally:
        await pool.aclose()
        await asyncio.sleep(0.05)
        await listener.aclose()
        await asyncio.sleep(0.05)
        assert reports == []


reports: list[BaseException] = []


async def handler(inbound: Inbound) -> None:
    if inbound.head.protocol:
        tunnel = await inbound.switch(ResponseHead(101, []))
        await tunnel.write(await tunnel.read() + b" over HTTP/" + inbound.head.version)
        tunnel.end()
        return
    await inbound.start(ResponseHead(200, [(b"x-version", inbound.head.version)]))
    while data := await inbound.read():
        await inbound.write(data)
    await inbound.end()


async def everything(out: Outbound) -> int:
    size = 0
    while data := await out.read():
        size += len(data)
    return size


def test_alpn_chooses_http2_and_bodies_stream_both_ways(certificate: Path) -> None:
    async def scenario() -> None:
        async with pooled(certificate) as (pool, service):
            for _ in range(3):
                out = await pool.open(RequestHead(b"POST", b"/", b"localhost", [], length=None))
                head = await out.head()
                assert head.headers == [(b"x-version", b"2")]
                reading = asyncio.create_task(everything(out))
                for _ in range(SIZE // 65_536):
                    await out.write(b"b" * 65_536)
                await out.end()
                assert await reading == SIZE
            assert len(service.connections) == 1

    run(scenario())


def test_a_websocket_gets_a_connection_that_speaks_http1(certificate: Path) -> None:
    async def scenario() -> None:
        async with pooled(certificate) as (pool, _):
            plain = RequestHead(b"GET", b"/", b"localhost", [], scheme=b"https")
            assert (await (await pool.open(plain, end=True)).head()).status == 200
            head = RequestHead(b"GET", b"/", b"localhost", [], protocol=b"websocket")
            head.headers.append((b"Sec-WebSocket-Key", b"AAAAAAAAAAAAAAAAAAAAAA=="))
            out = await pool.open(head, end=True)
            assert (await out.head()).status == 101
            tunnel = out.tunnel()
            await tunnel.write(b"hello")
            assert await tunnel.read() == b"hello over HTTP/1.1"
            tunnel.abort()

    run(scenario())


def test_the_contexts_differ_in_what_they_offer(certificate: Path) -> None:
    origin = Origin(host="h", port=1, tls=ssl.create_default_context())
    assert origin.on_http1() is origin
