"""The model asks for an original, is answered by the gateway, and goes on; the client sees one
answer. With the SDKs that people use, streaming and not, in every dialect."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import anthropic
import openai
import pytest
from exchange_bodies import BIG, messages, result, use
from exchange_world import JSON, gateway, own
from google import genai
from google.genai import types
from proxy_plays import PATIENCE
from scripted_upstream import Scripted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from proxy_process import Weft

LINE = next(line for line in BIG.splitlines()[200:] if "INFO" in line)  # it is left out
ASK = '[[call bash {"command": "make"}]][[then]][[think I need more.]][[say I look.]]'
ASK += f"[[retrieve last {json.dumps({'search': LINE})}]][[then]][[say It says:]][[quote]]"
MIXED = ASK.replace("[[then]][[say It says", '[[call bash {"command": "ls"}]][[then]][[say It says')
FAILING = ASK.partition("[[then]][[say It says")[0] + "[[then]][[error 529 7]]"
SCHEMA: dict[str, Any] = {"type": "object", "properties": {"command": {"type": "string"}}}


@pytest.fixture(autouse=True)
def _nothing_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(scope="module")
def upstream() -> Iterator[Scripted]:
    with Scripted() as running:
        yield running


@pytest.fixture(scope="module")
def offering(upstream: Scripted, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weft]:
    state = tmp_path_factory.mktemp("state")
    with gateway(upstream, state, "--retrieval-tool", "always") as running:
        yield running


def claude(weft: Weft, words: str, *, stream: bool = False) -> Any:
    """The tool was called and has answered; the answer to that."""
    asked: list[Any] = [{"role": "user", "content": words}]
    tools: Any = [{"name": "bash", "input_schema": SCHEMA}]
    with anthropic.Anthropic(base_url=weft.url, api_key="sk-ant-api", max_retries=0) as client:
        given: Any = {"model": "claude-sonnet-5", "max_tokens": 999, "tools": tools}
        first = client.messages.create(messages=asked, **given)
        said = [block.model_dump(exclude_none=True) for block in first.content]
        call = said[-1]["id"]
        given["messages"] = [
            *asked,
            {"role": "assistant", "content": said},
            {"role": "user", "content": [result(call)]},
        ]
        if not stream:
            return client.messages.create(**given)
        with client.messages.stream(**given) as events:
            return events.get_final_message()


def test_claude(offering: Weft, upstream: Scripted) -> None:
    before = len(upstream.everything())
    answer = claude(offering, ASK)
    kinds = [block.type for block in answer.content]
    assert "weft_retrieve" not in repr(answer)
    assert kinds == ["thinking", "text", "text", "text"]
    assert LINE in answer.content[-1].text
    assert answer.stop_reason == "end_turn"
    assert len(upstream.everything()) - before == 3  # of which the client asked two


def test_claude_in_a_stream(offering: Weft) -> None:
    """The same message, but for what each turn is called."""
    whole, streamed = claude(offering, ASK), claude(offering, ASK, stream=True)
    assert [block.to_dict() for block in streamed.content] == [
        block.to_dict() for block in whole.content
    ]
    assert streamed.usage.output_tokens == whole.usage.output_tokens
    assert streamed.stop_reason == whole.stop_reason


@pytest.mark.parametrize("stream", [False, True])
def test_usage_of_all_turns_is_told(stream: bool, offering: Weft) -> None:
    plain = claude(offering, '[[call bash {"command": "make"}]][[then]][[say It says:]]')
    asked = claude(offering, ASK, stream=stream)
    read = lambda usage: usage.input_tokens + usage.cache_read_input_tokens  # noqa: E731
    assert read(asked.usage) > 1.5 * read(plain.usage)


@pytest.mark.parametrize("stream", [False, True])
def test_with_the_clients_own_tools_beside_it(stream: bool, offering: Weft) -> None:
    """The client gets its call, answers it, and the model gets both answers."""
    answer = claude(offering, MIXED, stream=stream)
    calls = [block for block in answer.content if block.type == "tool_use"]
    assert [call.name for call in calls] == ["bash"]
    assert answer.stop_reason == "tool_use"


def test_a_mixed_turn_goes_on(offering: Weft, upstream: Scripted) -> None:
    answer = claude(offering, MIXED)
    last = json.loads(upstream.bodies("/v1/messages")[-1])
    said = [block.model_dump(exclude_none=True) for block in answer.content]
    given = [result(block["id"], "a b c") for block in said if block["type"] == "tool_use"]
    with anthropic.Anthropic(base_url=offering.url, api_key="sk-ant-api") as client:
        second: Any = client.messages.create(
            model="claude-sonnet-5",
            max_tokens=999,
            tools=[{"name": "bash", "input_schema": SCHEMA}],
            messages=[
                {"role": "user", "content": MIXED},
                last["messages"][1],
                {"role": "user", "content": [result(last["messages"][1]["content"][-1]["id"])]},
                {"role": "assistant", "content": said},
                {"role": "user", "content": given},
            ],
        )
    assert second.content[0].text == "It says:"
    sent = json.loads(upstream.bodies("/v1/messages")[-1])["messages"][-1]["content"]
    texts = [json.dumps(block["content"]) for block in sent]
    assert any(LINE in text for text in texts)
    assert any("a b c" in text for text in texts)


def test_a_hidden_turn_that_fails(offering: Weft) -> None:
    with pytest.raises(anthropic.InternalServerError) as failed:
        claude(offering, FAILING)
    assert failed.value.status_code == 529
    assert failed.value.response.headers["retry-after"] == "7"
    with pytest.raises(anthropic.APIStatusError, match="overloaded"):
        claude(offering, FAILING, stream=True)


def chat(weft: Weft, *, stream: bool) -> tuple[str, int]:
    """The text of the answer, and the tokens of the prompts."""
    tools: Any = [{"type": "function", "function": {"name": "bash", "parameters": SCHEMA}}]
    asked: list[Any] = [{"role": "user", "content": ASK}]
    with openai.OpenAI(base_url=f"{weft.url}/v1", api_key="sk-test", max_retries=0) as client:
        create: Any = client.chat.completions.create
        first = create(model="gpt-6", messages=asked, tools=tools).choices[0].message
        call = first.tool_calls[0]
        asked += [
            {"role": "assistant", "tool_calls": [call.model_dump()]},
            {"role": "tool", "tool_call_id": call.id, "content": BIG},
        ]
        if not stream:
            made = create(model="gpt-6", messages=asked, tools=tools)
            return made.choices[0].message.content, made.usage.prompt_tokens
        chunks = list(create(
            model="gpt-6", messages=asked, tools=tools, stream=True,
            stream_options={"include_usage": True},
        ))  # fmt: skip
        said = "".join(each.choices[0].delta.content or "" for each in chunks if each.choices)
        assert not any(each.choices[0].delta.tool_calls for each in chunks if each.choices)
        assert [each.choices[0].finish_reason for each in chunks if each.choices][-1] == "stop"
        return said, chunks[-1].usage.prompt_tokens


def responses(weft: Weft, *, stream: bool) -> tuple[str, int]:
    tools: Any = [{"type": "function", "name": "bash", "parameters": SCHEMA, "strict": False}]
    asked: list[Any] = [{"role": "user", "content": ASK}]
    given: Any = {"model": "gpt-6", "tools": tools, "store": False}
    with openai.OpenAI(base_url=f"{weft.url}/v1", api_key="sk-test", max_retries=0) as client:
        first: Any = client.responses.create(input=asked, **given)
        call = first.output[0]
        asked += [
            call.model_dump(exclude_none=True),
            {"type": "function_call_output", "call_id": call.call_id, "output": BIG},
        ]
        if not stream:
            made = client.responses.create(input=asked, **given)
        else:
            with client.responses.stream(input=asked, **given) as events:
                kept = list(events)
                numbers = [event.sequence_number for event in kept]
                assert numbers == list(range(len(numbers)))
                made = events.get_final_response()
        assert made.usage
        assert not [item for item in made.output if item.type == "function_call"]
        return made.output_text, made.usage.input_tokens


def gemini(weft: Weft, *, stream: bool) -> tuple[str, int]:
    options = types.HttpOptions(base_url=weft.url)
    declared = types.FunctionDeclaration(name="bash", parameters_json_schema=SCHEMA)
    config = types.GenerateContentConfig(
        tools=[types.Tool(function_declarations=[declared])],
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )
    client = genai.Client(api_key="AIza-test", http_options=options)
    asked: list[Any] = [types.UserContent(ASK)]
    model: Any = {"model": "gemini-3-pro", "config": config}
    first = client.models.generate_content(contents=asked, **model)
    assert first.candidates
    assert first.candidates[0].content
    parts = first.candidates[0].content.parts or []
    call = parts[-1].function_call
    assert call
    given = types.FunctionResponse(id=call.id, name=call.name, response={"output": BIG})
    asked += [types.ModelContent(parts), types.UserContent(types.Part(function_response=given))]
    if stream:
        pieces = list(client.models.generate_content_stream(contents=asked, **model))
    else:
        pieces = [client.models.generate_content(contents=asked, **model)]
    client.close()
    usage = pieces[-1].usage_metadata
    assert usage
    said = [
        part.text or ""
        for piece in pieces
        for part in piece.candidates[0].content.parts or []  # type: ignore[index,union-attr]
        if not part.thought
    ]
    assert not [piece for piece in pieces if piece.function_calls]
    return "".join(said), usage.prompt_token_count or 0


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("ask", [chat, responses, gemini])
def test_the_others(
    ask: Callable[..., tuple[str, int]], stream: bool, offering: Weft, upstream: Scripted
) -> None:
    before = len(upstream.everything())
    said, tokens = ask(offering, stream=stream)
    assert said.replace("\n", "").startswith("I look.It says:")
    assert LINE in said
    seen = upstream.everything()[before:]
    assert len(seen) == 3
    assert tokens > sum(seen_size.size for seen_size in seen[1:]) / 8  # of both turns


def test_retrievals_are_counted(offering: Weft) -> None:
    claude(offering, ASK)
    assert own(offering, "/stats")["recall"]["retrieved"] > 0


def test_a_client_that_goes_away_in_a_hidden_turn_takes_the_upstream_along(
    offering: Weft, upstream: Scripted
) -> None:
    """And nobody else is bothered."""
    body = messages(
        ("user", ASK),
        ("assistant", [use("toolu_000000000001", command="make")]),
        ("user", [result("toolu_000000000001")]),
        tools=[{"name": "bash", "input_schema": SCHEMA}],
        stream=True,
    )
    before = len(upstream.everything())
    upstream.silent = lambda body: b'"name":"weft_retrieve"' in body.rpartition(b"messages")[2]
    try:
        with offering.raw() as raw:
            raw.send(
                b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"x-api-key: sk-ant-api\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
            )
            raw.until(b"I look.")
            hidden = upstream.seen("/v1/messages", _count(upstream, before) + 1)
            assert hidden.whole.wait(PATIENCE)
        assert hidden.gone.wait(PATIENCE)
    finally:
        upstream.silent = lambda _: False
    with offering.raw() as raw:
        answer = raw.ask(
            "POST", "/v1/messages", JSON, ("x-api-key", "k"), body=messages(("user", "Hi"))
        )
    assert answer.status == 200


def _count(upstream: Scripted, before: int) -> int:
    """How many requests to this path came up to and with the first of this test."""
    earlier = upstream.everything()[:before]
    return sum(seen.target == b"/v1/messages" for seen in earlier) + 1
