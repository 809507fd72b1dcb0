"""A conversation is read from its beginning: a text's origin depends on what stands before it."""

from __future__ import annotations

from typing import Any

import pytest

from weft.dialects.anthropic import ANTHROPIC
from weft.dialects.openai_chat import OPENAI_CHAT
from weft.dialects.openai_responses import OPENAI_RESPONSES
from weft.dialects.reading import MAX_OPEN, MAX_SAID, Reader, read


def chat(*turns: tuple[str, str, str]) -> list[dict[str, Any]]:
    """Turns of what a person said, what the model said to it, and what its tool gave."""
    items: list[dict[str, Any]] = []
    for number, (person, model, result) in enumerate(turns):
        if person:
            items.append({"role": "user", "content": person})
        call = {"id": f"c{number}", "function": {"name": "bash", "arguments": f"{number}"}}
        items.append({"role": "assistant", "content": model or None, "tool_calls": [call]})
        items.append({"role": "tool", "tool_call_id": f"c{number}", "content": result})
    return items


def questions(items: list[dict[str, Any]]) -> list[str]:
    return [placed.block.origin.question for placed in read(items, OPENAI_CHAT)]


def test_the_question_is_what_the_person_said_and_what_the_model_looks_for() -> None:
    items = chat(("Why?", "First the log.", "log"), ("", "Then the code.", "code"))
    assert questions(items) == ["Why?\nFirst the log.", "Why?\nThen the code."]


def test_what_was_meant_by_one_call_is_not_meant_by_the_next() -> None:
    items = chat(("Why?", "First the log.", "log"), ("", "", "code"))
    assert questions(items) == ["Why?\nFirst the log.", "Why?"]


def test_tool_and_arguments_come_from_the_call() -> None:
    (first, second) = read(chat(("a", "", "x"), ("b", "", "y")), OPENAI_CHAT)
    assert (first.block.origin.tool, first.block.origin.arguments) == ("bash", "0")
    assert second.where == (5, "content")


@pytest.mark.parametrize("turns", range(1, 5))
def test_what_comes_later_changes_nothing_before_it(turns: int) -> None:
    told = [("Why?", "log", "1"), ("", "code", "2"), ("And now?", "", "3"), ("No!", "end", "4")]
    whole = list(read(chat(*told), OPENAI_CHAT))
    assert list(read(chat(*told[:turns]), OPENAI_CHAT)) == whole[:turns]


def test_in_responses_the_words_stand_in_an_item_of_their_own() -> None:
    items = [
        {"role": "user", "content": "Why?"},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "L"}]},
        {"type": "function_call", "call_id": "1", "name": "a", "arguments": ""},
        {"type": "function_call", "call_id": "2", "name": "b", "arguments": ""},
        {"type": "function_call_output", "call_id": "2", "output": "of b"},
        {"type": "function_call_output", "call_id": "1", "output": "of a"},
    ]
    found = [
        (placed.block.origin.tool, placed.block.origin.question)
        for placed in read(items, OPENAI_RESPONSES)
    ]
    assert found == [("b", "Why?\nL"), ("a", "Why?\nL")]


def test_words_beside_a_result_count_for_it_and_reminders_do_not() -> None:
    content = [
        {"type": "tool_result", "tool_use_id": "t", "content": "x"},
        {"type": "text", "text": "<system-reminder>be brief\nand nice</system-reminder>"},
        {"type": "text", "text": "What about node 7?"},
    ]
    (placed,) = read([{"role": "user", "content": content}], ANTHROPIC)
    assert placed.block.origin.question == "What about node 7?"


def test_pasted_words_count_from_both_ends() -> None:
    person = "Look at this: " + "x" * 9 * MAX_SAID + " What failed?"
    (question,) = questions(chat((person, "", "x")))
    assert len(question) <= 2 * MAX_SAID + 1
    assert question.startswith("Look at this")
    assert question.endswith("What failed?")


@pytest.mark.parametrize("cut", [1, 2, 3, 4])
def test_who_reads_on_from_a_mark_reads_the_same(cut: int) -> None:
    """As where a request holds only what is new, and names the answer it follows."""
    items = chat(("Why?", "First the log.", "log"), ("", "Then the code.", "code"))
    first = Reader(OPENAI_CHAT)
    whole = [placed.block for item in items[:cut] for placed in first.take(item)[0]]
    second = Reader(OPENAI_CHAT, before=first.mark)
    whole += [placed.block for item in items[cut:] for placed in second.take(item)[0]]
    assert whole == [placed.block for placed in read(items, OPENAI_CHAT)]


def test_a_mark_holds_only_the_last_calls() -> None:
    reader = Reader(OPENAI_CHAT)
    for item in chat(*[("", "", "x")] * (MAX_OPEN + 5)):
        reader.take(item)
    calls = [call.id for call, _ in reader.mark.calls]
    assert calls == [f"c{number}" for number in range(5, MAX_OPEN + 5)]
