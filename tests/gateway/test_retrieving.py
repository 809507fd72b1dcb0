"""Originals for programs: whole, in part, and of whom."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.gateway.answering import Asked, Door, Refused
from weft.gateway.retrieving import Retrieving
from weft.recall.store import Limits, Store, from_url

LOG = "".join(f"line {n}\n" for n in range(1, 41)) + "ERROR the disk is full\n"
ROWS = json.dumps([{"id": n, "status": 200 + n % 2 * 300} for n in range(6)])


class Desk:
    """The doors on a store in memory. Whoever sends `x-api-key: NAME` is the tenant NAME."""

    def __init__(self) -> None:
        self.store: Store = from_url("memory:")
        limits = Limits(idle_seconds=60)
        self.doors = Retrieving(
            self.store, limits, lambda asked: asked.header("x-api-key") or "local"
        ).doors

    def ask(
        self,
        line: str,
        body: object = None,
        *,
        who: str = "",
        named: dict[str, str] | None = None,
        **query: str,
    ) -> Any:
        method, _, path = line.partition(" ")
        door: Door = self.doors[path]
        asked = Asked(
            method=method,
            path=path,
            named=named or {},
            parameters=tuple(query.items()),
            headers=[(b"x-api-key", who.encode())] if who else [],
            body=b"" if body is None else json.dumps(body).encode(),
        )

        async def answered() -> Any:
            return json.loads((await door.handle(method)(asked)).body)

        return asyncio.run(answered())

    def get(self, hash_: str, *, who: str = "", **query: str) -> Any:
        return self.ask("GET /v1/retrieve/{hash}", who=who, named={"hash": hash_}, **query)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def refused(call: Any, *given: Any, **more: Any) -> tuple[int, str]:
    with pytest.raises(Refused) as caught:
        call(*given, **more)
    return caught.value.status, caught.value.code


def test_an_original_is_given_whole(desk: Desk) -> None:
    hash_ = desk.store.put("local", ROWS).hash
    assert desk.get(hash_) == {
        "hash": hash_,
        "original_content": ROWS,
        "original_tokens": 73,
        "original_item_count": 6,
        "compressed_item_count": None,
        "tool_name": None,
        "retrieval_count": None,
        "part": "the whole text: 1 line, 156 chars",
        "remains": "",
        "matches": None,
        "advice": "",
    }


def test_so_it_is_by_post(desk: Desk) -> None:
    hash_ = desk.store.put("local", LOG).hash
    for body in ({"hash": hash_}, {"hash": hash_, "query": None}, {"hash": f"<<ccr:{hash_}>>"}):
        found = desk.ask("POST /v1/retrieve", body)
        assert (found["original_content"], found["original_item_count"]) == (LOG, None)
    found = desk.ask("POST /v1/retrieve/{hash}", {"lines": "2"}, named={"hash": hash_})
    assert found["original_content"] == "line 2\n"
    assert desk.ask("GET /v1/retrieve", hash=hash_)["original_content"] == LOG


def test_a_query_searches(desk: Desk) -> None:
    hash_ = desk.store.put("local", LOG).hash
    found = desk.get(hash_, query="disk full")
    assert "ERROR the disk is full" in found["original_content"]
    assert found["matches"] >= 1
    assert found["original_tokens"] > 0


def test_a_query_without_a_match_says_so_and_what_to_ask(desk: Desk) -> None:
    hash_ = desk.store.put("local", LOG).hash
    found = desk.get(hash_, query="zebra")
    assert (found["original_content"], found["matches"]) == ("", 0)
    assert found["advice"]


@pytest.mark.parametrize(
    ("query", "content"),
    [
        ({"lines": "1-2"}, "line 1\nline 2\n"),
        ({"chars": "1-4"}, "line"),
        ({"pattern": "^ERR"}, "ERROR the disk is full\n"),
    ],
)
def test_parts_of_lines(desk: Desk, query: dict[str, str], content: str) -> None:
    hash_ = desk.store.put("local", LOG).hash
    assert content in desk.get(hash_, **query)["original_content"]


def test_parts_of_rows(desk: Desk) -> None:
    hash_ = desk.store.put("local", ROWS).hash
    found = desk.get(hash_, where="status>=500", fields="id")
    assert found["matches"] == 3
    assert "200" not in found["original_content"]


def test_an_answer_may_be_bounded(desk: Desk) -> None:
    hash_ = desk.store.put("local", LOG).hash
    found = desk.get(hash_, max_chars="20")
    assert len(found["original_content"]) <= 20
    assert "not shown" in found["remains"]


def test_whoever_is_on_this_machine_gets_anybodys(desk: Desk) -> None:
    hash_ = desk.store.put("tenant of a key", LOG).hash
    assert desk.get(hash_)["original_content"] == LOG


def test_a_credential_gets_its_own_and_nothing_else(desk: Desk) -> None:
    alices = desk.store.put("alice", LOG).hash
    locals_ = desk.store.put("local", LOG).hash
    assert desk.get(alices, who="alice")["original_content"] == LOG
    assert refused(desk.get, alices, who="bob") == (404, "no_original")
    assert refused(desk.get, locals_, who="bob") == (404, "no_original")


@pytest.mark.parametrize("hash_", ["0" * 24, "0123456789abcdef01234567"])
def test_what_is_gone_is_a_404_with_a_detail(desk: Desk, hash_: str) -> None:
    with pytest.raises(Refused) as caught:
        desk.get(hash_)
    told = json.loads(caught.value.answer("id").body)
    assert caught.value.status == 404
    assert told["detail"] == told["error"]["message"]
    assert "Entry not found" in told["detail"]
    assert "60 seconds" in told["detail"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "no_hash"),
        ({"hash": None}, "no_hash"),
        ({"hash": "short"}, "bad_question"),
        ({"hash": 5}, "bad_question"),
        ({"hash": "0" * 24, "lines": "x"}, "bad_question"),
        ({"hash": "0" * 24, "lines": "1", "rows": "1"}, "bad_question"),
    ],
)
def test_a_question_that_is_none_is_a_400(desk: Desk, body: object, code: str) -> None:
    assert refused(desk.ask, "POST /v1/retrieve", body) == (400, code)


def test_a_pattern_that_is_none_is_a_400(desk: Desk) -> None:
    hash_ = desk.store.put("local", LOG).hash
    assert refused(desk.get, hash_, pattern="(") == (400, "bad_question")
    assert refused(desk.get, hash_, lines="900") == (400, "bad_question")


def test_the_store_tells_what_it_holds(desk: Desk) -> None:
    desk.store.put("local", LOG)
    found = desk.ask("GET /v1/retrieve/stats")
    assert found["store"]["entry_count"] == 1
    assert found["store"]["default_ttl_seconds"] == 60
    assert found["store"]["backend"] == {"type": "memory"}


INPUT = {"query": "disk"}


@pytest.mark.parametrize(
    ("provider", "call", "result"),
    [
        (
            "anthropic",
            {"id": "t1", "name": "weft_retrieve", "input": INPUT},
            {"type": "tool_result", "tool_use_id": "t1", "content": "TEXT"},
        ),
        (
            None,
            {"id": "t1", "name": "headroom_retrieve", "input": INPUT},
            {"type": "tool_result", "tool_use_id": "t1", "content": "TEXT"},
        ),
        (
            "openai",
            {"id": "c1", "function": {"name": "headroom_retrieve", "arguments": "JSON"}},
            {"role": "tool", "tool_call_id": "c1", "content": "TEXT"},
        ),
        (
            "responses",
            {"call_id": "c1", "name": "mcp__weft_retrieve", "arguments": "JSON"},
            {"type": "function_call_output", "call_id": "c1", "output": "TEXT"},
        ),
        (
            "google",
            {"functionCall": {"name": "weft_retrieve", "args": INPUT}},
            {"functionResponse": {"name": "weft_retrieve", "response": {"content": "TEXT"}}},
        ),
    ],
)
def test_a_call_is_answered_in_the_shape_of_its_provider(
    desk: Desk, provider: str | None, call: dict[str, Any], result: dict[str, Any]
) -> None:
    hash_ = desk.store.put("local", LOG).hash
    arguments = {"hash": hash_, **INPUT}
    written = json.dumps(call).replace('"JSON"', json.dumps(json.dumps(arguments)))
    written = written.replace(json.dumps(INPUT), json.dumps(arguments))
    body = {"tool_call": json.loads(written), "provider": provider}
    found = desk.ask("POST /v1/retrieve/tool_call", body)
    assert found["success"] is True
    text = json.dumps(found["tool_result"])
    assert "ERROR the disk is full" in text
    whole = found["data"]["content"]
    assert json.loads(text.replace(json.dumps(whole), '"TEXT"')) == result


def test_a_call_for_what_is_gone_is_told_to_the_model(desk: Desk) -> None:
    call = {"id": "t1", "name": "weft_retrieve", "input": {"hash": "0" * 24}}
    found = desk.ask("POST /v1/retrieve/tool_call", {"tool_call": call})
    assert found["success"] is False
    assert "There is no original" in found["tool_result"]["content"]
    assert found["data"] == {"error": found["tool_result"]["content"]}


def test_a_call_gets_anybodys_or_its_credentials_own(desk: Desk) -> None:
    hash_ = desk.store.put("alice", LOG).hash
    call = {"id": "t1", "name": "weft_retrieve", "input": {"hash": f"<<ccr:{hash_} lines 1-2>>"}}
    for who, success in (("", True), ("alice", True), ("bob", False)):
        found = desk.ask("POST /v1/retrieve/tool_call", {"tool_call": call}, who=who)
        assert found["success"] is success


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"tool_call": []},
        {"tool_call": {}},
        {"tool_call": {"name": "bash", "input": {"hash": "0" * 24}}},
        {"tool_call": {"name": "weft_retrieve", "input": {}}, "provider": "acme"},
        {"tool_call": {"name": "weft_retrieve", "input": {}}, "provider": []},
    ],
)
def test_what_is_no_call_is_a_400(desk: Desk, body: object) -> None:
    assert refused(desk.ask, "POST /v1/retrieve/tool_call", body)[0] == 400


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(
    st.dictionaries(st.sampled_from(["hash", "query", "lines", "tool_call", "provider"]), JSON)
    | st.fixed_dictionaries(
        {
            "tool_call": st.dictionaries(
                st.sampled_from(["id", "name", "input", "function", "args"]), JSON
            )
        }
    )
)
def test_any_body_is_answered_or_refused(body: dict[str, Any]) -> None:
    desk = Desk()
    body["hash"] = body.get("hash") or desk.store.put("local", LOG).hash
    for path in ("POST /v1/retrieve", "POST /v1/retrieve/tool_call"):
        try:
            found = desk.ask(path, body)
        except Refused as error:
            found = error
        assert isinstance(found, dict) or found.status in (400, 404)
