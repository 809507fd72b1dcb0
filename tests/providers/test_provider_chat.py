"""OpenAI's own SDK and Chat Completions, through the gateway."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openai
import pytest

if TYPE_CHECKING:
    from scripted_upstream import Scripted

TOOLS: Any = [
    {"type": "function", "function": {"name": name, "parameters": {"type": "object"}}}
    for name in ("weather", "time")
]
TWO_CALLS = (
    '[[think Two.]][[say I look.]][[call weather {"at": "Ζυρίχη"}]][[call time {"at": "Bern"}]]'
    "[[then]][[say Both are fine.]]"
)


def asks(words: str) -> list[Any]:
    return [{"role": "system", "content": "Be brief."}, {"role": "user", "content": words}]


def create(chat: openai.OpenAI, messages: list[Any], **more: Any) -> Any:
    answer = chat.chat.completions.create(model="gpt-6", messages=messages, tools=TOOLS, **more)
    return answer.choices[0].message


def streamed(chat: openai.OpenAI, messages: list[Any], **more: Any) -> Any:
    with chat.chat.completions.stream(
        model="gpt-6", messages=messages, tools=TOOLS, **more
    ) as stream:
        return stream.get_final_completion().choices[0].message


@pytest.mark.parametrize("way", [create, streamed])
def test_parallel_calls_and_the_turn_after(chat: openai.OpenAI, way: Any) -> None:
    messages = asks(TWO_CALLS)
    first = way(chat, messages)
    assert first.content == "I look."
    calls = [(call.function.name, json.loads(call.function.arguments)) for call in first.tool_calls]
    assert calls == [("weather", {"at": "Ζυρίχη"}), ("time", {"at": "Bern"})]
    messages += [
        {
            "role": "assistant",
            "content": first.content,
            "tool_calls": [
                {
                    "id": each.id,
                    "type": "function",
                    "function": {"name": each.function.name, "arguments": each.function.arguments},
                }
                for each in first.tool_calls
            ],
        }
    ]
    messages += [
        {"role": "tool", "tool_call_id": call.id, "content": "fine"} for call in first.tool_calls
    ]
    assert way(chat, messages).content == "Both are fine."


@pytest.mark.parametrize("way", [create, streamed])
def test_a_refusal(chat: openai.OpenAI, way: Any) -> None:
    assert way(chat, asks("[[refuse I will not.]]")).refusal == "I will not."


def test_a_citation(chat: openai.OpenAI) -> None:
    (found,) = create(chat, asks("[[cite A page | It says so.]]")).annotations
    assert found.url_citation.title == "A page"


def test_a_tools_id_and_name_come_once(chat: openai.OpenAI) -> None:
    chunks = list(
        chat.chat.completions.create(
            model="gpt-6", messages=asks(TWO_CALLS), tools=TOOLS, stream=True
        )
    )
    deltas = [call for each in chunks for call in each.choices[0].delta.tool_calls or ()]
    assert [call.function.name for call in deltas if call.id] == ["weather", "time"]
    arguments = ["".join(c.function.arguments for c in deltas if c.index == n) for n in (0, 1)]
    assert list(map(json.loads, arguments)) == [{"at": "Ζυρίχη"}, {"at": "Bern"}]
    assert chunks[-1].choices[0].finish_reason == "tool_calls"


def test_usage_comes_last_where_it_is_asked_for(chat: openai.OpenAI) -> None:
    long = asks("[[say Yes.]] " + "word " * 1500)
    for cached in (False, True):
        chunks = list(
            chat.chat.completions.create(
                model="gpt-6", messages=long, stream=True, stream_options={"include_usage": True}
            )
        )
        assert all(each.usage is None for each in chunks[:-1])
        usage = chunks[-1].usage
        assert usage
        assert usage.prompt_tokens > 1500
        assert usage.prompt_tokens_details
        read = usage.prompt_tokens_details.cached_tokens
        assert read == (usage.prompt_tokens if cached else 0)


def test_several_choices(chat: openai.OpenAI, scripted: Scripted) -> None:
    answer = chat.chat.completions.create(model="gpt-6", messages=asks("[[say Yes.]]"), n=3)
    assert [each.message.content for each in answer.choices] == ["Yes."] * 3
    assert json.loads(scripted.bodies("/v1/chat/completions")[-1])["n"] == 3


def test_the_raw_answer_can_be_streamed(chat: openai.OpenAI) -> None:
    with chat.chat.completions.with_streaming_response.create(
        model="gpt-6", messages=asks("[[say Hello.]]"), stream=True
    ) as response:
        lines = list(response.iter_lines())
    assert lines[-2] == "data: [DONE]"


def test_an_error_in_mid_stream(chat: openai.OpenAI) -> None:
    heard: list[str] = []
    stream = chat.chat.completions.create(
        model="gpt-6", messages=asks("[[say As I said]][[error 500]]"), stream=True
    )
    pieces = (each.choices[0].delta.content or "" for each in stream)
    with pytest.raises(openai.APIError, match="Something went wrong"):
        heard.extend(pieces)
    assert "".join(heard) == "As I said"


def test_too_many_requests(chat: openai.OpenAI) -> None:
    with pytest.raises(openai.RateLimitError) as failed:
        create(chat, asks("[[error 429 17]]"))
    assert failed.value.response.headers["retry-after"] == "17"


def test_a_connection_that_breaks_is_an_error(chat: openai.OpenAI) -> None:
    stream = chat.chat.completions.create(
        model="gpt-6", messages=asks("[[say As I said]][[break]]"), stream=True
    )
    heard: list[str] = []
    pieces = (each.choices[0].delta.content or "" for each in stream)
    with pytest.raises(Exception, match=r"(?i)peer|closed|incomplete|connection"):
        heard.extend(pieces)
    assert "".join(heard) == "As I said"
