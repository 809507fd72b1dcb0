"""Heads of HTTP/2 become heads of the wire and back, and what may not stand in one is refused."""

from __future__ import annotations

import contextlib

import pytest
from hpack.struct import NeverIndexedHeaderTuple
from hypothesis import given
from hypothesis import strategies as st

from weft.wire.fault import ClientFault, UpstreamBroken
from weft.wire.h2_head import (
    CONNECTION_SPECIFIC,
    request_fields,
    request_of,
    response_fields,
    response_of,
    trailers_of,
)
from weft.wire.head import RequestHead, ResponseHead

TOP = [(b":method", b"POST"), (b":scheme", b"https"), (b":authority", b"a.test"), (b":path", b"/p")]


def without(name: bytes) -> list[tuple[bytes, bytes]]:
    return [field for field in TOP if field[0] != name]


def with_(name: bytes, value: bytes) -> list[tuple[bytes, bytes]]:
    return [(key, value if key == name else kept) for key, kept in TOP]


def test_a_request() -> None:
    fields = [*TOP, (b"content-length", b"3"), (b"x-a", b"1"), (b"x-a", b"2")]
    head = request_of(fields, ended=False, scheme=b"https", peer="192.0.2.1")
    assert (head.method, head.target, head.authority) == (b"POST", b"/p", b"a.test")
    assert head.headers == fields[4:]
    assert (head.scheme, head.version, head.length) == (b"https", b"2", 3)
    assert (head.protocol, head.peer) == (b"", "192.0.2.1")


def test_cookie_crumbs_are_joined_where_the_first_stood() -> None:
    crumbs = [(b"cookie", b"a=1"), (b"accept", b"x"), (b"cookie", b"b=2"), (b"cookie", b"c=3")]
    head = request_of([*TOP, *crumbs], ended=True)
    assert head.headers == [(b"cookie", b"a=1; b=2; c=3"), (b"accept", b"x")]


def test_the_authority_may_stand_in_host() -> None:
    head = request_of([*without(b":authority"), (b"host", b"h.test:1")], ended=True)
    assert head.authority == b"h.test:1"


def test_an_extended_connect_is_a_wish_to_switch() -> None:
    fields = [*with_(b":method", b"CONNECT"), (b":protocol", b"websocket")]
    head = request_of(fields, ended=False)
    assert (head.protocol, head.length) == (b"websocket", 0)


def test_options_may_ask_for_everything() -> None:
    fields = [(b":method", b"OPTIONS"), *TOP[1:3], (b":path", b"*")]
    assert request_of(fields, ended=True).target == b"*"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (without(b":method"), 400),
        (without(b":scheme"), 400),
        (without(b":path"), 400),
        (without(b":authority"), 400),
        (with_(b":path", b""), 400),
        (with_(b":path", b"p"), 400),
        (with_(b":path", b"*"), 400),
        (with_(b":path", b"http://b.test/"), 400),
        (with_(b":path", b"/a b"), 400),
        (with_(b":path", b"/ HTTP/1.1"), 400),
        (with_(b":method", b"GET /x"), 400),
        (with_(b":scheme", b"ftp"), 400),
        (with_(b":authority", b"user@a.test"), 400),
        (with_(b":authority", b"a.test/x"), 400),
        (with_(b":method", b"CONNECT"), 405),
        ([*TOP, (b":protocol", b"websocket")], 400),
        ([*TOP, TOP[0]], 400),
        ([*TOP, (b":status", b"200")], 400),
        ([*TOP, (b":custom", b"1")], 400),
        ([(b"a", b"b"), *TOP], 400),
        ([*TOP, (b"Upper", b"1")], 400),
        ([*TOP, (b"", b"1")], 400),
        ([*TOP, (b"sp ace", b"1")], 400),
        ([*TOP, (b"co:lon", b"1")], 400),
        ([*TOP, (b"a", b"x\r\ny: z")], 400),
        ([*TOP, (b"a", b"x\0")], 400),
        ([*TOP, (b"a", b" x")], 400),
        ([*TOP, (b"a", b"x\t")], 400),
        ([*TOP, (b"te", b"gzip")], 400),
        ([*TOP, (b"host", b"b.test")], 400),
        ([*TOP, (b"host", b"a.test"), (b"host", b"a.test")], 400),
        ([*TOP, (b"content-length", b"1"), (b"content-length", b"1")], 400),
        ([*TOP, (b"content-length", b"+1")], 400),
        ([*TOP, (b"content-length", b"")], 400),
        ([*TOP, (b"content-length", b"1" * 30)], 400),
        *[([*TOP, (name, b"x")], 400) for name in sorted(CONNECTION_SPECIFIC)],
    ],
)
def test_requests_that_are_refused(fields: list[tuple[bytes, bytes]], status: int) -> None:
    with pytest.raises(ClientFault) as caught:
        request_of(fields, ended=False)
    assert caught.value.status == status


def test_a_request_that_ends_before_its_length_is_refused() -> None:
    with pytest.raises(ClientFault):
        request_of([*TOP, (b"content-length", b"1")], ended=True)
    assert request_of([*TOP, (b"content-length", b"0")], ended=True).length == 0
    assert request_of([*TOP, (b"te", b"Trailers")], ended=False).length is None


def test_trailers_have_no_pseudo_headers() -> None:
    assert trailers_of([(b"a", b"1")], answer=False) == [(b"a", b"1")]
    with pytest.raises(ClientFault):
        trailers_of([(b":path", b"/")], answer=False)
    with pytest.raises(UpstreamBroken):
        trailers_of([(b":status", b"200")], answer=True)


def test_a_request_on_its_way_up() -> None:
    head = RequestHead(
        b"GET",
        b"/x",
        b"up.test",
        [
            (b"Host", b"old.test"),
            (b"X-Own", b" v "),
            (b"Authorization", b"Bearer k"),
            (b"Connection", b"close"),
        ],
        scheme=b"https",
        length=4,
    )
    fields = request_fields(head)
    assert fields == [
        (b":method", b"GET"),
        (b":scheme", b"https"),
        (b":authority", b"up.test"),
        (b":path", b"/x"),
        (b"x-own", b"v"),
        (b"authorization", b"Bearer k"),
        (b"content-length", b"4"),
    ]
    assert isinstance(fields[5], NeverIndexedHeaderTuple)


def test_an_answer_on_its_way_down() -> None:
    head = ResponseHead(200, [(b"Content-Type", b"a"), (b"Keep-Alive", b"5")], b"OK", 3)
    assert response_fields(head) == [
        (b":status", b"200"),
        (b"content-type", b"a"),
        (b"content-length", b"3"),
    ]


names = st.from_regex(rb"\A[a-z][a-z0-9-]{0,12}\Z").filter(
    lambda name: name not in CONNECTION_SPECIFIC | {b"te", b"host", b"cookie", b"content-length"}
)
values = st.from_regex(rb"\A([!-~]([ -~]{0,20}[!-~])?)?\Z")


@given(st.lists(st.tuples(names, values), max_size=8), st.integers(200, 599))
def test_what_we_send_we_would_take(headers: list[tuple[bytes, bytes]], status: int) -> None:
    request = RequestHead(b"GET", b"/", b"a", headers)
    assert request_of(request_fields(request), ended=True).headers == headers
    answer = ResponseHead(status, headers)
    assert response_of(response_fields(answer), ended=False).headers == headers


@given(st.lists(st.tuples(st.binary(max_size=12), st.binary(max_size=12)), max_size=6))
def test_any_list_is_read_or_refused_and_never_smuggles(fields: list[tuple[bytes, bytes]]) -> None:
    with contextlib.suppress(ClientFault):
        head = request_of([*TOP, *fields], ended=False)
        for name, value in head.headers:
            assert not set(b"\r\n\0") & set(name + value)
    with contextlib.suppress(UpstreamBroken):
        response_of([(b":status", b"200"), *fields], ended=False)
