"""`/v1/compress` as its clients use it: many at once, turn after turn, on any worker."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from proxy_client import ask, conversation
from proxy_process import Weft

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weft]:
    state = tmp_path_factory.mktemp("state")
    with Weft(
        "--listen",
        "127.0.0.1:0",
        "--upstream",
        "http://127.0.0.1:9",
        "--workers",
        "2",
        WEFT_STATE_DIR=str(state),
    ) as running:
        yield running


def compress(weft: Weft, messages: list[dict[str, Any]], **more: Any) -> Any:
    told = ask(weft, "POST", "/v1/compress", {"model": "gpt-4o", "messages": messages, **more})
    assert told.status == 200, told.body
    return told.json


def guardrail(sent: list[dict[str, Any]], told: Any) -> None:
    """What a well-known client of this endpoint insists on before it uses an answer."""
    assert isinstance(told, dict)
    messages = told["messages"]
    assert isinstance(messages, list)
    assert messages
    assert len(messages) == len(sent)
    assert [each["role"] for each in messages] == [each["role"] for each in sent]
    assert all(isinstance(told[key], int) for key in ("tokens_before", "tokens_after"))
    assert isinstance(told["compression_ratio"], float)
    assert all(isinstance(each, str) for each in told["transforms_applied"])
    assert all(re.fullmatch(r"[a-f0-9]{12,24}", each) for each in told["ccr_hashes"])


def test_the_contract_of_a_guardrail(workers: Weft) -> None:
    sent = conversation(3)
    told = compress(workers, sent)
    guardrail(sent, told)
    for hash_ in told["ccr_hashes"]:
        found = ask(workers, "GET", f"/v1/retrieve/{hash_}?query=disk")
        assert isinstance(found.json["original_content"], str)
    assert ask(workers, "GET", f"/v1/retrieve/{'0' * 24}").status == 404


def test_every_marker_leads_back_to_what_was_sent(workers: Weft) -> None:
    sent = conversation(2)
    told = compress(workers, sent)
    given = {each["content"] for each in sent if each["role"] == "tool"}
    marked = set(re.findall("<<ccr:([0-9a-f]{24})", json.dumps(told["messages"])))
    assert marked == set(told["ccr_hashes"]) != set()
    for hash_ in marked:
        assert ask(workers, "GET", f"/v1/retrieve/{hash_}").json["original_content"] in given


def test_a_session_is_one_on_every_worker(workers: Weft) -> None:
    before: list[Any] = []
    for turns in range(1, 7):
        mode = "lossless" if turns % 2 else "ccr"
        config = {"session_id": "talk", "mode": mode}
        told = compress(workers, conversation(turns), config=config)
        assert told["messages"][: len(before)] == before
        before = told["messages"]


def test_many_at_once_get_one_answer(workers: Weft) -> None:
    def one(number: int) -> Any:
        return compress(workers, conversation(2), config={"session_id": f"many {number % 3}"})

    with ThreadPoolExecutor(8) as threads:
        answers = [*threads.map(one, range(24))]
    assert len({json.dumps(each["messages"]) for each in answers}) == 1
    assert len({each["tokens_after"] for each in answers}) == 1


def test_others_are_answered_meanwhile(workers: Weft, tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as threads:
        long = [threads.submit(compress, workers, conversation(8)) for _ in range(3)]
        quick = [ask(workers, "GET", "/healthz").status for _ in range(20)]
        assert quick == [200] * 20
        assert all(each.result()["tokens_saved"] > 0 for each in long)
