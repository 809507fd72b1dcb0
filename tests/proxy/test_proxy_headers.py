"""What passes of the headers, what is taken out, what is added; both ways."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from proxy_plays import answers, says
from proxy_process import Weft
from proxy_raw import request

if TYPE_CHECKING:
    from proxy_raw import Answer, Raw
    from proxy_upstream import Upstream

HOP_BY_HOP = [
    ("Keep-Alive", "timeout=5"),
    ("Proxy-Authenticate", "Basic"),
    ("Proxy-Authorization", "Basic eDp5"),
    ("Proxy-Connection", "keep-alive"),
    ("TE", "gzip"),
    ("Upgrade", "h2c"),
]


def test_headers_pass_both_ways(client: Raw, upstream: Upstream, path: str) -> None:
    upstream.on(path, answers(200, b"", ("X-Reply", "r"), ("Set-Cookie", "a=1; Path=/")))
    answer = client.ask("GET", path, ("Authorization", "Bearer k"), ("X-Custom", "c"))
    seen = upstream.seen(path)
    assert (seen.value(b"authorization"), seen.value(b"x-custom")) == (b"Bearer k", b"c")
    assert (answer.value(b"x-reply"), answer.value(b"set-cookie")) == (b"r", b"a=1; Path=/")


@pytest.mark.parametrize(("name", "value"), HOP_BY_HOP)
def test_hop_by_hop_headers_of_a_request_stop_here(
    client: Raw, upstream: Upstream, path: str, name: str, value: str
) -> None:
    assert client.ask("GET", path, (name, value), ("X-Stays", "1")).status == 200
    seen = upstream.seen(path)
    assert not seen.values(name.lower().encode())
    assert seen.value(b"x-stays") == b"1"


@pytest.mark.parametrize(("name", "value"), HOP_BY_HOP)
def test_hop_by_hop_headers_of_an_answer_stop_here(
    client: Raw, upstream: Upstream, path: str, name: str, value: str
) -> None:
    upstream.on(path, answers(200, b"", (name, value), ("X-Stays", "1")))
    answer = client.ask("GET", path)
    assert value.encode() not in answer.values(name.lower().encode())
    assert answer.value(b"x-stays") == b"1"


def test_what_connection_lists_goes_with_it(client: Raw, upstream: Upstream, path: str) -> None:
    upstream.on(
        path, answers(200, b"", ("Connection", "X-Private"), ("X-Private", "p"), ("X-B", "b"))
    )
    answer = client.ask(
        "GET", path, ("Connection", "X-Own, keep-alive"), ("x-own", "1"), ("X-A", "a")
    )
    seen = upstream.seen(path)
    assert (seen.values(b"x-own"), seen.value(b"x-a")) == ([], b"a")
    assert (answer.values(b"x-private"), answer.value(b"x-b")) == ([], b"b")
    assert b"X-Private" not in answer.raw


def test_a_client_that_takes_trailers_may_say_so(
    client: Raw, upstream: Upstream, path: str
) -> None:
    client.ask("GET", path, ("TE", "gzip, trailers;q=1"), ("Connection", "TE"))
    assert upstream.seen(path).values(b"te") in ([b"trailers"], [])


def test_connection_cannot_take_out_what_matters(
    client: Raw, upstream: Upstream, path: str
) -> None:
    """A client may not make the proxy drop Host, a length or what says who asks."""
    listed = ("Connection", "close, Host, Content-Length, X-Forwarded-For, X-Request-Id")
    client.ask("POST", path, listed, ("X-Forwarded-For", "10.9.8.7"), body=b"abc")
    seen = upstream.seen(path)
    assert seen.values(b"host") == [upstream.host.encode()]
    assert bytes(seen.body) == b"abc"
    assert (seen.value(b"x-forwarded-for") or b"").endswith(b"127.0.0.1")
    assert seen.values(b"x-request-id")


def test_transfer_encoding_is_not_a_header_of_the_message(
    client: Raw, upstream: Upstream, path: str
) -> None:
    """The body's framing is made anew for each connection, never sent along twice."""
    client.send(request("POST", path, ("Transfer-Encoding", "chunked")) + b"3\r\nabc\r\n0\r\n\r\n")
    assert client.answer().body == b"abc"
    seen = upstream.seen(path)
    framing = seen.values(b"transfer-encoding") + seen.values(b"content-length")
    assert framing in ([b"chunked"], [b"3"])


def test_forwarded_headers_are_set(client: Raw, upstream: Upstream, path: str) -> None:
    client.ask("GET", path, ("Host", "shop.example:81"))
    seen = upstream.seen(path)
    assert seen.values(b"x-forwarded-for") == [b"127.0.0.1"]
    assert seen.values(b"x-forwarded-proto") == [b"http"]
    assert seen.values(b"x-forwarded-host") == [b"shop.example:81"]


def test_the_way_so_far_is_kept(client: Raw, upstream: Upstream, path: str) -> None:
    client.ask("GET", path, ("X-Forwarded-For", "203.0.113.7, 10.0.0.1"))
    got = b", ".join(upstream.seen(path).values(b"x-forwarded-for"))
    assert got == b"203.0.113.7, 10.0.0.1, 127.0.0.1"


def test_a_repeated_way_so_far_is_kept_whole(client: Raw, upstream: Upstream, path: str) -> None:
    client.ask("GET", path, ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-For", "10.0.0.1"))
    got = b", ".join(upstream.seen(path).values(b"x-forwarded-for"))
    assert got == b"203.0.113.7, 10.0.0.1, 127.0.0.1"


def test_repeated_headers_keep_their_order(client: Raw, upstream: Upstream, path: str) -> None:
    cookies = [("Set-Cookie", f"c{number}={number}") for number in range(5)]
    mixed = [("X-A", "1"), ("X-B", "2"), ("X-A", "3"), ("x-a", ""), ("X-B", "4,5")]
    upstream.on(path, answers(200, b"", *cookies, *mixed))
    answer = client.ask("GET", path, *mixed)
    assert answer.values(b"set-cookie") == [value.encode() for _, value in cookies]
    expected = [(name.lower().encode(), value.encode()) for name, value in mixed]
    for headers in (answer.headers, upstream.seen(path).headers):
        got = [(name.lower(), value) for name, value in headers if name.lower() in {b"x-a", b"x-b"}]
        assert got == expected


def test_bytes_that_are_no_ascii_pass(client: Raw, upstream: Upstream, path: str) -> None:
    value = "grün".encode() + b" \xff\xe9"
    upstream.on(
        path,
        says(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-V: " + value + b"\r\n\r\n", keep=True),
    )
    client.send(request("GET", path, ("X-V", "@@")).replace(b"@@", value))
    assert client.answer().value(b"x-v") == value
    assert upstream.seen(path).value(b"x-v") == value


@pytest.mark.parametrize(
    "name", ["x-headroom-mode", "X-Headroom-Key", "X-WEFT-Session", "x-weft-x"]
)
def test_our_own_headers_never_go_upstream(
    client: Raw, upstream: Upstream, path: str, name: str
) -> None:
    client.ask("GET", path, (name, "v"), ("X-Api-Key", "kept"), ("X-Head", "kept"))
    seen = upstream.seen(path)
    assert not seen.values(name.lower().encode())
    assert (seen.value(b"x-api-key"), seen.value(b"x-head")) == (b"kept", b"kept")


def test_nothing_is_added_behind_anyones_back(client: Raw, upstream: Upstream, path: str) -> None:
    """No User-Agent, no Accept, no Via, no Server of our own."""
    upstream.on(path, answers(200, b"x"))
    answer = client.ask("GET", path)
    assert set(upstream.seen(path).names) <= {
        b"host",
        b"connection",
        b"x-forwarded-for",
        b"x-forwarded-proto",
        b"x-forwarded-host",
        b"x-request-id",
    }
    assert {name.lower() for name, _ in answer.headers} <= {
        b"content-length",
        b"x-request-id",
        b"headroom-upstream-request-id",
        b"weft-upstream-request-id",
    }


def test_a_compressed_body_stays_compressed(client: Raw, upstream: Upstream, path: str) -> None:
    blob = b"\x1f\x8b\x08\x00" + bytes(range(256))
    upstream.on(path, answers(200, blob, ("Content-Encoding", "gzip")))
    answer = client.ask("GET", path, ("Accept-Encoding", "gzip, br"))
    assert (answer.value(b"content-encoding"), answer.body) == (b"gzip", blob)
    assert upstream.seen(path).value(b"accept-encoding") == b"gzip, br"


def test_host_is_the_upstreams_by_default(client: Raw, upstream: Upstream, path: str) -> None:
    client.ask("GET", path)
    assert upstream.seen(path).values(b"host") == [upstream.host.encode()]


@pytest.mark.parametrize(
    "flag", [["--no-rewrite-host"], ["--rewrite-host", "false"], ["--rewrite-host=false"]]
)
def test_host_is_kept_where_it_is_asked_for(upstream: Upstream, path: str, flag: list[str]) -> None:
    arguments = ["--listen", "127.0.0.1:0", "--upstream", upstream.url]
    with Weft(*arguments, *flag) as other, other.raw() as client:
        client.ask("GET", path)
        assert upstream.seen(path).values(b"host") == [b"client.example"]


def test_a_request_id_is_ensured(client: Raw, upstream: Upstream, path: str) -> None:
    answers_ = [client.ask("GET", path) for _ in range(2)]
    ids = [upstream.seen(path, nth).value(b"x-request-id") for nth in (1, 2)]
    assert all(each and re.fullmatch(rb"[0-9A-Za-z-]{16,}", each) for each in ids)
    assert ids[0] != ids[1]
    assert [_ids(answer) for answer in answers_] == [[ids[0]], [ids[1]]]


def test_a_clients_request_id_is_kept(client: Raw, upstream: Upstream, path: str) -> None:
    answer = client.ask("GET", path, ("X-Request-Id", "mine-1"))
    assert upstream.seen(path).values(b"x-request-id") == [b"mine-1"]
    assert b"mine-1" in _ids(answer)


@pytest.mark.parametrize("name", ["request-id", "x-request-id"])
def test_the_upstreams_own_id_is_given_back(
    client: Raw, upstream: Upstream, path: str, name: str
) -> None:
    upstream.on(path, answers(200, b"", (name, "req_011")))
    answer = client.ask("GET", path)
    assert answer.values(b"headroom-upstream-request-id") == [b"req_011"]
    assert b"req_011" in answer.values(name.encode())


def _ids(answer: Answer) -> list[bytes]:
    return answer.values(b"x-request-id")
