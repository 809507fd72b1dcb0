"""The bundled conversation is what its script writes, holds together, and nothing else is read."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.demo.conversation import Conversation, ConversationError, load, read
from weft.engine.detect import detect

SCRIPT = Path(__file__).parents[2] / "tools" / "make_demo_conversation.py"
BUNDLED = files("weft.demo").joinpath("conversation.json").read_bytes()
MOST_BYTES = 200_000  # so that the wheel stays small


def request(*messages: object) -> bytes:
    return json.dumps(
        {"model": "m", "max_tokens": 1, "system": "s", "tools": [], "messages": messages}
    ).encode()


def said(role: str, content: object) -> dict[str, object]:
    return {"role": role, "content": content}


def called(id_: str, **given: object) -> dict[str, object]:
    return {"type": "tool_use", "id": id_, "name": "bash", "input": given}


def heard(id_: str, text: str) -> dict[str, object]:
    return {"type": "tool_result", "tool_use_id": id_, "content": text}


def test_the_script_writes_these_very_bytes() -> None:
    written = subprocess.run(
        [sys.executable, str(SCRIPT), "--print"], capture_output=True, check=True
    )
    assert written.stdout == BUNDLED


def test_the_bundled_conversation() -> None:
    told = load()
    assert told.message_count == 60
    assert 100_000 <= told.byte_count == len(BUNDLED) <= MOST_BYTES
    assert {each.tool for each in told.results} == {"bash", "read_file", "edit_file", "write_file"}
    kinds = {detect(each.text) for each in told.results}
    assert kinds >= {"build", "diff", "json", "listing", "log", "search", "table", "text", "yaml"}
    assert [each.turn for each in told.results] == sorted(each.turn for each in told.results)


@pytest.mark.parametrize(
    "sign",
    [
        "Traceback (most recent call last):",
        "diff --git",
        "commit ",
        "test session starts",
        "npm warn deprecated",
        "Successfully installed",
        "apiVersion: apps/v1",
        "(6 rows)",
        '{"id": "m-',
        "-rw-r--r--",
        "export async function load",
        "src/lendery/config.py:",
        "DONE",
        "lease of reminder-worker-1 ran out",
    ],
)
def test_it_holds_what_agents_read(sign: str) -> None:
    assert any(sign in each.text for each in load().results)


def test_a_text_comes_back_word_for_word_so_a_replay_can_be_seen() -> None:
    texts = [each.text for each in load().results]
    assert len(set(texts)) < len(texts)


def test_a_result_knows_its_call() -> None:
    told = read(
        request(
            said("user", "Look."),
            said("assistant", [{"type": "text", "text": "Yes."}, called("a", command="ls  -l\n")]),
            said("user", [heard("a", "total 0")]),
        )
    )
    (result,) = told.results
    assert (result.turn, result.message, result.tool) == (2, 2, "bash")
    assert result.call == "ls -l"
    assert result.arguments == r'{"command":"ls  -l\n"}'
    assert told.untouched == ("s", "Look.", "Yes.", result.arguments)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "not a request"),
        (b"[]", "not a request"),
        (request(), "there are no messages"),
        (request(said("assistant", "Hello.")), r"messages\[0\] is assistant, not user"),
        (request(said("user", "a"), said("user", "b")), r"messages\[1\] is user, not assistant"),
        (request(said("user", [heard("a", "?")])), r"messages\[0\] answers a call nobody made"),
        (
            request(said("user", ""), said("assistant", [called("a")]), said("user", "no")),
            r"messages\[2\] leaves a tool call without an answer",
        ),
        (request(said("user", ""), said("assistant", [called("a")])), "the last message leaves"),
        (request(said("user", [{"type": "image"}])), "not a request"),
    ],
)
def test_what_is_no_conversation_is_refused_with_its_place(data: bytes, fault: str) -> None:
    with pytest.raises(ConversationError, match=fault):
        read(data)


def read_or_refused(data: bytes) -> None:
    with suppress(ConversationError):
        assert isinstance(read(data), Conversation)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refused(data)


BLOCKS = st.lists(
    st.one_of(
        st.builds(called, st.sampled_from("ab"), command=st.text(max_size=5)),
        st.builds(heard, st.sampled_from("ab"), st.text(max_size=5)),
        st.just({"type": "text", "text": "x"}),
    ),
    max_size=4,
)


@given(st.lists(st.builds(said, st.sampled_from(["user", "assistant"]), BLOCKS), max_size=5))
def test_any_order_of_calls_and_answers_is_read_or_refused(messages: list[object]) -> None:
    read_or_refused(request(*messages))


@pytest.mark.parametrize(
    "input_",
    [b'"\xff"', rb'"\ud800"', b"[" * 5000 + b"]" * 5000, b"nul", b'{"a":"\x01"}'],
)
def test_hostile_tool_input(input_: bytes) -> None:
    data = request(
        said("user", ""), said("assistant", [called("a", b=1)]), said("user", [heard("a", "")])
    )
    read_or_refused(data.replace(b'{"b": 1}', input_))
