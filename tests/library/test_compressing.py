"""`POST /v1/compress`, as its clients know it."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from conversations import LOG, ROWS, SHAPES, Shape
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from weft.gateway.answering import Answer, Asked, Refused
from weft.library.compress_door import PATH
from weft.library.compressing import Compressing
from weft.recall.store import Store, from_url
from weft.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator

CHAT = next(shape for shape in SHAPES if shape.name == "chat")
KEYS = {
    "messages", "tokens_before", "tokens_after", "tokens_saved", "compression_ratio",
    "transforms_applied", "transforms_summary", "ccr_hashes",
}  # fmt: skip


class Desk:
    """The door on a store. Whoever sends `x-api-key: NAME` is the tenant NAME."""

    def __init__(self, store: Store, **more: Any) -> None:
        self.store = store
        self.door = Compressing(
            load().settings, store, lambda asked: asked.header("x-api-key") or "local", **more
        ).doors[PATH]

    def answer(self, body: object, *headers: tuple[bytes, bytes]) -> Answer:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        asked = Asked(method="POST", path=PATH, headers=list(headers), body=data)

        async def answered() -> Answer:
            return await self.door.handle("POST")(asked)

        return asyncio.run(answered())

    def ask(self, body: object, *headers: tuple[bytes, bytes]) -> Any:
        answer = self.answer(body, *headers)
        assert answer.fault is None
        return json.loads(answer.body)

    def original(self, hash_: str, tenant: str = "local") -> str:
        found = self.store.open(tenant, hash_)
        assert found is not None
        return found.text()


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(from_url("memory:"))


def texts(items: list[dict[str, Any]]) -> str:
    return json.dumps(items)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_as_many_messages_come_back_each_of_its_role(desk: Desk, shape: Shape) -> None:
    sent = shape.body()
    found = desk.ask(sent)
    assert found.keys() == KEYS | {shape.key}
    assert found["messages"] == found[shape.key]
    assert len(found["messages"]) == len(sent[shape.key])
    for before, after in zip(sent[shape.key], found["messages"], strict=True):
        assert {k: v for k, v in before.items() if k in ("role", "type", "call_id")} == {
            k: v for k, v in after.items() if k in ("role", "type", "call_id")
        }
    assert 0 < found["tokens_after"] < found["tokens_before"]
    assert found["tokens_saved"] == found["tokens_before"] - found["tokens_after"]
    ratio = found["tokens_after"] / found["tokens_before"]
    assert found["compression_ratio"] == pytest.approx(ratio, abs=1e-4)
    assert set(found["transforms_applied"]) == found["transforms_summary"].keys() != set()


def test_nothing_is_left_out_without_a_hash(desk: Desk) -> None:
    found = desk.ask(CHAT.body())
    assert found["ccr_hashes"]
    assert all(re.fullmatch("[a-f0-9]{12,24}", hash_) for hash_ in found["ccr_hashes"])
    assert {desk.original(hash_) for hash_ in found["ccr_hashes"]} <= {LOG, ROWS, *_tool_texts()}
    marked = set(re.findall("<<ccr:([0-9a-f]{24})", texts(found["messages"])))
    assert marked == set(found["ccr_hashes"])


def _tool_texts() -> list[str]:
    return [item["content"] for item in CHAT.items() if item["role"] == "tool"]


@pytest.mark.parametrize("mode", ["none", "ccr", "lossy_inline", "lossless_then_lossy"])
def test_every_mode_that_leaves_out_says_where_it_is(desk: Desk, mode: str) -> None:
    found = desk.ask({**CHAT.body(), "config": {"mode": mode}})
    marked = set(re.findall("<<ccr:([0-9a-f]{24})", texts(found["messages"])))
    assert marked == set(found["ccr_hashes"]) != set()


def test_lossless_leaves_nothing_out(desk: Desk) -> None:
    found = desk.ask({**CHAT.body(), "config": {"mode": "lossless"}})
    assert found["ccr_hashes"] == []
    assert "<<ccr:" not in texts(found["messages"])
    assert found["tokens_saved"] > 0


def test_originals_are_the_credentials_own(desk: Desk) -> None:
    found = desk.ask(CHAT.body(), (b"x-api-key", b"alice"))
    hash_ = found["ccr_hashes"][0]
    assert desk.original(hash_, "alice")
    assert desk.store.open("local", hash_) is None
    assert desk.store.open("bob", hash_) is None


def test_the_same_comes_out_of_the_same(desk: Desk) -> None:
    first, second = desk.ask(CHAT.body()), desk.ask(CHAT.body())
    assert first["messages"] == second["messages"]
    assert first["ccr_hashes"] == second["ccr_hashes"]
    assert second["transforms_applied"] == ["replayed"]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_session_extends_what_it_said(shape: Shape) -> None:
    desk = Desk(from_url("memory:"))
    before: list[Any] = []
    for turns, mode in ((1, "ccr"), (2, "lossless"), (3, "lossy_inline"), (4, None)):
        config = {"session_id": "talk", "mode": mode}
        found = desk.ask({**shape.body(turns), "config": config})
        assert found["messages"][: len(before)] == before
        before = found["messages"]
    assert "replayed" in found["transforms_applied"]


def test_another_worker_goes_on_with_it(tmp_path: Any) -> None:
    url = f"sqlite:{tmp_path}/kept.db"
    config = {"session_id": "talk"}
    with closing(from_url(url)) as store:
        first = Desk(store).ask({**CHAT.body(2), "config": config})
    with closing(from_url(url)) as store:
        second = Desk(store).ask({**CHAT.body(4), "config": {**config, "mode": "lossless"}})
    assert second["messages"][: len(first["messages"])] == first["messages"]


def test_what_is_frozen_stays(desk: Desk) -> None:
    sent = CHAT.body()
    found = desk.ask({**sent, "config": {"frozen_message_count": 5}})
    assert found["messages"][:5] == sent["messages"][:5]
    assert found["messages"][5:] != sent["messages"][5:]


def test_a_budget_presses_harder(desk: Desk) -> None:
    free = desk.ask(CHAT.body())
    pressed = desk.ask({**CHAT.body(), "token_budget": free["tokens_after"] // 2})
    assert pressed["tokens_after"] < free["tokens_after"]


@pytest.mark.parametrize("name", [b"x-headroom-bypass", b"X-Weft-Bypass"])
def test_a_bypass_gives_back_what_was_sent(desk: Desk, name: bytes) -> None:
    sent = json.dumps(CHAT.body(), indent=2).encode()
    answer = desk.answer(sent, (name, b"true")).body
    found = json.loads(answer)
    assert found["messages"] == CHAT.items()
    assert (found["tokens_saved"], found["ccr_hashes"]) == (0, [])
    assert found["tokens_before"] > 1000
    assert answer.startswith(b'{"messages":[\n    {\n      "role"')


def test_the_callers_json_is_kept_as_it_was_written(desk: Desk) -> None:
    odd = b'[ {"role":"user","content":"h\\u00e9","n":1.0,"big":12345678901234567890,"n":1e-9} ]'
    body = b'{"model": "gpt-4o", "messages" : ' + odd + b"}"
    assert b'"messages":' + odd in desk.answer(body).body


def test_of_two_lists_the_last_counts(desk: Desk) -> None:
    found = desk.ask(b'{"model": "m", "messages": [], "messages": [{"role": "user"}]}')
    assert found["messages"] == [{"role": "user"}]


def test_nothing_is_nothing(desk: Desk) -> None:
    assert desk.ask({"model": "gpt-4o", "messages": []}) == {
        "messages": [],
        "tokens_before": 0,
        "tokens_after": 0,
        "tokens_saved": 0,
        "compression_ratio": 1.0,
        "transforms_applied": [],
        "transforms_summary": {},
        "ccr_hashes": [],
    }


def test_an_input_of_one_text_is_what_a_person_says(desk: Desk) -> None:
    found = desk.ask({"model": "gpt-4o", "input": LOG})
    assert (found["input"], found["messages"], found["tokens_saved"]) == (LOG, LOG, 0)


def test_what_is_not_heard_is_said(desk: Desk) -> None:
    found = desk.ask({**CHAT.body(1), "config": {"target_ratio": 0.3}})
    assert found["warnings"] == ["config.target_ratio is not heard"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"model":"m"}', b'{"messages":[]}'])
def test_what_is_no_order_is_a_400_that_clients_know(desk: Desk, body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        desk.answer(body)
    assert refused.value.status == 400
    assert refused.value.kind == "invalid_request"


class Stuck:
    """A store that is waited for."""

    def __init__(self, store: Store) -> None:
        self.go = threading.Event()
        self._store = store

    def __getattr__(self, name: str) -> Any:
        self.go.wait(10)
        return getattr(self._store, name)


def test_who_waits_too_long_gets_back_what_was_sent() -> None:
    stuck = Stuck(from_url("memory:"))
    desk = Desk(stuck, wait=0.05)  # type: ignore[arg-type]

    async def asked_while_stuck() -> tuple[Answer, Refused]:
        body = json.dumps(CHAT.body()).encode()
        handle = desk.door.handle("POST")
        answer = await handle(Asked(method="POST", path=PATH, body=body))
        session = json.dumps({**CHAT.body(), "config": {"session_id": "s"}}).encode()
        with pytest.raises(Refused) as refused:
            await handle(Asked(method="POST", path=PATH, body=session))
        stuck.go.set()
        return answer, refused.value

    answer, refused = asyncio.run(asked_while_stuck())
    found = json.loads(answer.body)
    assert found["messages"] == CHAT.items()
    assert found["compression_skipped"] is True
    assert found["skip_reason"] == "not done within 0.05 s"
    assert (refused.status, refused.kind) == (503, "compression_timeout")


def test_without_time_texts_stay_as_they_are() -> None:
    desk = Desk(from_url("memory:"), work=0.0)
    found = desk.ask(CHAT.body())
    assert (found["messages"], found["tokens_saved"]) == (CHAT.items(), 0)


def test_a_bug_of_ours_keeps_nobody_from_its_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("weft.library.compressing.carry_out", broken)
    desk = Desk(from_url("memory:"))
    answer = desk.answer(CHAT.body())
    found = json.loads(answer.body)
    assert found["messages"] == CHAT.items()
    assert (found["compression_skipped"], "a bug" in found["skip_reason"]) == (True, True)
    assert isinstance(answer.fault, RuntimeError)
    with pytest.raises(RuntimeError):  # what was not decided may not go out in a session
        desk.answer({**CHAT.body(), "config": {"session_id": "s"}})


def test_many_at_once_are_answered_alike(desk: Desk) -> None:
    async def all_of_them() -> list[Answer]:
        body = json.dumps(CHAT.body(2)).encode()
        asked = Asked(method="POST", path=PATH, body=body)
        handle = desk.door.handle("POST")
        return await asyncio.gather(*(handle(replace(asked, peer=str(n))) for n in range(12)))

    answers = [json.loads(answer.body) for answer in asyncio.run(all_of_them())]
    assert len({json.dumps(each["messages"]) for each in answers}) == 1
    assert len({each["tokens_after"] for each in answers}) == 1


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
ITEMS = st.lists(
    st.dictionaries(
        st.sampled_from(["role", "content", "type", "output", "parts", "tool_call_id"]),
        st.sampled_from(["tool", "user", "tool_result", "function_call_output", LOG]) | JSON,
        max_size=4,
    ),
    max_size=4,
)


@rules(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.fixed_dictionaries(
        {"model": st.sampled_from(["gpt-4o", "claude-x", "\ud800", "?"])},
        optional={
            "messages": ITEMS,
            "input": ITEMS | JSON,
            "contents": ITEMS,
            "system": JSON,
            "config": st.dictionaries(st.sampled_from(["mode", "session_id"]), JSON),
        },
    )
)
def test_any_object_is_answered_in_kind_or_refused(desk: Desk, body: dict[str, Any]) -> None:
    try:
        found = desk.ask(body)
    except Refused as refused:
        found = refused
    assert isinstance(found, dict) or found.status == 400
    if isinstance(found, dict):
        (key,) = found.keys() & {"messages", "input", "contents"} - {"messages"} or {"messages"}
        assert len(found[key]) == len(body[key])


@given(st.binary(max_size=200))
def test_any_bytes_are_answered_or_refused(body: bytes) -> None:
    desk = Desk(from_url("memory:"))
    for data in (body, b'{"model":"gpt-4o","messages":[' + body + b"]}"):
        try:
            found = desk.ask(data)
        except Refused as refused:
            found = refused
        assert isinstance(found, dict) or found.status == 400
