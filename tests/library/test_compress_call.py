"""`weft.compress`: only results of tools are rewritten, counts are exact, everything comes back."""

from __future__ import annotations

import asyncio
import copy
import json
import threading
from typing import TYPE_CHECKING, Any

import pytest
from conversations import CODE, LOG, ROWS, SHAPES, Shape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import weft
from weft.engine.formset import FormSet
from weft.engine.tokens import count
from weft.library import setup
from weft.library.request import RequestError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOSSLESS = {"engine.lossy": False, "engine.offload": False}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A user with nothing configured."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    setup.close()


def test_a_text() -> None:
    result = weft.compress(LOG, question="Why did job 417 fail?")
    assert "disk full" in result.text
    assert result.tokens_before == count(LOG)
    assert result.tokens_after == count(result.text) < result.tokens_before / 2
    assert result.exact
    assert result.restore() == LOG
    (name,) = result.hashes
    assert weft.retrieve(name).text == LOG
    assert weft.retrieve(name, pattern="disk full").text.count("\n") == 1
    assert weft.retrieve(name, lines="418").text == LOG.split("\n")[417] + "\n"


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_messages(shape: Shape) -> None:
    items = shape.items()
    given_ = copy.deepcopy(items)
    result = weft.compress(items)
    assert items == given_, "what is given is never changed"
    assert result.restore() == items
    assert result.tokens_after < result.tokens_before
    assert [block.tool for block in result.blocks] == ["bash", "fetch_items", "Read", "bash"]
    assert [block.tokens_before for block in result.blocks] == list(
        map(count, (LOG, ROWS, CODE, LOG))
    )
    read = result.blocks[2]
    assert (read.tokens_saved, read.reason) == (0, "an editing tool needs its lines to the byte")


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_body(shape: Shape) -> None:
    body = {"system": "Be brief.", **shape.body()} if shape.name == "anthropic" else shape.body()
    result = weft.compress(body)
    assert {key for key in body if body[key] != result.messages[key]} == {shape.key}
    assert result.restore() == body


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_conversation_that_grows_keeps_its_beginning(shape: Shape) -> None:
    before: list[dict[str, Any]] = []
    for turns in range(1, 5):
        now = weft.compress(shape.items(turns)).messages
        assert now[: len(before)] == before
        before = now


def test_everything_else_is_the_users_own_object() -> None:
    items = SHAPES[0].items()
    items[0] = {"role": "user", "content": LOG}  # a person's words, however long
    messages = weft.compress(items).messages
    assert messages[0] is items[0]
    assert messages[1] is items[1]
    assert messages[2] is not items[2]


def test_lossless_opens_no_store(home: Path) -> None:
    result = weft.compress(ROWS, config=LOSSLESS)
    assert result.tokens_after < result.tokens_before / 2
    assert result.hashes == ()
    assert not any(home.iterdir())


def test_the_forms_of_the_caller_are_used(home: Path) -> None:
    none = weft.compress(LOG, forms=FormSet(), store=f"sqlite:{home}/kept.db")
    assert none.text == LOG
    session = weft.Session(forms=FormSet(), store="memory:")
    assert session.compress(LOG).text == LOG
    assert weft.compress(LOG, store=f"sqlite:{home}/kept.db").text != LOG


def test_the_question_of_the_caller_counts() -> None:
    rows = json.dumps([{"id": n, "name": f"thing {n * 7919 % 1009}"} for n in range(900)])
    asked = weft.compress(rows, question="Where is thing 353?")
    assert '"thing 353"' in asked.text or "thing 353" in asked.text
    assert asked.text != weft.compress(rows, question="Where is thing 9?").text


@pytest.mark.parametrize("budget", [600, 1500])
def test_a_budget_presses_what_is_new(budget: int) -> None:
    free = weft.compress(SHAPES[1].items())
    pressed = weft.compress(SHAPES[1].items(), budget=budget + count(CODE))
    assert pressed.tokens_after < free.tokens_after
    assert pressed.restore() == SHAPES[1].items()


def test_a_model_whose_tokenizer_is_not_public_is_counted_about() -> None:
    assert not weft.compress(LOG, model="claude-sonnet-4-5").exact
    assert weft.compress(LOG, model="gpt-4").exact


def test_sdk_objects_are_read_and_passed_on() -> None:
    from anthropic.types import Message

    answer = Message.model_validate(
        {
            "id": "m",
            "type": "message",
            "role": "assistant",
            "model": "claude",
            "content": [
                {"type": "text", "text": "Let me look."},
                {"type": "tool_use", "id": "t1", "name": "bash", "input": {"command": "cat log"}},
            ],
            "stop_reason": "tool_use",
            "usage": {"input_tokens": 1, "output_tokens": 1},
        }
    )
    result = {"type": "tool_result", "tool_use_id": "t1", "content": LOG}
    messages: list[Any] = [
        {"role": "user", "content": "Why did job 417 fail?"},
        {"role": "assistant", "content": answer.content},
        {"role": "user", "content": [result]},
    ]
    done = weft.compress(messages)
    assert done.blocks[0].tool == "bash"
    assert done.tokens_saved > 0
    assert done.messages[1]["content"] is answer.content


def test_openai_objects_are_read_and_passed_on() -> None:
    from openai.types.chat import ChatCompletionMessage

    said = ChatCompletionMessage.model_validate(
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "sh", "arguments": "{}"}}
            ],
        }
    )
    messages: list[Any] = [
        {"role": "user", "content": "Why did job 417 fail?"},
        said,
        {"role": "tool", "tool_call_id": "c1", "content": LOG},
    ]
    done = weft.compress(messages)
    assert done.blocks[0].tool == "sh"
    assert done.messages[1] is said


def test_async_is_the_same() -> None:
    async def both() -> tuple[Any, Any]:
        done = await weft.acompress(LOG, question="job 417")
        return done, await weft.aretrieve(done.hashes[0], lines="1-2")

    done, answer = asyncio.run(both())
    assert done.text == weft.compress(LOG, question="job 417").text
    assert answer.text == "".join(LOG.splitlines(keepends=True)[:2])


def test_many_threads_get_the_same() -> None:
    results: list[str] = []
    threads = [
        threading.Thread(target=lambda: results.append(weft.compress(LOG, question="417").text))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    assert len(set(results)) == 1


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    weft.compress(SHAPES[0].items(), progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (4, 4)
    assert [done for done, _ in told] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("given_", [b"bytes", 7, None, {"no": "request"}])
def test_what_is_no_request_is_refused(given_: Any) -> None:
    with pytest.raises(RequestError):
        weft.compress(given_)


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(weft.NotFound, match="no original"):
        weft.retrieve("0" * 24)


def test_a_text_is_not_asked_of_messages() -> None:
    with pytest.raises(TypeError, match="messages"):
        _ = weft.compress([{"role": "user", "content": "hello"}]).text


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=400), st.text(max_size=40))
def test_any_text_is_never_worse_and_comes_back(text: str, question: str) -> None:
    config = {"engine.min_tokens": 0, "store.url": "memory:"}
    result = weft.compress(text, question=question, config=config)
    assert result.tokens_after <= result.tokens_before
    assert result.restore() == text
    assert weft.compress(result.text, question=question, config=config).text == result.text
