"""Who is answered at the gateway's own endpoints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.gateway.answering import Refused
from weft.gateway.guard import Guard
from weft.wire.head import Headers, RequestHead

TOKEN = "a-long-enough-token"
HOME = "127.0.0.1"


def asked(
    *headers: tuple[bytes, bytes], peer: str = HOME, host: bytes = b"localhost:8787"
) -> RequestHead:
    return RequestHead(b"GET", b"/stats", host, list(headers), peer=peer)


def refusal(guard: Guard, head: RequestHead) -> tuple[int, str] | None:
    """What it is refused with, if it is."""
    try:
        guard.admit(head)
    except Refused as refused:
        return refused.status, refused.code
    return None


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize(
    "host",
    [b"localhost", b"LOCALHOST:1", b"127.0.0.1:8787", b"127.1.2.3", b"[::1]:8787", b"[::1]"],
)
def test_whoever_is_on_this_machine_is_answered(peer: str, host: bytes) -> None:
    assert refusal(Guard(), asked(peer=peer, host=host)) is None


@pytest.mark.parametrize("host", [b"", b"anything", b"localhost"])
def test_so_is_whoever_may_open_the_socket(host: bytes) -> None:
    assert refusal(Guard(), asked(peer="", host=host)) is None


@pytest.mark.parametrize(
    "peer",
    ["10.0.0.1", "192.168.0.2", "172.17.0.1", "::ffff:10.0.0.1", "2001:db8::1", "fe80::1%eth0",
     "0.0.0.0", "::", "not an address"],
)  # fmt: skip
def test_another_machine_is_not_told_what_there_is(peer: str) -> None:
    assert refusal(Guard(TOKEN), asked(peer=peer)) == (404, "not_here")


@pytest.mark.parametrize("name", [b"X-Forwarded-For", b"Forwarded", b"x-real-ip"])
@pytest.mark.parametrize("peer", [HOME, ""])
def test_nor_is_one_behind_a_proxy_on_this_machine(name: bytes, peer: str) -> None:
    assert refusal(Guard(), asked((name, b"127.0.0.1"), peer=peer)) == (404, "not_here")


@pytest.mark.parametrize(
    "host",
    [b"evil.example", b"evil.example:8787", b"localhost.evil.example", b"127.0.0.1.evil.example",
     b"10.0.0.1:8787", b"0.0.0.0:8787", b"", b"localhost:8787@evil.example", b"localhost?x",
     b"localhost#x", b"localhost/x", b"local host", b"[::1", b"::1", b"[evil.example]",
     b"localhost:8787:1", b"\xff", b"localhost."],
)  # fmt: skip
def test_a_name_that_leads_here_is_not_enough(host: bytes) -> None:
    """A site may have its name point to loopback, and its pages are then of our origin."""
    assert refusal(Guard(), asked(host=host)) == (403, "wrong_host")


@pytest.mark.parametrize("host", [b"weft.internal", b"WEFT.internal:80", b"[fd00::1]:8787"])
def test_names_may_be_configured(host: bytes) -> None:
    guard = Guard(hosts=("weft.internal", "[fd00::1]"))
    assert refusal(guard, asked(host=host)) is None
    assert refusal(guard, asked(host=b"other.internal")) == (403, "wrong_host")
    assert refusal(guard, asked(host=host, peer="10.0.0.1")) == (404, "not_here")


@pytest.mark.parametrize(
    "header",
    [(b"x-weft-token", TOKEN.encode()), (b"X-Weft-Token", TOKEN.encode()),
     (b"Authorization", b"Bearer " + TOKEN.encode()),
     (b"authorization", b"bearer  a-long-enough-token ")],
)  # fmt: skip
def test_the_token_opens_from_anywhere(header: tuple[bytes, bytes]) -> None:
    guard = Guard(TOKEN)
    assert refusal(guard, asked(header, peer="10.0.0.1", host=b"weft.example")) is None
    assert refusal(guard, asked(header, (b"x-forwarded-for", b"9.9.9.9"))) is None


@pytest.mark.parametrize(
    "shown",
    [b"", b"x", TOKEN.encode()[:-1], TOKEN.encode() + b"x", TOKEN.upper().encode(), b"\xff" * 19],
)
@pytest.mark.parametrize("peer", [HOME, "10.0.0.1"])
def test_another_token_opens_nothing(shown: bytes, peer: str) -> None:
    head = asked((b"x-weft-token", shown), peer=peer)
    assert refusal(Guard(TOKEN), head) == (403, "wrong_token")
    assert refusal(Guard(), head) == (403, "wrong_token")


def test_a_credential_of_a_provider_is_no_offence_and_no_token() -> None:
    header = (b"authorization", b"Bearer sk-something")
    assert refusal(Guard(TOKEN), asked(header)) is None
    assert refusal(Guard(TOKEN), asked(header, peer="10.0.0.1")) == (404, "not_here")


@pytest.mark.parametrize("token", [None, TOKEN])
@pytest.mark.parametrize(
    "header",
    [(b"Origin", b"https://evil.example"), (b"Origin", b"null"), (b"Origin", b""),
     (b"Origin", b"http://localhost:3000"), (b"Origin", b"http://localhost:8787.evil.example"),
     (b"Origin", b"localhost:8787"), (b"Origin", b"file://"),
     (b"Sec-Fetch-Site", b"cross-site"), (b"Sec-Fetch-Site", b"same-site")],
)  # fmt: skip
def test_a_page_of_another_site_is_never_answered(
    header: tuple[bytes, bytes], token: str | None
) -> None:
    shown = [(b"x-weft-token", token.encode())] if token else []
    assert refusal(Guard(token), asked(header, *shown)) == (403, "cross_site")


def test_one_of_two_origins_is_enough_to_refuse() -> None:
    head = asked((b"Origin", b"http://localhost:8787"), (b"Origin", b"https://evil.example"))
    assert refusal(Guard(), head) == (403, "cross_site")


def test_our_own_pages_may_ask() -> None:
    head = asked((b"Origin", b"http://LOCALHOST:8787"), (b"sec-fetch-site", b"same-origin"))
    assert refusal(Guard(), head) is None
    assert refusal(Guard(), asked((b"sec-fetch-site", b"none"))) is None


def test_a_page_of_a_site_whose_name_leads_here_is_refused_by_its_host() -> None:
    head = asked((b"Origin", b"http://evil.example:8787"), host=b"evil.example:8787")
    assert refusal(Guard(), head) == (403, "wrong_host")


def test_what_shows_the_token_is_taken_away_and_nothing_else() -> None:
    kept: Headers = [(b"X-Api-Key", b"sk-mine"), (b"Authorization", b"Bearer sk-mine")]
    token = (b"X-Weft-Token", TOKEN.encode())
    assert Guard(TOKEN).without_token([*kept, token]) == kept
    assert Guard(TOKEN).without_token([(b"authorization", f"Bearer {TOKEN}".encode())]) == []
    assert Guard().without_token([*kept, token]) == [*kept, token]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([b"origin", b"x-weft-token", b"authorization", b"sec-fetch-site"]),
            st.binary(max_size=30),
        ),
        max_size=3,
    ),
    st.binary(max_size=30),
    st.text(max_size=20),
)
def test_nobody_from_elsewhere_comes_in_without_the_token(
    headers: Headers, host: bytes, peer: str
) -> None:
    head = RequestHead(b"GET", b"/stats", host, headers, peer="198.51.100.7" + peer)
    assert refusal(Guard(TOKEN), head) is not None
