"""Heads as bytes: nothing that could be read as two lines, or as another message, leaves."""

from __future__ import annotations

import httptools
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.wire import serialize
from weft.wire.head import RequestHead, ResponseHead

TOKEN = st.text("abcdefXYZ-019!#", min_size=1, max_size=10).map(str.encode)
VALUE = st.text("abc XYZ;=\"'\\é~", max_size=20).map(lambda text: text.strip().encode())
HEADERS = st.lists(st.tuples(TOKEN, VALUE), max_size=10)


class Heard:
    def __init__(self) -> None:
        self.url = self.reason = b""
        self.headers: list[tuple[bytes, bytes]] = []

    def on_url(self, part: bytes) -> None:
        self.url += part

    def on_status(self, part: bytes) -> None:
        self.reason += part

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value.strip()))


@given(HEADERS)
def test_a_request_is_read_as_it_was_meant(headers: list[tuple[bytes, bytes]]) -> None:
    head = RequestHead(b"POST", b"/a?b", b"host.test", headers, length=None)
    heard = Heard()
    httptools.HttpRequestParser(heard).feed_data(serialize.request_block(head))
    assert heard.url == b"/a?b"
    assert heard.headers == [
        (b"Host", b"host.test"),
        *headers,
        (b"Transfer-Encoding", b"chunked"),
    ]


@given(HEADERS, st.integers(200, 599))
def test_an_answer_is_read_as_it_was_meant(headers: list[tuple[bytes, bytes]], status: int) -> None:
    heard = Heard()
    parser = httptools.HttpResponseParser(heard)
    parser.feed_data(serialize.response_block(ResponseHead(status, headers, b"Why not")))
    assert (parser.get_status_code(), heard.reason) == (status, b"Why not")
    assert heard.headers == headers


@pytest.mark.parametrize("bad", [b"a\r\nX: y", b"a\nb", b"a\rb", b"a\0b", b"\r\n"])
@pytest.mark.parametrize("where", ["name", "value", "reason", "target", "method", "authority"])
def test_no_line_within_a_line(bad: bytes, where: str) -> None:
    header = (bad if where == "name" else b"X", bad if where == "value" else b"1")
    with pytest.raises(ValueError, match=r"line end|space"):
        serialize.response_block(
            ResponseHead(200, [header], bad if where not in ("name", "value") else b"OK")
        )
    with pytest.raises(ValueError, match=r"line end|space"):
        serialize.request_block(
            RequestHead(
                bad if where == "method" else b"GET",
                bad if where in ("target", "reason") else b"/",
                bad if where == "authority" else b"a",
                [header],
            )
        )


def test_a_target_with_a_blank_would_be_two() -> None:
    with pytest.raises(ValueError, match="space"):
        serialize.request_block(RequestHead(b"GET", b"/a HTTP/1.1", b"a", []))


def test_a_reason_that_is_not_given_is_the_usual_one() -> None:
    assert serialize.response_block(ResponseHead(404, [])) == b"HTTP/1.1 404 Not Found\r\n\r\n"
    assert serialize.response_block(ResponseHead(299, [])) == b"HTTP/1.1 299 \r\n\r\n"


def test_chunks() -> None:
    assert serialize.chunk(b"hello") == (b"5\r\nhello\r\n",)
    large = b"x" * (serialize.SMALL + 1)
    assert b"".join(serialize.chunk(large)) == b"%x\r\n" % len(large) + large + b"\r\n"
    assert serialize.chunk(large)[1] is large
    assert serialize.last_chunk(None) == b"0\r\n\r\n"
    assert serialize.last_chunk([(b"X", b"1")]) == b"0\r\nX: 1\r\n\r\n"
