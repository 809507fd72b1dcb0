"""The model asks for what was left out, and real clients never know; the provider's cache does.

The scripted model calls our tool, alone and beside the client's. What reaches it is recorded.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from proxy_process import Weft

if TYPE_CHECKING:
    from collections.abc import Iterator

    import anthropic
    import openai
    from scripted_upstream import Scripted

LOG = "".join(
    f"2026-03-04T05:{n // 60:02}:{n % 60:02}Z INFO worker {n % 7} did step {n} of the job well\n"
    for n in range(1, 2400)
)
READ = "[[call read_log {}]]"
ALONE = (
    f'{READ}[[then]][[say Let me look.]][[retrieve first {{"lines": "1201-1202"}}]]'
    "[[then]][[quote]]"
)
BESIDE = (
    f'{READ}[[then]][[retrieve first {{"lines": "1201-1202"}}]][[call read_log {{"more": 1}}]]'
    "[[then]][[say Both are there.]]"
)
LINES = "did step 1201 of the job well", "did step 1202 of the job well"


@pytest.fixture(scope="module")
def gateway(scripted: Scripted, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weft]:
    state = str(tmp_path_factory.mktemp("state"))
    started = Weft(
        "--listen",
        "127.0.0.1:0",
        "--upstream",
        scripted.url,
        WEFT_STATE_DIR=state,
        WEFT_REWRITE_RETRIEVAL_TOOL="always",
    )
    with started as running:
        yield running


TOOL: Any = {"name": "read_log", "input_schema": {"type": "object", "properties": {}}}


def claude_turn(claude: anthropic.Anthropic, messages: list[Any]) -> Any:
    with claude.messages.stream(
        model="claude-sonnet-5", max_tokens=999, messages=messages, tools=[TOOL]
    ) as stream:
        return stream.get_final_message()


def claude_whole(claude: anthropic.Anthropic, messages: list[Any]) -> Any:
    return claude.messages.create(
        model="claude-sonnet-5", max_tokens=999, messages=messages, tools=[TOOL]
    )


def reads_log(message: Any) -> list[Any]:
    results = [
        {"type": "tool_result", "tool_use_id": block.id, "content": LOG}
        for block in message.content
        if block.type == "tool_use"
    ]
    return [{"role": "assistant", "content": message.content}, {"role": "user", "content": results}]


def sent(scripted: Scripted, path: str, since: int) -> list[Any]:
    return [json.loads(body) for body in scripted.bodies(path)[since:]]


@pytest.mark.parametrize("way", [claude_turn, claude_whole])
def test_anthropic(claude: anthropic.Anthropic, scripted: Scripted, way: Any) -> None:
    since = len(scripted.bodies("/v1/messages"))
    messages: list[Any] = [{"role": "user", "content": ALONE}]
    messages += reads_log(way(claude, messages))
    answer = way(claude, messages)
    assert [block.type for block in answer.content] == ["text", "text"]
    assert answer.content[0].text == "Let me look."
    assert all(line in answer.content[1].text for line in LINES)
    assert answer.stop_reason == "end_turn"
    messages += [
        {"role": "assistant", "content": answer.content},
        {"role": "user", "content": "[[say Bye.]]"},
    ]
    assert way(claude, messages).content[-1].text == "Bye."
    _, _, hidden, last = sent(scripted, "/v1/messages", since)
    seen = hidden["messages"]
    assert last["messages"][: len(seen)] == seen, "the provider's cache goes on"
    assert last["tools"] == hidden["tools"]


@pytest.mark.parametrize("way", [claude_turn, claude_whole])
def test_anthropic_beside_the_clients_own(
    claude: anthropic.Anthropic, scripted: Scripted, way: Any
) -> None:
    since = len(scripted.bodies("/v1/messages"))
    messages: list[Any] = [{"role": "user", "content": BESIDE}]
    messages += reads_log(way(claude, messages))
    answer = way(claude, messages)
    assert [block.name for block in answer.content] == ["read_log"]
    messages += reads_log(answer)
    assert way(claude, messages).content[-1].text == "Both are there."
    *_, last = sent(scripted, "/v1/messages", since)
    called, answered = last["messages"][-2:]
    assert [block["name"] for block in called["content"]] == ["weft_retrieve", "read_log"]
    assert [block["tool_use_id"] for block in answered["content"]] == [
        block["id"] for block in called["content"]
    ]
    assert all(line in answered["content"][0]["content"] for line in LINES)


def test_chat(chat: openai.OpenAI, scripted: Scripted) -> None:
    since = len(scripted.bodies("/v1/chat/completions"))
    tools: Any = [{"type": "function", "function": {"name": "read_log", "parameters": {}}}]

    def turn(messages: list[Any]) -> Any:
        with chat.chat.completions.stream(model="gpt-5", messages=messages, tools=tools) as stream:
            return stream.get_final_completion().choices[0]

    messages: list[Any] = [{"role": "user", "content": ALONE}]
    first = turn(messages).message
    call = first.tool_calls[0].id
    messages += [
        {"role": "assistant", "tool_calls": [c.to_dict() for c in first.tool_calls]},
        {"role": "tool", "tool_call_id": call, "content": LOG},
    ]
    answer = turn(messages)
    assert answer.finish_reason == "stop"
    assert answer.message.content.startswith("Let me look.\n\n")
    assert all(line in answer.message.content for line in LINES)
    messages += [
        {"role": "assistant", "content": answer.message.content},
        {"role": "user", "content": "[[say Bye.]]"},
    ]
    assert turn(messages).message.content == "Bye."
    *_, hidden, last = sent(scripted, "/v1/chat/completions", since)
    seen = hidden["messages"]
    assert last["messages"][: len(seen)] == seen, "the provider's cache goes on"


def test_responses(chat: openai.OpenAI, scripted: Scripted) -> None:
    since = len(scripted.bodies("/v1/responses"))
    tools: Any = [{"type": "function", "name": "read_log", "parameters": {}, "strict": False}]

    def turn(items: list[Any]) -> Any:
        with chat.responses.stream(model="gpt-5", input=items, tools=tools, store=False) as stream:
            return stream.get_final_response()

    items: list[Any] = [{"role": "user", "content": ALONE}]
    first = turn(items)
    (call,) = [item for item in first.output if item.type == "function_call"]
    items += [item.to_dict() for item in first.output]
    items += [{"type": "function_call_output", "call_id": call.call_id, "output": LOG}]
    answer = turn(items)
    assert [item.type for item in answer.output] == ["message", "message"]
    assert all(line in answer.output_text for line in LINES)
    items += [item.to_dict(exclude_none=True) for item in answer.output]
    items += [{"role": "user", "content": "[[say Bye.]]"}]
    assert turn(items).output_text == "Bye."
    *_, hidden, last = sent(scripted, "/v1/responses", since)
    seen = hidden["input"]
    assert last["input"][: len(seen)] == seen, "the provider's cache goes on"


def test_gemini(gemini: Any, scripted: Scripted) -> None:
    tools = [{"function_declarations": [{"name": "read_log"}]}]

    def turn(contents: list[Any]) -> Any:
        return gemini.models.generate_content(
            model="gemini-3-pro",
            contents=contents,
            config={"tools": tools, "automatic_function_calling": {"disable": True}},
        )

    contents: list[Any] = [{"role": "user", "parts": [{"text": ALONE}]}]
    first = turn(contents).candidates[0].content
    (call,) = [part.function_call for part in first.parts if part.function_call]
    given = {"id": call.id, "name": "read_log", "response": {"output": LOG}}
    contents += [first, {"role": "user", "parts": [{"function_response": given}]}]
    answer = turn(contents)
    assert "Let me look." in answer.text
    assert all(line in answer.text for line in LINES)
    contents += [
        answer.candidates[0].content,
        {"role": "user", "parts": [{"text": "[[say Bye.]]"}]},
    ]
    assert turn(contents).text == "Bye."
    *_, hidden, last = [
        json.loads(bytes(seen.body))
        for seen in scripted.everything()
        if b":generateContent" in seen.target
    ]
    seen = hidden["contents"]
    assert last["contents"][: len(seen)] == seen, "the provider's cache goes on"


def test_chat_beside_the_clients_own(chat: openai.OpenAI, scripted: Scripted) -> None:
    tools: Any = [{"type": "function", "function": {"name": "read_log", "parameters": {}}}]
    messages: list[Any] = [{"role": "user", "content": BESIDE}]
    for _ in range(2):
        with chat.chat.completions.stream(model="gpt-5", messages=messages, tools=tools) as stream:
            calls = stream.get_final_completion().choices[0].message.tool_calls or []
        assert [call.function.name for call in calls] == ["read_log"]
        messages += [
            {"role": "assistant", "tool_calls": [call.to_dict() for call in calls]},
            *({"role": "tool", "tool_call_id": call.id, "content": LOG} for call in calls),
        ]
    last = chat.chat.completions.create(model="gpt-5", messages=messages, tools=tools)
    assert last.choices[0].message.content == "Both are there."
    called, ours, theirs = sent(scripted, "/v1/chat/completions", -1)[0]["messages"][-3:]
    assert [call["function"]["name"] for call in called["tool_calls"]] == [
        "weft_retrieve",
        "read_log",
    ]
    assert [ours["tool_call_id"], theirs["tool_call_id"]] == [
        call["id"] for call in called["tool_calls"]
    ]
    assert all(line in ours["content"] for line in LINES)


def test_responses_beside_the_clients_own(chat: openai.OpenAI, scripted: Scripted) -> None:
    tools: Any = [{"type": "function", "name": "read_log", "parameters": {}, "strict": False}]
    items: list[Any] = [{"role": "user", "content": BESIDE}]
    for _ in range(2):
        with chat.responses.stream(model="gpt-5", input=items, tools=tools, store=False) as stream:
            output = stream.get_final_response().output
        items += [item.to_dict(exclude_none=True) for item in output]
        items += [
            {"type": "function_call_output", "call_id": item.call_id, "output": LOG}
            for item in output
            if item.type == "function_call"
        ]
    last = chat.responses.create(model="gpt-5", input=items, tools=tools, store=False)
    assert last.output_text == "Both are there."
    went = sent(scripted, "/v1/responses", -1)[0]["input"][-4:]
    kinds = ["function_call", "function_call", "function_call_output", "function_call_output"]
    assert [item["type"] for item in went] == kinds
    assert [item["call_id"] for item in went[:2]] == [item["call_id"] for item in went[2:]]
    assert went[0]["name"] == "weft_retrieve"
    assert all(line in went[2]["output"] for line in LINES)


def test_gemini_beside_the_clients_own(gemini: Any, scripted: Scripted) -> None:
    config = {
        "tools": [{"function_declarations": [{"name": "read_log"}]}],
        "automatic_function_calling": {"disable": True},
    }
    contents: list[Any] = [{"role": "user", "parts": [{"text": BESIDE}]}]
    for _ in range(2):
        answer = gemini.models.generate_content(
            model="gemini-3-pro", contents=contents, config=config
        )
        content = answer.candidates[0].content
        calls = [part.function_call for part in content.parts if part.function_call]
        assert [call.name for call in calls] == ["read_log"]
        results = [
            {"function_response": {"id": c.id, "name": c.name, "response": {"output": LOG}}}
            for c in calls
        ]
        contents += [content, {"role": "user", "parts": results}]
    last = gemini.models.generate_content(model="gemini-3-pro", contents=contents, config=config)
    assert last.text == "Both are there."
    *_, body = [
        json.loads(bytes(seen.body))
        for seen in scripted.everything()
        if b":generateContent" in seen.target
    ]
    called, answered = body["contents"][-2:]
    names = [part["functionCall"]["name"] for part in called["parts"] if "functionCall" in part]
    assert names == ["weft_retrieve", "read_log"]
    assert [part["functionResponse"]["name"] for part in answered["parts"]] == names


def test_a_response_that_is_followed(chat: openai.OpenAI, scripted: Scripted) -> None:
    """The client names the response it knows; the provider is told of the last turn's."""
    tools: Any = [{"type": "function", "name": "read_log", "parameters": {}, "strict": False}]

    def turn(items: list[Any], **more: Any) -> Any:
        return chat.responses.create(model="gpt-5", input=items, tools=tools, **more)

    first = turn([{"role": "user", "content": ALONE}])
    (call,) = [item for item in first.output if item.type == "function_call"]
    result: Any = {"type": "function_call_output", "call_id": call.call_id, "output": LOG}
    answer = turn([result], previous_response_id=first.id)
    assert all(line in answer.output_text for line in LINES)
    last = turn([{"role": "user", "content": "[[say Bye.]]"}], previous_response_id=answer.id)
    assert last.output_text == "Bye."
    asked, hidden, followed = sent(scripted, "/v1/responses", -3)
    assert asked["previous_response_id"] == hidden["previous_response_id"] == first.id
    assert followed["previous_response_id"] not in (first.id, answer.id)
    assert followed["tools"] == hidden["tools"]
