"""A client that ends its side of the connection: it may have left, or only finished speaking.

TCP says the same in both cases. Before its answer has begun, an interim answer finds out which it
is; an answer that has begun is cut, because a stream that waits for its next event would not learn
for long that nobody takes it.
"""

from __future__ import annotations

import http.client
import socket
from typing import TYPE_CHECKING

from proxy_plays import CHUNKED, PATIENCE, Gate, chunk, says
from proxy_raw import request

if TYPE_CHECKING:
    from proxy_process import Weft
    from proxy_raw import Raw
    from proxy_upstream import Exchange, Upstream

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def test_who_has_finished_speaking_is_asked_and_answered(
    client: Raw, upstream: Upstream, path: str
) -> None:
    gate = Gate()
    upstream.on(path, says(gate, OK))
    client.send(request("POST", path, body=b"all I have"))
    client.sock.shutdown(socket.SHUT_WR)
    assert client.head().status == 100
    gate.open()
    answer = client.answer()
    assert (answer.status, answer.body) == (200, b"ok")
    assert client.last_words() == b""
    assert not upstream.seen(path).gone.is_set()


def test_a_client_of_http_1_0_knows_no_interim_answer(
    client: Raw, upstream: Upstream, path: str
) -> None:
    gate = Gate()
    upstream.on(path, says(gate, OK))
    client.send(f"GET {path} HTTP/1.0\r\n\r\n".encode())
    client.sock.shutdown(socket.SHUT_WR)
    upstream.seen(path)
    gate.open()
    assert client.head().status == 200


def test_a_library_does_not_notice(proxy: Weft, upstream: Upstream, path: str) -> None:
    gate = Gate()
    upstream.on(path, says(gate, OK))
    assert isinstance(proxy.address, tuple)
    client = http.client.HTTPConnection(*proxy.address, timeout=PATIENCE)
    client.request("GET", path)
    client.sock.shutdown(socket.SHUT_WR)
    upstream.seen(path)
    gate.open()
    answer = client.getresponse()
    assert (answer.status, answer.read()) == (200, b"ok")
    client.close()


def test_a_request_that_ends_early_is_none(client: Raw, upstream: Upstream, path: str) -> None:
    client.send(request("POST", path, ("Content-Length", "100")) + b"not all of it")
    seen = upstream.seen(path)
    client.sock.shutdown(socket.SHUT_WR)
    assert seen.broken.wait(2.0)
    assert b" 200 " not in client.last_words()


def test_an_answer_that_has_begun_is_cut(client: Raw, upstream: Upstream, path: str) -> None:
    async def endless(exchange: Exchange) -> None:
        await exchange.send(CHUNKED + chunk(b"first"))
        await exchange.until_gone()

    upstream.on(path, endless)
    client.send(request("GET", path))
    client.head()
    assert client.chunk() == b"first"
    client.sock.shutdown(socket.SHUT_WR)
    assert upstream.seen(path).gone.wait(2.0)
    assert not client.last_words().endswith(b"0\r\n\r\n")
