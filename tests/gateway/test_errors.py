"""What a client is told, in the dialect its path speaks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.gateway.errors import answer, dialect
from weft.wire.head import Headers, value_of


def told(target: bytes, status: int, headers: Headers | None = None) -> Any:
    head, data = answer(target, headers or [], status, "what happened", b"id-1")
    assert head.status == status
    assert head.length == len(data)
    assert value_of(head.headers, b"content-length") == str(len(data)).encode()
    assert value_of(head.headers, b"x-request-id") == b"id-1"
    return json.loads(data)


@pytest.mark.parametrize(
    ("target", "spoken"),
    [
        (b"/v1/messages", "anthropic"),
        (b"/v1/messages/count_tokens?beta=true", "anthropic"),
        (b"/anthropic/v1/messages", "anthropic"),
        (b"/v1/chat/completions", "openai"),
        (b"/v1/responses/resp_1", "openai"),
        (b"/v1/embeddings", "openai"),
        (b"/v1/models?limit=1", "openai"),
        (b"/v1beta/models/m:generateContent", "gemini"),
        (b"/v1beta1/projects/p", "gemini"),
        (b"/v1/messagesx", "plain"),
        (b"/?next=/v1/messages", "plain"),
        (b"/", "plain"),
        (b"*", "plain"),
    ],
)
def test_a_path_tells_its_dialect(target: bytes, spoken: str) -> None:
    assert dialect(target, []) == spoken


def test_the_path_of_two_providers_is_told_apart_by_a_header() -> None:
    assert dialect(b"/v1/models", [(b"Anthropic-Version", b"2023-06-01")]) == "anthropic"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid_request_error"),
        (404, "not_found_error"),
        (413, "request_too_large"),
        (431, "invalid_request_error"),
        (502, "api_error"),
        (503, "api_error"),
        (504, "timeout_error"),
    ],
)
def test_anthropics_shape(status: int, kind: str) -> None:
    assert told(b"/v1/messages", status) == {
        "type": "error",
        "error": {"type": kind, "message": "what happened"},
        "request_id": "id-1",
    }


@pytest.mark.parametrize(
    ("status", "kind"), [(413, "invalid_request_error"), (502, "server_error")]
)
def test_openais_shape(status: int, kind: str) -> None:
    error = {"message": "what happened", "type": kind, "param": None, "code": None}
    assert told(b"/v1/responses", status) == {"error": error}


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (400, "INVALID_ARGUMENT"),
        (404, "NOT_FOUND"),
        (502, "UNAVAILABLE"),
        (504, "DEADLINE_EXCEEDED"),
    ],
)
def test_geminis_shape(status: int, state: str) -> None:
    error = {"code": status, "message": "what happened", "status": state}
    assert told(b"/v1beta/models", status) == {"error": error}


def test_anybody_else_gets_a_line_of_text() -> None:
    head, data = answer(b"/x", [], 502, "no connection to up:80")
    assert data == b"no connection to up:80\n"
    assert value_of(head.headers, b"content-type") == b"text/plain; charset=utf-8"
    assert value_of(head.headers, b"x-request-id") is None


@given(st.binary(), st.binary(), st.integers(400, 599), st.text(), st.binary())
def test_it_never_fails(
    target: bytes, name: bytes, status: int, message: str, request_id: bytes
) -> None:
    head, data = answer(target, [(name, b"")], status, message, request_id)
    assert head.length == len(data)
