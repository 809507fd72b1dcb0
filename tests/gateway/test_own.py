"""What the gateway answers itself, as dialogues."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stage import Stage

from weft.gateway.answering import Answer, Asked, Door, Refused
from weft.gateway.guard import Guard
from weft.gateway.own import Own
from weft.recall.store import StoreUnavailable

HOST = b"localhost:8787"
NEAR: Any = {"peer": "127.0.0.1", "authority": HOST}


async def echo(asked: Asked) -> Answer:
    return Answer.of(
        {
            "method": asked.method,
            "path": asked.path,
            "named": dict(asked.named),
            "query": asked.query,
            "body": asked.body.decode("latin-1"),
            "headers": [name.decode() for name, _ in asked.headers],
            "id": asked.request_id,
        }
    )


async def fail(asked: Asked) -> Answer:
    raise RuntimeError("a bug with a secret in it")


async def refuse(asked: Asked) -> Answer:
    raise Refused(404, "gone", code="no_original", more={"detail": "gone"})


async def lose(asked: Asked) -> Answer:
    raise StoreUnavailable("the disk is full")


DOORS = {
    "/echo": Door({"GET": echo, "POST": echo}),
    "/echo/{first}": Door({"GET": echo}),
    "/echo/{first}/of/{second}": Door({"GET": echo}),
    "/small": Door({"POST": echo}, cap=10),
    "/open": Door({"GET": echo}, guarded=False),
    "/fail": Door({"GET": fail}),
    "/refuse": Door({"GET": refuse}),
    "/lose": Door({"GET": lose}),
}


def stage(**more: Any) -> Stage:
    return Stage(doors=DOORS, **more)


def told(stage: Stage) -> Any:
    assert stage.header(b"content-type") == b"application/json"
    assert stage.header(b"cache-control") == b"no-store"
    assert stage.header(b"x-content-type-options") == b"nosniff"
    assert stage.header(b"access-control-allow-origin") is None
    return json.loads(stage.inbound.got)


def test_a_door_is_answered_here() -> None:
    with stage() as it:
        it.client("GET /echo?a=1&b=%20x&b=y", (b"x-request-id", b"mine"), **NEAR)
        assert (it.status, it.header(b"x-request-id")) == (200, b"mine")
        found = told(it)
        assert (found["path"], found["query"]) == ("/echo", {"a": "1", "b": "y"})
        assert found["id"] == "mine"
        assert it.untouched


def test_segments_have_names() -> None:
    with stage() as it:
        it.client("GET /echo/a%2Fb/of/%C3%A9", **NEAR)
        assert told(it)["named"] == {"first": "a/b", "second": "é"}


@pytest.mark.parametrize("target", ["/echoes", "/echo/", "/echo/a/b", "/Echo", "//echo", "/x/echo"])
def test_what_is_not_ours_goes_upstream(target: str) -> None:
    with stage() as it:
        it.client(f"GET {target}", **NEAR)
        assert it.seen.target == target.encode()


def test_a_body_in_pieces_is_whole() -> None:
    with stage() as it:
        it.client("POST /echo", body=b"ab", end=False, length=None, **NEAR)
        it.client_goes_on(b"cd", end=True)
        assert told(it)["body"] == "abcd"


@pytest.mark.parametrize("length", [None, 11])
def test_a_body_may_be_too_large(length: int | None) -> None:
    with stage() as it:
        it.client("POST /small", body=b"x" * 11, length=length, **NEAR)
        assert it.status == 413
        error = told(it)["error"]
        assert (error["type"], error["request_id"]) == ("request_too_large", "fresh-id")


def test_a_body_may_be_compressed() -> None:
    import gzip

    with stage() as it:
        it.client("POST /echo", (b"content-encoding", b"gzip"), body=gzip.compress(b"ab"), **NEAR)
        assert told(it)["body"] == "ab"


@pytest.mark.parametrize("coding", [b"gzip", b"snappy"])
def test_but_only_into_what_it_says(coding: bytes) -> None:
    with stage() as it:
        it.client("POST /echo", (b"content-encoding", coding), body=b"ab", **NEAR)
        assert (it.status, told(it)["error"]["code"]) == (415, "bad_encoding")


@pytest.mark.parametrize("method", ["OPTIONS", "DELETE", "PUT", "PATCH", "TRACE", "X"])
def test_other_methods_are_405(method: str) -> None:
    with stage() as it:
        it.client(f"{method} /echo", **NEAR)
        assert (it.status, it.header(b"allow")) == (405, b"GET, HEAD, POST")
        assert told(it)["error"]["type"] == "method_not_allowed"
        assert it.untouched


def test_who_may_not_ask_learns_nothing_of_methods() -> None:
    with stage() as it:
        it.client("OPTIONS /echo")
        assert it.status == 404
        assert told(it)["error"]["code"] == "not_here"
        assert it.untouched


def test_an_open_door_is_open_to_all() -> None:
    with stage() as it:
        it.client("GET /open", (b"origin", b"https://page.example"))
        assert it.status == 200


def test_the_token_comes_to_no_handler() -> None:
    with stage(token="a-long-enough-token") as it:
        it.client("GET /echo", (b"x-weft-token", b"a-long-enough-token"), (b"x-api-key", b"k"))
        assert told(it)["headers"] == ["x-api-key"]


def test_a_refusal_is_told_with_what_stands_beside_it() -> None:
    with stage() as it:
        it.client("GET /refuse", **NEAR)
        assert it.status == 404
        assert (told(it)["error"]["code"], told(it)["detail"]) == ("no_original", "gone")


def test_a_bug_is_told_to_the_journal_alone() -> None:
    with stage() as it:
        it.client("GET /fail", **NEAR)
        assert (it.status, told(it)["error"]["type"]) == (500, "internal_error")
        assert b"secret" not in it.inbound.got
        assert [str(each) for each in it.reports] == ["a bug with a secret in it"]


def test_a_store_that_fails_is_no_bug() -> None:
    with stage() as it:
        it.client("GET /lose", **NEAR)
        assert (it.status, told(it)["error"]["code"]) == (503, "store_failed")
        assert it.reports == []


def test_a_client_that_leaves_is_let_go() -> None:
    with stage() as it:
        it.client("POST /echo", body=b"ab", end=False, length=None, **NEAR)
        it.client_leaves()
        it.settle()
        assert it.ended
        assert it.reports == []


def test_too_many_parameters_are_refused() -> None:
    with stage() as it:
        it.client("GET /echo?" + "&".join("a=1" for _ in range(101)), **NEAR)
        assert it.status == 400


def test_prefixes_are_few() -> None:
    own = Own(DOORS, Guard(), cap=1, report=lambda _: None)
    assert own.prefixes == (b"/echo", b"/fail", b"/lose", b"/open", b"/refuse", b"/small")
    assert own.find(b"/echo/x?y") is not None
    assert own.find(b"/echo/?y") is None


@given(st.binary())
def test_any_target_is_found_or_not(path: bytes) -> None:
    own = Own(DOORS, Guard(), cap=1, report=lambda _: None)
    for target in (path, b"/echo/" + path):
        found = own.find(target)
        assert found is None or target.startswith(own.prefixes)
