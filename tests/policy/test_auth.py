"""Who pays, told by headers: the table of examples is the specification."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.policy.auth import auth
from weft.policy.words import Auth

JWT = b"Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyIn0.c2lnbmF0dXJl"
ANY_HEADERS = st.lists(st.tuples(st.binary(max_size=20), st.binary(max_size=60)), max_size=8)


@pytest.mark.parametrize(
    ("headers", "who"),
    [
        ([], Auth.NONE),
        ([(b"user-agent", b"python-httpx/0.28")], Auth.NONE),
        ([(b"x-api-key", b"sk-ant-api03-abc")], Auth.KEY),
        ([(b"X-Api-Key", b"anything")], Auth.KEY),
        ([(b"x-api-key", b"  ")], Auth.NONE),
        ([(b"x-goog-api-key", b"AIza")], Auth.KEY),
        ([(b"api-key", b"azure")], Auth.KEY),
        ([(b"authorization", b"Bearer sk-proj-abc")], Auth.KEY),
        ([(b"Authorization", b"bearer  sk-ant-api03-abc")], Auth.KEY),
        ([(b"authorization", b"Bearer gsk_something")], Auth.KEY),
        ([(b"authorization", b"Bearer sk-ant-oat01-abc")], Auth.OAUTH),
        ([(b"authorization", b"Bearer sk-ant-oat-abc")], Auth.OAUTH),
        ([(b"authorization", b"Bearer sk-ant-oat02-abc"), (b"x-api-key", b"k")], Auth.OAUTH),
        ([(b"authorization", JWT)], Auth.OAUTH),
        ([(b"authorization", b"Bearer a.b")], Auth.KEY),
        ([(b"authorization", b"AWS4-HMAC-SHA256 Credential=a")], Auth.OAUTH),
        ([(b"authorization", b"Basic dXNlcjpwYXNz")], Auth.OAUTH),
        ([(b"user-agent", b"claude-cli/2.1 (external, cli)")], Auth.SUBSCRIPTION),
        ([(b"User-Agent", b"Claude-Code/1.0"), (b"x-api-key", b"sk-a")], Auth.KEY),
        ([(b"user-agent", b"codex-cli/0.50"), (b"authorization", JWT)], Auth.SUBSCRIPTION),
        ([(b"user-agent", b"GitHub-Copilot/1.2")], Auth.SUBSCRIPTION),
        ([(b"user-agent", b"my-claude-client")], Auth.NONE),
        ([(b"sec-websocket-protocol", b"realtime, openai-insecure-api-key.sk-a")], Auth.KEY),
        ([(b"sec-websocket-protocol", b"realtime")], Auth.NONE),
    ],
)
def test_headers_tell_who_pays(headers: list[tuple[bytes, bytes]], who: Auth) -> None:
    assert auth(headers) is who


def test_a_key_in_the_query_is_a_key() -> None:
    assert auth([], b"/v1beta/models/gemini-2.5-pro:generateContent?alt=sse&key=AIza") is Auth.KEY
    assert auth([], b"/v1/messages?monkey=1") is Auth.NONE


@given(ANY_HEADERS, st.binary(max_size=40))
def test_any_bytes_have_an_answer(headers: list[tuple[bytes, bytes]], target: bytes) -> None:
    assert auth(headers, target) in Auth
