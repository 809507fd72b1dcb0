"""Real applications behind a real listener, asked by real clients."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import socket
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from asgi_app import APP, about
from asgi_served import LONG, Served, curl
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from weft.wire.asgi import Asgi
from weft.wire.dial import Origin
from weft.wire.exchange import HIGH_WATER
from weft.wire.limits import Limits
from weft.wire.pool import Pool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from weft.wire.asgi_scope import Receive, Scope, Send
    from weft.wire.exchange import Handler, Inbound
    from weft.wire.watch import Watch


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served(APP) as running:
        yield running


@pytest.mark.parametrize(
    ("flag", "version"), [("--http1.1", "1.1"), ("--http2-prior-knowledge", "2")]
)
def test_an_application_sees_what_was_asked(served: Served, flag: str, version: str) -> None:
    said = curl(flag, f"{served.url}/about/a%2Fb%C3%A9?q=%20")
    assert said.stdout.decode() == (
        '{"path":"/about/a/b\u00e9","root_path":"","http_version":"'
        + version
        + '","scheme":"http",'
        '"raw_path":"/about/a%2Fb%C3%A9","query_string":"q=%20","state":{"started":1},'
        f'"host":"127.0.0.1:{served.port}"}}'
    )


@pytest.mark.parametrize("flag", ["--http1.1", "--http2-prior-knowledge"])
@pytest.mark.parametrize("framing", ["Content-Length", "Transfer-Encoding: chunked"])
def test_a_body_arrives_to_the_byte(
    served: Served, flag: str, framing: str, tmp_path: Path
) -> None:
    data = bytes(range(256)) * 12_000
    sent = tmp_path / "body"
    sent.write_bytes(data)
    more = ["-H", framing] if "chunked" in framing and flag == "--http1.1" else []
    said = curl(flag, *more, "--data-binary", f"@{sent}", f"{served.url}/digest")
    assert said.stdout.decode() == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("flag", ["--http1.0", "--http1.1", "--http2-prior-knowledge"])
def test_an_answer_streams_to_its_end(served: Served, flag: str) -> None:
    said = curl(flag, "-i", f"{served.url}/count")
    assert said.returncode == 0
    assert said.stdout.endswith(b"\r\n\r\n0\n1\n2\n")


def test_a_connection_is_kept_from_answer_to_answer(served: Served) -> None:
    said = curl(f"{served.url}/count", f"{served.url}/count", "-w", "%{num_connects}")
    assert said.stdout == b"0\n1\n2\n10\n1\n2\n0"


def test_a_head_has_no_body(served: Served) -> None:
    said = curl("--head", f"{served.url}/about/x", "-w", "%{http_code} %{size_download}")
    assert said.stdout.endswith(b"200 0")


def test_a_fault_of_the_application_is_a_500_without_its_words(served: Served) -> None:
    said = curl("-i", f"{served.url}/fail")
    assert said.stdout.startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
    assert b"secret" not in said.stdout
    assert any(isinstance(error, LookupError) for error in served.reported)


@pytest.mark.parametrize("flag", ["--http1.1", "--http2-prior-knowledge"])
def test_an_answer_that_breaks_off_does_not_look_whole(served: Served, flag: str) -> None:
    said = curl(flag, f"{served.url}/half")
    assert said.stdout in (b"half", b"")  # HTTP/2 drops what it has not sent
    assert said.returncode != 0


# ── Backpressure ────────────────────────────────────────────────────────────────────────────


def test_who_reads_slowly_slows_the_application_and_who_takes_slowly_the_client() -> None:
    taken = threading.Event()
    written: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            raise NotImplementedError
        assert (await receive())["more_body"]
        await asyncio.to_thread(taken.wait, LONG)
        await send({"type": "http.response.start", "status": 200})
        with contextlib.suppress(OSError):
            while True:
                await send({"type": "http.response.body", "body": bytes(65536), "more_body": True})
                written.append(65536)

    with Served(app) as served, socket.create_connection(served.address, LONG) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n")
        sent = flood(client)
        assert sent < ROOM
        taken.set()
        settled = -1
        while settled != len(written) or not written:  # until nothing more goes out
            settled = len(written)
            threading.Event().wait(0.3)
        assert sum(written) < ROOM
    assert served.reported == []


ROOM = HIGH_WATER + 24 * 1024 * 1024  # bytes; the rest is what the system's socket buffers take


def flood(client: socket.socket) -> int:
    """Send until nothing more is taken."""
    client.settimeout(0.5)
    sent = 0
    with contextlib.suppress(TimeoutError):
        while sent < 2 * ROOM:
            sent += client.send(bytes(65536))
    return sent


def test_an_application_is_told_when_its_client_leaves() -> None:
    left = threading.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            assert not (await receive())["more_body"]
            if (await receive())["type"] == "http.disconnect":
                left.set()

    with Served(app) as served:
        with socket.create_connection(served.address, LONG) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert left.wait(LONG)


# ── Side by side with the relay ─────────────────────────────────────────────────────────────


def test_one_listener_serves_relayed_paths_and_an_application() -> None:
    inner = Starlette(routes=[Mount("/app", routes=[Route("/about/{rest:path}", about)])])

    with Served(APP) as upstream:

        @contextlib.asynccontextmanager
        async def make(watch: Watch) -> AsyncIterator[Handler]:
            pool = Pool(Origin(host="127.0.0.1", port=upstream.port), Limits(), watch)
            bridge = Asgi(inner, report=pytest.fail, state={"of": "ours"})

            async def handler(inbound: Inbound) -> None:
                if inbound.head.target.startswith(b"/app/"):
                    await bridge(inbound)
                else:
                    await relay(inbound, pool)

            yield handler
            await pool.aclose()

        with Served(make=make) as served:
            ours = curl(f"{served.url}/app/about/x", f"{served.url}/app/about/y")
            theirs = curl(f"{served.url}/about/x", f"{served.url}/count")
    assert ours.stdout.count(b'"of":"ours"') == 2
    assert b'"started":1' in theirs.stdout
    assert theirs.stdout.endswith(b"0\n1\n2\n")


HOP = (b"connection", b"transfer-encoding")


async def relay(inbound: Inbound, pool: Pool) -> None:
    """As little of a relay as will do here."""
    headers = [each for each in inbound.head.headers if each[0].lower() != b"host"]
    outbound = await pool.open(replace(inbound.head, headers=headers), end=True)
    answer = await outbound.head()
    headers = [each for each in answer.headers if each[0].lower() not in HOP]
    await inbound.start(replace(answer, headers=headers))
    while data := await outbound.read():
        await inbound.write(data)
    await inbound.end()
