"""`/healthz` and `/healthz/upstream` as dialogues."""

from __future__ import annotations

import json
from typing import Any

import pytest
from stage import Stage

from weft.wire.fault import UpstreamUnreachable


def told(stage: Stage) -> Any:
    assert stage.header(b"content-type") == b"application/json"
    return json.loads(stage.inbound.got)


def test_it_serves() -> None:
    with Stage() as stage:
        stage.client("GET /healthz")
        assert stage.status == 200
        assert told(stage) == {"ok": True, "service": "weft-proxy", "version": "1"}


@pytest.mark.parametrize("status", [200, 401, 404, 503])
def test_any_answer_of_the_upstream_counts(status: int) -> None:
    with Stage("http://up.example/base") as stage:
        stage.client("GET /healthz/upstream")
        assert (stage.seen.target, stage.seen.authority) == (b"/base/healthz", b"up.example")
        stage.upstream_says(status, body=b"x")
        assert stage.status == 200
        assert told(stage)["upstream_status"] == status
        assert not stage.outbound.aborted


def test_a_long_answer_is_let_go() -> None:
    with Stage() as stage:
        stage.client("GET /healthz/upstream")
        stage.upstream_says(200, body=b"x", end=False)
        assert stage.status == 200
        assert stage.outbound.aborted


def test_no_answer_is_a_503_with_the_reason() -> None:
    with Stage() as stage:
        for pool in stage.pools.values():
            pool.fault = UpstreamUnreachable("no connection to up.example:80: refused")
        stage.client("GET /healthz/upstream")
        assert (stage.status, told(stage)["ok"]) == (503, False)
        assert told(stage)["error"] == "no connection to up.example:80: refused"


def test_nor_may_it_take_for_ever() -> None:
    with Stage() as stage:
        stage.client("GET /healthz/upstream")
        stage.loop.run_until_complete(stage.task)
        assert stage.status == 503
        assert told(stage)["error"] == "no answer within 0.05 s"
        assert stage.outbound.aborted


def test_one_of_several_that_is_down_is_named() -> None:
    with Stage("http://up.example", "/b=http://b.example") as stage:
        down, up = stage.pools.values()
        down.fault = UpstreamUnreachable("refused")
        stage.client("GET /healthz/upstream")
        stage.upstream_says(404)
        assert up.opened
        assert stage.status == 503
        assert told(stage)["upstream"] == "http://b.example"
        assert [each["ok"] for each in told(stage)["upstreams"]] == [False, True]


def test_only_questions_are_answered() -> None:
    with Stage() as stage:
        stage.client("POST /healthz", body=b"x")
        assert (stage.status, stage.header(b"allow")) == (405, b"GET, HEAD")
        assert stage.untouched
