"""Anthropic's own SDK, through the gateway, with a model that speaks the whole grammar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anthropic
import pytest

if TYPE_CHECKING:
    from proxy_process import Weft
    from scripted_upstream import Scripted

TOOLS: Any = [
    {"name": name, "input_schema": {"type": "object", "properties": {"at": {"type": "string"}}}}
    for name in ("weather", "time")
]
EVERYTHING = (
    "[[think The person asks for two things.]][[muse]][[say I look, ☀ and 🧵.]]"
    '[[call weather {"at": "Ζυρίχη"}]][[call time {"at": "Bern"}]][[then]][[say Both are fine.]]'
)


def asks(words: str) -> list[Any]:
    return [{"role": "user", "content": words}]


def create(claude: anthropic.Anthropic, messages: list[Any], **more: Any) -> Any:
    return claude.messages.create(
        model="claude-sonnet-5", max_tokens=999, messages=messages, tools=TOOLS, **more
    )


def streamed(claude: anthropic.Anthropic, messages: list[Any], **more: Any) -> Any:
    with claude.messages.stream(
        model="claude-sonnet-5", max_tokens=999, messages=messages, tools=TOOLS, **more
    ) as stream:
        return stream.get_final_message()


@pytest.mark.parametrize("way", [create, streamed])
def test_a_turn_with_everything_in_it_and_the_one_after(
    claude: anthropic.Anthropic, way: Any
) -> None:
    """Thoughts go back with their signatures, or the model would refuse them."""
    messages = asks(EVERYTHING)
    first = way(claude, messages)
    kinds = [block.type for block in first.content]
    assert kinds == ["thinking", "redacted_thinking", "text", "tool_use", "tool_use"]
    assert first.content[0].thinking == "The person asks for two things."
    assert first.content[2].text == "I look, ☀ and 🧵."
    assert [block.input for block in first.content[3:]] == [{"at": "Ζυρίχη"}, {"at": "Bern"}]
    assert first.stop_reason == "tool_use"
    assert first.usage.output_tokens > 10
    results = [
        {"type": "tool_result", "tool_use_id": block.id, "content": "fine"}
        for block in first.content[3:]
    ]
    said = [block.model_dump(exclude_none=True) for block in first.content]
    messages += [{"role": "assistant", "content": said}, {"role": "user", "content": results}]
    second = way(claude, messages)
    assert [block.text for block in second.content] == ["Both are fine."]
    assert second.stop_reason == "end_turn"


def test_streamed_or_not_it_is_the_same_message(claude: anthropic.Anthropic) -> None:
    whole, stream = (way(claude, asks(EVERYTHING)).to_dict() for way in (create, streamed))
    assert whole["content"] == stream["content"]
    assert whole["id"] == stream["id"]


@pytest.mark.parametrize("way", [create, streamed])
def test_citations(claude: anthropic.Anthropic, way: Any) -> None:
    answer = way(claude, asks("[[cite The sky is blue. | It says that it is blue.]]"))
    (text,) = answer.content
    assert text.text == "It says that it is blue."
    assert [each.cited_text for each in text.citations] == ["The sky is blue."]


@pytest.mark.parametrize("way", [create, streamed])
def test_a_refusal(claude: anthropic.Anthropic, way: Any) -> None:
    answer = way(claude, asks("[[refuse I will not.]]"))
    assert (answer.stop_reason, answer.content[0].text) == ("refusal", "I will not.")


def test_raw_events_come_in_their_order(claude: anthropic.Anthropic) -> None:
    events = create(claude, asks("[[think Well.]][[say Hello.]]"), stream=True)
    kinds = [event.type for event in events]
    assert kinds[0] == "message_start"
    assert kinds[-2:] == ["message_delta", "message_stop"]
    assert kinds.count("content_block_start") == kinds.count("content_block_stop") == 2


def test_an_error_in_mid_stream_is_an_error_to_the_sdk(claude: anthropic.Anthropic) -> None:
    texts = []
    with (
        pytest.raises(anthropic.APIStatusError) as failed,
        claude.messages.stream(
            model="claude-sonnet-5", max_tokens=9, messages=asks("[[say As I said]][[error 529]]")
        ) as stream,
    ):
        texts += list(stream.text_stream)
    assert "".join(texts) in ("As I said", "")
    assert "overloaded_error" in str(failed.value)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (429, anthropic.RateLimitError),
        (500, anthropic.InternalServerError),
        (529, anthropic.InternalServerError),
    ],
)
def test_a_failure_is_relayed_with_when_to_come_back(
    claude: anthropic.Anthropic, status: int, kind: type[anthropic.APIStatusError]
) -> None:
    with pytest.raises(kind) as failed:
        create(claude, asks(f"[[error {status} 17]]"))
    assert failed.value.status_code == status
    assert failed.value.response.headers["retry-after"] == "17"


def test_an_altered_thought_is_refused_by_the_model(claude: anthropic.Anthropic) -> None:
    """So that the tests above prove something."""
    first = create(claude, asks("[[think Well.]][[say Hello.]]"))
    said = [block.model_dump(exclude_none=True) for block in first.content]
    said[0]["thinking"] = "Well!"
    messages = [*asks("[[say Hello.]]"), {"role": "assistant", "content": said}, *asks("And?")]
    with pytest.raises(anthropic.BadRequestError, match="signature"):
        create(claude, messages)


@pytest.mark.parametrize("way", [create, streamed])
def test_usage_tells_what_the_cache_gave(claude: anthropic.Anthropic, way: Any) -> None:
    """First everything is written, then it is read, and only the new is written."""
    marked = {"type": "text", "text": f"{way} " * 400, "cache_control": {"type": "ephemeral"}}
    messages: list[Any] = [{"role": "user", "content": [marked]}]
    first = way(claude, messages).usage
    assert first.cache_creation_input_tokens > 1024
    assert first.cache_read_input_tokens == 0
    messages += [{"role": "assistant", "content": "Done."}]
    messages += [{"role": "user", "content": [{**marked, "text": "more " * 100}]}]
    second = way(claude, messages).usage
    assert second.cache_read_input_tokens == first.cache_creation_input_tokens
    assert 100 < second.cache_creation_input_tokens < 200


def test_tokens_are_counted(claude: anthropic.Anthropic) -> None:
    counted = claude.messages.count_tokens(model="claude-sonnet-5", messages=asks("one two " * 50))
    assert 90 < counted.input_tokens < 200


def test_the_raw_answer_can_be_streamed(claude: anthropic.Anthropic) -> None:
    with claude.messages.with_streaming_response.create(
        model="claude-sonnet-5", max_tokens=9, messages=asks("[[say Hello.]]")
    ) as response:
        assert response.headers["request-id"].startswith("req_")
        assert b'"text":"Hello."' in b"".join(response.iter_bytes())


async def ask_in_async(gateway: Weft) -> str:
    async with anthropic.AsyncAnthropic(base_url=gateway.url, api_key="sk") as client:
        answer = await client.messages.create(
            model="claude-sonnet-5", max_tokens=9, messages=asks("[[say Hello.]]")
        )
    block = answer.content[0]
    assert block.type == "text"
    return block.text


def test_the_async_client(gateway: Weft) -> None:
    import asyncio

    assert asyncio.run(ask_in_async(gateway)) == "Hello."


def test_what_small_requests_say_reaches_the_model_to_the_byte(
    gateway: Weft, scripted: Scripted
) -> None:
    body = b'{ "model":"m","max_tokens" : 1.0e1, "messages":[{"role":"user","content":"\\u00e9"}]}'
    with gateway.raw() as raw:
        answer = raw.ask(
            "POST",
            "/v1/messages",
            ("content-type", "application/json"),
            ("x-api-key", "k"),
            body=body,
        )
    assert answer.status == 200
    assert scripted.bodies("/v1/messages")[-1] == body
