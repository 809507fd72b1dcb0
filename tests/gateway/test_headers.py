"""What stays behind, what is added, what is left as it came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.gateway.headers import Forwarding, interim, response, trailers
from weft.wire.head import Headers, RequestHead

FRESH = b"fresh"


def sent(*headers: tuple[bytes, bytes], strip: bool = True, **head: object) -> Headers:
    """What goes upstream for these headers of a client."""
    known = {"authority": b"weft.example", "peer": "10.0.0.1", **head}
    request = RequestHead(b"GET", b"/", headers=list(headers), **known)  # type: ignore[arg-type]
    return Forwarding(strip=strip).request(request, FRESH)[0]


def values(headers: Headers, name: bytes) -> list[bytes]:
    return [value for each, value in headers if each.lower() == name]


def test_everything_else_is_left_as_it_came() -> None:
    given = [(b"X-A", b"1"), (b"x-b", b" 2"), (b"X-A", b""), (b"Cookie", b"\xff=1"), (b"x-A", b"3")]
    assert sent(*given)[: len(given)] == given


@pytest.mark.parametrize(
    "name",
    [
        b"Connection",
        b"Keep-Alive",
        b"Proxy-Connection",
        b"Proxy-Authenticate",
        b"Proxy-Authorization",
        b"TE",
        b"Transfer-Encoding",
        b"Upgrade",
        b"HTTP2-Settings",
        b"Host",
        b"Expect",
    ],
)
def test_what_belongs_to_one_connection_stays_behind(name: bytes) -> None:
    for spelling in (name, name.lower(), name.upper()):
        assert not values(sent((spelling, b"gzip")), name.lower())


def test_what_connection_names_stays_behind() -> None:
    kept = sent((b"X-Hop", b"1"), (b"Connection", b"close, X-Hop"), (b"X-End", b"2"))
    assert not values(kept, b"x-hop")
    assert values(kept, b"x-end") == [b"2"]


def test_in_every_one_of_its_lines_and_spellings() -> None:
    lines = ((b"Connection", b"x-one"), (b"CONNECTION", b" X-Two ,,"))
    kept = sent((b"X-One", b"1"), *lines, (b"x-TWO", b"2"))
    assert not values(kept, b"x-one") + values(kept, b"x-two")


def test_but_connection_cannot_take_away_framing_or_what_we_vouch_for() -> None:
    listed = b"Content-Length, X-Forwarded-For, X-Request-Id, Trailer"
    kept = sent((b"Connection", listed), (b"Content-Length", b"3"), (b"Trailer", b"X-Sum"))
    assert values(kept, b"content-length") == [b"3"]
    assert values(kept, b"trailer") == [b"X-Sum"]
    assert values(kept, b"x-forwarded-for") == [b"10.0.0.1"]
    assert values(kept, b"x-request-id") == [FRESH]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (b"trailers", [b"trailers"]),
        (b"gzip, Trailers;q=0.5", [b"trailers"]),
        (b"gzip", []),
        (b"trailersx", []),
    ],
)
def test_of_te_only_trailers_goes_on(value: bytes, kept: list[bytes]) -> None:
    assert values(sent((b"TE", value), (b"Connection", b"TE")), b"te") == kept


@pytest.mark.parametrize(
    "name", [b"x-headroom-mode", b"X-Headroom-Key", b"X-WEFT-Anything", b"x-weft-"]
)
def test_what_is_between_a_client_and_us_never_goes_upstream(name: bytes) -> None:
    assert not values(sent((name, b"1")), name.lower())
    assert values(sent((name, b"1"), strip=False), name.lower()) == [b"1"]


@pytest.mark.parametrize("name", [b"x-headroomy", b"x-weftage", b"xx-weft-a", b"X-Stainless-OS"])
def test_what_only_looks_like_it_does(name: bytes) -> None:
    assert values(sent((name, b"1")), name.lower()) == [b"1"]


def test_the_way_so_far_is_continued() -> None:
    two = ((b"X-Forwarded-For", b"203.0.113.7"), (b"x-forwarded-for", b"10.1.1.1"))
    assert values(sent(*two), b"x-forwarded-for") == [b"203.0.113.7, 10.1.1.1, 10.0.0.1"]
    assert values(sent(*two, peer=""), b"x-forwarded-for") == [b"203.0.113.7, 10.1.1.1"]
    assert values(sent(peer=""), b"x-forwarded-for") == []
    assert values(sent(peer="::1"), b"x-forwarded-for") == [b"::1"]


@pytest.mark.parametrize(
    ("said", "scheme", "kept"),
    [
        (b"https", b"http", b"https"),  # TLS ended in front of us
        (b"WSS", b"http", b"WSS"),
        (b"javascript", b"http", b"http"),
        (b"https, http", b"https", b"https"),
        (None, b"https", b"https"),
    ],
)
def test_the_scheme_is_that_of_whoever_ended_tls(
    said: bytes | None, scheme: bytes, kept: bytes
) -> None:
    headers = [(b"X-Forwarded-Proto", said)] if said else []
    assert values(sent(*headers, scheme=scheme), b"x-forwarded-proto") == [kept]


def test_the_host_a_client_asked_for_is_told() -> None:
    claimed = (b"X-Forwarded-Host", b"elsewhere")
    assert values(sent(claimed), b"x-forwarded-host") == [b"weft.example"]
    assert values(sent(authority=b""), b"x-forwarded-host") == []


def test_a_request_has_an_id() -> None:
    assert values(sent(), b"x-request-id") == [FRESH]
    assert values(sent((b"X-Request-ID", b"mine")), b"x-request-id") == [b"mine"]
    assert values(sent((b"X-Request-ID", b"")), b"x-request-id") == [FRESH]


# Answers.


def test_an_answer_keeps_all_but_its_connections_own() -> None:
    given = [
        (b"Connection", b"keep-alive, X-Hop"),
        (b"Keep-Alive", b"timeout=5"),
        (b"X-Hop", b"1"),
        (b"Set-Cookie", b"a"),
        (b"Content-Length", b"2"),
        (b"set-cookie", b"b"),
        (b"Trailer", b"X-Sum"),
        (b"Proxy-Authenticate", b"Basic"),
        (b"Transfer-Encoding", b"chunked"),
    ]
    assert response(given, b"id") == [
        (b"Set-Cookie", b"a"),
        (b"Content-Length", b"2"),
        (b"set-cookie", b"b"),
        (b"Trailer", b"X-Sum"),
        (b"x-request-id", b"id"),
    ]


@pytest.mark.parametrize("name", [b"request-id", b"X-Request-Id"])
def test_the_upstreams_own_id_stays_and_is_given_once_more(name: bytes) -> None:
    kept = response([(name, b"req_1")], b"ours")
    assert values(kept, name.lower())[0] == b"req_1"
    assert values(kept, b"headroom-upstream-request-id") == [b"req_1"]
    assert values(kept, b"weft-upstream-request-id") == [b"req_1"]
    assert b"ours" in values(kept, b"x-request-id") + values(kept, b"weft-request-id")


def test_anthropics_id_is_the_upstreams_where_both_are_there() -> None:
    kept = response([(b"x-request-id", b"edge"), (b"request-id", b"req_1")], b"ours")
    assert values(kept, b"weft-upstream-request-id") == [b"req_1"]


def test_an_id_that_is_only_ours_is_not_said_twice() -> None:
    kept = response([(b"x-request-id", b"ours")], b"ours")
    assert values(kept, b"x-request-id") == [b"ours"]
    assert not values(kept, b"weft-request-id")


def test_interim_answers_and_trailers_keep_what_is_of_the_message() -> None:
    assert interim([(b"Link", b"a"), (b"Connection", b"close")]) == [(b"Link", b"a")]
    fields = [(b"X-Sum", b"1"), (b"Content-Length", b"9"), (b"Host", b"h"), (b"X-Weft-A", b"1")]
    assert trailers(fields) == [(b"X-Sum", b"1")]


TOKEN = st.text("abcXYZ-", min_size=1, max_size=12).map(str.encode)
NAMES = TOKEN | st.sampled_from(
    [b"Connection", b"TE", b"X-Forwarded-For", b"x-weft-a", b"Host", b"Upgrade", b"Cookie"]
)


@given(st.lists(st.tuples(NAMES, st.binary(max_size=20))))
def test_whatever_comes_only_known_names_are_added_and_order_is_kept(headers: Headers) -> None:
    kept = sent(*headers)
    ours = {b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-request-id", b"te"}
    theirs = [header for header in kept if header[0].lower() not in ours]
    rest = iter(headers)
    assert all(header in rest for header in theirs)  # a subsequence, byte for byte
    assert not values(kept, b"connection") + values(kept, b"host") + values(kept, b"upgrade")
    assert not [name for name, _ in kept if name.lower().startswith(b"x-weft-")]


def test_names_without_end_do_not_fill_memory() -> None:
    forwarding = Forwarding()
    for number in range(5_000):
        head = RequestHead(b"GET", b"/", b"h", [(b"x-%d" % number, b"1"), (b"y" * 5_000, b"")])
        forwarding.request(head, FRESH)
    assert len(forwarding._kinds.known) <= 1_100
