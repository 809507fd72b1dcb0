"""Checks on heads that llhttp does not make. What a whole connection makes of them: see hostile."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.wire.fault import ClientFault, UpstreamBroken
from weft.wire.head import RequestHead, ResponseHead
from weft.wire.noted import LONGEST, SPELLINGS, Noted
from weft.wire.strict import AUTHORITIES, answer_head, request_head, trailer_allowed

HOST = (b"Host", b"a")


def head(
    *headers: tuple[bytes, bytes],
    method: bytes = b"GET",
    target: bytes = b"/",
    version: str = "1.1",
) -> RequestHead:
    return request_head(method, target, version, [HOST, *headers], b"http", "::1")[0]


def test_what_a_head_says() -> None:
    said = head((b"content-LENGTH", b"7 "), method=b"POST", target=b"/x")
    assert (said.length, said.authority, said.peer) == (7, b"a", "::1")
    assert head((b"Transfer-Encoding", b"Chunked")).length is None
    assert head().length == 0
    assert head((b"Upgrade", b"websocket")).protocol == b"websocket"


def test_who_sends_a_body_or_speaks_1_0_offers_no_upgrade() -> None:
    assert head((b"Upgrade", b"w"), (b"Content-Length", b"0")).protocol == b"w"
    assert head((b"Upgrade", b"w"), (b"Content-Length", b"1")).protocol == b""
    assert head((b"Upgrade", b"w"), (b"Transfer-Encoding", b"chunked")).protocol == b""
    assert head((b"Upgrade", b"w"), version="1.0").protocol == b""


def test_expectations() -> None:
    headers = [HOST, (b"Expect", b"100-Continue")]
    assert request_head(b"PUT", b"/", "1.1", headers, b"http", "")[1]
    assert not request_head(b"PUT", b"/", "1.0", headers, b"http", "")[1]
    assert not request_head(b"PUT", b"/", "1.1", [HOST, (b"Expect", b"x")], b"http", "")[1]


@given(st.binary(max_size=40), st.sampled_from([b"GET", b"OPTIONS", b"POST"]))
def test_any_target_is_a_path_or_a_fault(target: bytes, method: bytes) -> None:
    with contextlib.suppress(ClientFault):
        assert head(target=target, method=method).target[:1] in (b"/", b"*")


@given(st.binary(max_size=40))
def test_any_authority_is_a_host_or_a_fault(authority: bytes) -> None:
    with contextlib.suppress(ClientFault):
        said = request_head(b"GET", b"/", "1.1", [(b"Host", authority)], b"http", "")[0]
        assert not set(said.authority) & set(b" @/?#\\\r\n\t")
    assert len(AUTHORITIES) <= 256


def test_answers() -> None:
    said = ResponseHead(200, [(b"content-length", b"5")], b"OK", 5)
    made, chunked = answer_head(200, b"OK", said.headers)
    assert (made.length, made.reason, chunked) == (5, b"OK", False)
    assert answer_head(200, b"", [(b"Transfer-Encoding", b" chunked ")])[1]
    with pytest.raises(UpstreamBroken):
        answer_head(200, b"", [(b"Transfer-Encoding", b"gzip, chunked")])
    with pytest.raises(UpstreamBroken):
        answer_head(99, b"", [])


def test_trailers() -> None:
    assert trailer_allowed(b"X-Checksum")
    assert not trailer_allowed(b"Content-length")
    assert not trailer_allowed(b"AUTHORIZATION")


def test_spellings_are_remembered_up_to_a_bound() -> None:
    noted = Noted([b"host"])
    assert noted.among([(b"hOsT", b"a"), (b"other", b"b"), (b"host", b"c")]) == [
        (b"host", b"a"),
        (b"host", b"c"),
    ]
    for n in range(2 * SPELLINGS):
        assert noted.among([(b"x-%d" % n, b"")]) == []
    assert noted.among([(b"HOst", b"d")]) == [(b"host", b"d")]
    assert len(noted.known) <= SPELLINGS
    assert noted.among([(b"x" * (LONGEST + 1), b"")]) == []
    assert b"x" * (LONGEST + 1) not in noted.known
