"""Hostile HTTP/2: floods, window games and smuggling are refused or bounded, and others go on."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import pytest
from hpack import Encoder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proxy_h2 import (
    CONTINUATION,
    DATA,
    GOAWAY,
    H2,
    HEADERS,
    PING,
    PREFACE,
    PRIORITY,
    PUSH_PROMISE,
    RST_STREAM,
    SETTINGS,
    WINDOW_UPDATE,
    frame,
)
from proxy_plays import PATIENCE
from proxy_process import Weft, resident

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_raw import Raw
    from proxy_upstream import Exchange, Pairs, Upstream

GROWTH = 48 * 1024 * 1024  # bytes; what all attacks together may leave behind
END_STREAM, END_HEADERS = 0x1, 0x4
USUAL: Pairs = [
    (b":method", b"POST"),
    (b":scheme", b"http"),
    (b":authority", b"h"),
    (b":path", b"/victim"),
]


@pytest.fixture(scope="module")
def proxy(upstream: Upstream) -> Iterator[Weft]:
    with Weft("--listen", "127.0.0.1:0", "--upstream", upstream.url) as running:
        with H2(running.address) as client:
            assert client.ask("GET", "/warm").status == 200
        before = resident(running.pid)
        yield running
        assert running.process.poll() is None
        with H2(running.address) as client:
            assert client.ask("POST", "/alive", body=b"still here").body == b"still here"
        assert resident(running.pid) - before < GROWTH
        assert "Traceback" not in running.output


def block(pairs: Pairs) -> bytes:
    """A header block in which nothing is indexed."""
    return bytes(Encoder().encode([(*pair, True) for pair in pairs], huffman=False))


def head(stream: int, pairs: Pairs = USUAL, flags: int = END_HEADERS) -> bytes:
    return frame(HEADERS, block(pairs), flags=flags, stream=stream)


def opened(client: Raw) -> None:
    client.send(PREFACE + frame(SETTINGS))


def poured(client: Raw, data: bytes) -> bytes:
    """Send all of it, if there is still somebody; what is said until the connection ends."""
    said = b""
    client.sock.settimeout(0.2)
    until = time.monotonic() + PATIENCE
    with contextlib.suppress(ConnectionError):
        while time.monotonic() < until:
            try:
                if data:
                    data = data[client.sock.send(data[:65536]) :]
                if len(data) % 262144 < 65536 or not data:
                    piece = client.sock.recv(65536)
                    said += piece[-4096:]
                    if not piece:
                        break
            except TimeoutError:
                if not data:
                    said += b""
                    client.send(frame(PING, b"are you?"))
                    if b"are you?" in said[-200:]:
                        break
    return said


STREAMS = range(1, 40_001, 2)
FLOODS = {
    "rapid reset": b"".join(
        head(n, flags=END_HEADERS | END_STREAM) + frame(RST_STREAM, b"\0\0\0\x08", stream=n)
        for n in STREAMS
    ),
    "SETTINGS": frame(SETTINGS, b"\0\x04\0\0\xff\xff") * 50_000,
    "empty SETTINGS": frame(SETTINGS) * 50_000,
    "PING": frame(PING, b"12345678") * 50_000,
    "PRIORITY": frame(PRIORITY, b"\0\0\0\0\x10", stream=1) * 100_000,
    "WINDOW_UPDATE": frame(WINDOW_UPDATE, b"\0\0\0\x01") * 100_000,
    "empty DATA": head(1) + frame(DATA, stream=1) * 100_000,
    "CONTINUATION": frame(HEADERS, block(USUAL), stream=1)
    + frame(CONTINUATION, block([(b"x", b"y")]), stream=1) * 50_000,
    "empty CONTINUATION": frame(HEADERS, block(USUAL), stream=1)
    + frame(CONTINUATION, stream=1) * 100_000,
    "unknown frames": frame(0xBE, b"x" * 10) * 100_000,
    "broken streams": b"".join(head(n, [(b":method", b"GET")]) for n in STREAMS),
    "window overflow after window overflow": b"".join(
        head(n) + frame(WINDOW_UPDATE, b"\x7f\xff\xff\xff", stream=n) for n in STREAMS
    ),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_ends_its_own_connection(proxy: Weft, upstream: Upstream, name: str) -> None:
    before, asked = resident(proxy.pid), len(upstream.all("/victim"))
    with proxy.raw() as client:
        opened(client)
        said = poured(client, FLOODS[name])
        assert frame(GOAWAY)[3:4] in said
    assert resident(proxy.pid) - before < GROWTH
    assert len(upstream.all("/victim")) - asked < 2_000  # of 20,000
    with H2(proxy.address) as other:
        assert other.ask("POST", "/other", body=b"served").body == b"served"


BROKEN = {
    "no preface": b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n" + frame(SETTINGS),
    "no SETTINGS first": PREFACE + frame(PING, b"12345678"),
    "a frame too large": PREFACE + frame(SETTINGS) + frame(DATA, b"x" * 20_000, stream=1),
    "DATA on no stream": PREFACE + frame(SETTINGS) + frame(DATA, b"x"),
    "HEADERS on an even stream": PREFACE + frame(SETTINGS) + head(2),
    "a push": PREFACE
    + frame(SETTINGS)
    + head(1)
    + frame(PUSH_PROMISE, b"\0\0\0\x02" + block(USUAL), flags=END_HEADERS, stream=1),
    "a PING of 7 bytes": PREFACE + frame(SETTINGS) + frame(PING, b"1234567"),
    "SETTINGS of 5 bytes": PREFACE + frame(SETTINGS, b"12345"),
    "a window of 4 GB": PREFACE + frame(SETTINGS, b"\0\x04\xff\xff\xff\xff"),
    "a frame size of 1": PREFACE + frame(SETTINGS, b"\0\x05\0\0\0\x01"),
    "a window update of 0": PREFACE + frame(SETTINGS) + frame(WINDOW_UPDATE, b"\0\0\0\0"),
    "a window overflow": PREFACE + frame(SETTINGS) + frame(WINDOW_UPDATE, b"\x7f\xff\xff\xff"),
    "a broken header block": PREFACE
    + frame(SETTINGS)
    + frame(HEADERS, b"\xff" * 20, flags=END_HEADERS, stream=1),
    "CONTINUATION from nowhere": PREFACE + frame(SETTINGS) + frame(CONTINUATION, stream=1),
    "another frame in a header block": PREFACE
    + frame(SETTINGS)
    + frame(HEADERS, block(USUAL), stream=1)
    + frame(PING, b"12345678"),
    "padding longer than its frame": PREFACE
    + frame(SETTINGS)
    + frame(HEADERS, b"\xff" + block(USUAL), flags=END_HEADERS | 0x8, stream=1),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_connection_ends(proxy: Weft, name: str) -> None:
    with proxy.raw() as client:
        client.send(BROKEN[name])
        client.last_words()  # it comes to an end


def small(**changed: bytes) -> Pairs:
    return [(name, changed.get(name[1:].decode(), value)) for name, value in USUAL]


REFUSED: dict[str, Pairs] = {
    "a name in capitals": [*USUAL, (b"X-A", b"1")],
    "a line end in a value": [*USUAL, (b"x-a", b"1\r\nhost: evil")],
    "a line end in a name": [*USUAL, (b"x-a: 1\r\nx-b", b"1")],
    "a NUL in a value": [*USUAL, (b"x-a", b"1\x00")],
    "a colon in a name": [*USUAL, (b"x:a", b"1")],
    "a blank in a name": [*USUAL, (b"x a", b"1")],
    "transfer-encoding": [*USUAL, (b"transfer-encoding", b"chunked")],
    "connection": [*USUAL, (b"connection", b"keep-alive")],
    "upgrade": [*USUAL, (b"upgrade", b"websocket")],
    "te beyond trailers": [*USUAL, (b"te", b"gzip")],
    "a pseudo-header after others": [*USUAL[:3], (b"x-a", b"1"), USUAL[3]],
    "a pseudo-header twice": [*USUAL, (b":path", b"/other")],
    "an unknown pseudo-header": [*USUAL, (b":evil", b"1")],
    "no path": USUAL[:3],
    "an empty path": small(path=b""),
    "a path without a slash": small(path=b"victim"),
    "a line end in the path": small(path=b"/victim HTTP/1.1\r\nHost: evil\r\n\r\nGET /"),
    "a blank in the path": small(path=b"/victim HTTP/1.1"),
    "a line end in the method": small(method=b"GET / HTTP/1.1\r\nx: "),
    "a blank in the method": small(method=b"GET /evil"),
    "a line end in the authority": small(authority=b"h\r\nx: y"),
    "a user in the authority": small(authority=b"user@h"),
    "two hosts": [*USUAL, (b"host", b"other")],
    "two lengths": [*USUAL, (b"content-length", b"1"), (b"content-length", b"2")],
    "a length that is none": [*USUAL, (b"content-length", b"+1")],
    "a tunnel to elsewhere": [(b":method", b"CONNECT"), (b":authority", b"evil.example:443")],
    "too many headers": [*USUAL, *((b"x-%d" % n, b"1") for n in range(1500))],
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_request_that_could_be_two_is_refused(proxy: Weft, upstream: Upstream, name: str) -> None:
    before = len(upstream.everything())
    with H2(proxy.address) as client:
        encoded = block(REFUSED[name])
        pieces = [encoded[at : at + 16_000] for at in range(0, len(encoded), 16_000)]
        kinds = [HEADERS] + [CONTINUATION] * (len(pieces) - 1)
        for number, (kind, piece) in enumerate(zip(kinds, pieces, strict=True), start=1):
            last = END_HEADERS if number == len(pieces) else 0
            flags = last | (END_STREAM if kind == HEADERS else 0)
            client.raw.send(frame(kind, piece, flags=flags, stream=1))
        client.raw.send(frame(PING, b"are you?"))
        said = b""
        while b"are you?" not in said and (piece := client.raw.some()):
            said += piece
    assert len(upstream.everything()) == before
    del said


@pytest.mark.parametrize(("declared", "sent"), [(5, b"1234"), (3, b"1234")])
def test_a_body_that_is_not_what_was_declared(
    proxy: Weft, upstream: Upstream, path: str, declared: int, sent: bytes
) -> None:
    pairs = [*small(path=path.encode()), (b"content-length", b"%d" % declared)]
    with proxy.raw() as client:
        opened(client)
        client.send(head(1, pairs) + frame(DATA, sent, flags=END_STREAM, stream=1))
        client.send(frame(PING, b"are you?"))
        said = b""
        while b"are you?" not in said and (piece := client.some()):
            said += piece
    for seen in upstream.all(path):
        assert seen.broken.wait(5)
        assert not seen.whole.is_set()


def test_a_bomb_of_compressed_headers(proxy: Weft) -> None:
    """One large entry in the table, named many times: a few KB that would become many MB."""
    before = resident(proxy.pid)
    encoder = Encoder()
    first = encoder.encode([*USUAL, (b"x-bomb", b"b" * 3900)], huffman=False)
    bomb = frame(HEADERS, first + b"\xbe" * 16_000, flags=END_HEADERS | END_STREAM, stream=1)
    with proxy.raw() as client:
        opened(client)
        poured(client, bomb)
    assert resident(proxy.pid) - before < GROWTH


def test_windows_of_nothing_hold_only_themselves(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    """A client that asks for much and takes none of it: a hundred streams cost no memory."""

    async def large(exchange: Exchange) -> None:
        await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
        for _ in range(50):
            await exchange.send(b"x" * 1_000_000)

    upstream.on(path, large)
    before = resident(proxy.pid)
    pairs = [(b":method", b"GET"), *small(path=path.encode())[1:]]
    with proxy.raw() as client:
        client.send(PREFACE + frame(SETTINGS, b"\0\x04\0\0\0\0"))
        for number in range(1, 101, 2):
            client.send(head(number, pairs, END_HEADERS | END_STREAM))
        upstream.seen(path, 40)
        with H2(proxy.address) as other:
            assert other.ask("POST", path + "b", body=b"served").body == b"served"
        assert resident(proxy.pid) - before < 2 * GROWTH


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    frames=st.lists(
        st.builds(
            frame,
            st.integers(0, 12),
            st.one_of(st.binary(max_size=60), st.just(block(USUAL))),
            flags=st.integers(0, 255),
            stream=st.sampled_from([0, 1, 2, 3, 5, 2**31 - 1]),
        ),
        max_size=12,
    )
)
def test_any_frames_at_all(proxy: Weft, frames: list[bytes]) -> None:
    with proxy.raw() as client:
        opened(client)
        with contextlib.suppress(ConnectionError):
            client.send(b"".join(frames))
            client.sock.shutdown(1)
        client.last_words()
    assert proxy.process.poll() is None
