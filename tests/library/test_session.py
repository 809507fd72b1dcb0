"""A session: what was decided once in a conversation stands, whatever changes meanwhile."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from conversations import LOG, SHAPES, Shape

import weft
from weft.library import setup as setups

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_request_extends_the_one_before(shape: Shape) -> None:
    with weft.Session(store="memory:") as session:
        before: list[Any] = []
        for turns in range(1, 5):
            done = session.compress(shape.items(turns))
            assert done.messages[: len(before)] == before
            assert all(block.replayed for block in done.blocks[:-1])
            before = done.messages


def test_configuration_may_change_in_between(home: Path) -> None:
    url = f"sqlite:{home}/kept.db"
    first = weft.Session("talk", store=url).compress(SHAPES[0].items(2))
    config = {"store.url": url, "engine.lossy": False, "engine.offload": False}
    second = weft.Session("talk", config=config).compress(SHAPES[0].items(4))
    assert second.messages[: len(first.messages)] == first.messages
    other = weft.Session("another talk", config=config).compress(SHAPES[0].items(2))
    assert other.messages != first.messages
    setups.close()


def test_the_question_may_change_in_between() -> None:
    session = weft.Session(store="memory:")
    first = session.compress(SHAPES[1].items(1), question="job 417")
    second = session.compress(SHAPES[1].items(1), question="job 3")
    assert second.messages == first.messages


def test_another_process_goes_on(home: Path) -> None:
    url = f"sqlite:{home}/kept.db"
    first = weft.Session("talk", store=url, config=None).compress(LOG)
    script = (
        "import sys, weft; session = weft.Session('talk', store=sys.argv[1]);"
        "done = session.compress(sys.stdin.read());"
        "sys.stdout.write(done.text); assert done.blocks[0].replayed"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, url], input=LOG, capture_output=True, text=True, check=True
    )
    assert done.stdout == first.text
    setups.close()


def test_the_same_result_twice_in_one_call_is_worked_out_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from weft.rewrite.scribe import Scribe

    asked: list[str] = []
    decide = Scribe.decide
    monkeypatch.setattr(
        Scribe,
        "decide",
        lambda self, block, care: asked.append(block.text) or decide(self, block, care),
    )
    messages = [
        {"role": "user", "content": "Why did job 417 fail?"},
        {"role": "tool", "tool_call_id": "a", "content": LOG},
        {"role": "tool", "tool_call_id": "a", "content": LOG},
    ]
    done = weft.compress(messages, store="memory:", config={"log.level": "debug"})
    assert done.messages[1] == done.messages[2]
    assert asked.count(LOG) == 1


def test_originals_are_had_through_the_session() -> None:
    session = weft.Session(store="memory:")
    done = session.compress(LOG)
    assert session.retrieve(done.hashes[0], lines="1-3").text == "".join(
        LOG.splitlines(keepends=True)[:3]
    )


def test_async_is_the_same() -> None:
    session = weft.Session(store="memory:")
    first = session.compress(SHAPES[2].items(2))
    second = asyncio.run(session.acompress(SHAPES[2].items(2)))
    assert second.messages == first.messages


def test_a_session_without_a_name_has_one_of_its_own() -> None:
    one, two = weft.Session(store="memory:"), weft.Session(store="memory:")
    assert one.id != two.id
