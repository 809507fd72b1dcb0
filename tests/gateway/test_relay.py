"""Where a request goes, and what is refused before any upstream is asked."""

from __future__ import annotations

import json

import pytest
from stage import Stage

from weft.wire.head import value_of

JSON = (b"Content-Type", b"application/json; charset=utf-8")


def test_the_host_is_the_upstreams() -> None:
    with Stage("http://up.example:8080/base") as stage:
        stage.client("GET /x", (b"Host", b"weft.example"))
        assert stage.seen.authority == b"up.example:8080"
        assert stage.seen.target == b"/base/x"
        assert value_of(stage.seen.headers, b"x-forwarded-host") == b"weft.example"


def test_or_the_clients() -> None:
    with Stage(rewrite_host=False) as stage:
        stage.client("GET /x", (b"Host", b"weft.example"))
        assert stage.seen.authority == b"weft.example"


def test_a_route_takes_its_requests() -> None:
    with Stage("http://up.example", "/openai=https://api.example") as stage:
        stage.client("POST /openai/v1/responses?a=b", body=b"x")
        assert stage.seen.target == b"/v1/responses?a=b"
        assert (stage.seen.authority, stage.seen.scheme) == (b"api.example", b"https")


def test_no_route_is_a_404_in_the_dialect_of_the_path() -> None:
    with Stage(None, "/openai=https://api.example") as stage:
        stage.client("POST /v1/messages", body=b"{}")
        assert stage.status == 404
        assert json.loads(stage.inbound.got)["error"]["type"] == "not_found_error"
        assert stage.untouched


def test_connect_is_refused() -> None:
    with Stage() as stage:
        stage.client("CONNECT internal:22")
        assert stage.status == 405
        assert stage.untouched


def test_health_is_answered_here() -> None:
    with Stage() as stage:
        stage.client("GET /healthz?x")
        assert (stage.status, json.loads(stage.inbound.got)["ok"]) == (200, True)
        assert stage.untouched


@pytest.mark.parametrize("target", ["/healthzz", "/healthz/", "/x/healthz", "/healthz/other"])
def test_but_nothing_else_is(target: str) -> None:
    with Stage() as stage:
        stage.client(f"GET {target}")
        assert stage.seen.target == target.encode()


# Bodies and their cap.


def test_json_declared_over_the_cap_never_reaches_the_upstream() -> None:
    with Stage(cap=10) as stage:
        stage.client("POST /", JSON, end=False, length=11)
        assert stage.status == 413
        assert stage.untouched


def test_json_of_the_cap_passes() -> None:
    with Stage(cap=10) as stage:
        stage.client("POST /", JSON, body=b"1" * 10)
        assert stage.outbound.whole


def test_json_without_a_length_that_is_here_and_too_large() -> None:
    with Stage(cap=10) as stage:
        stage.client("POST /", JSON, body=b"1" * 11, length=None)
        assert stage.status == 413
        assert stage.untouched


def test_json_without_a_length_that_grows_too_large() -> None:
    with Stage(cap=10) as stage:
        stage.client("POST /", JSON, body=b"1" * 6, end=False, length=None)
        stage.client_goes_on(b"1" * 6)
        assert stage.status == 413
        assert stage.outbound.aborted
        assert not stage.outbound.whole


@pytest.mark.parametrize("media", [b"application/vnd.api+json", b" APPLICATION/JSON "])
def test_json_by_other_names(media: bytes) -> None:
    with Stage(cap=10) as stage:
        stage.client("POST /", (b"content-type", media), end=False, length=11)
        assert stage.status == 413


@pytest.mark.parametrize("media", [b"application/octet-stream", b"application/jsonl", b""])
def test_what_only_passes_has_no_cap(media: bytes) -> None:
    with Stage(cap=10) as stage:
        stage.client("POST /", (b"content-type", media), end=False, length=1_000)
        stage.client_goes_on(b"x" * 1_000, end=True)
        assert stage.outbound.got == b"x" * 1_000
