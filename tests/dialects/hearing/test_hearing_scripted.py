"""What the scripted model of the demonstration says is heard, in each dialect and each way."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from weft.demo.model.model import Answer, Model
from weft.dialects.endpoint import endpoint
from weft.dialects.hearing.frames import Frames
from weft.dialects.hearing.listen import observer

if TYPE_CHECKING:
    from weft.dialects.hearing.heard import Heard

TOOLS = ("read", "now")
SCHEMA = {"type": "object", "properties": {}}
FULL = '[[think hm]][[say Hello 🧵]][[call read {"path": "/etc/hosts"}]][[call now]]'


def asked(dialect: str, words: str, *, stream: bool) -> tuple[str, dict[str, Any]]:
    """A request in this dialect: its target and its body."""
    said = [{"role": "user", "content": words}]
    match dialect:
        case "anthropic":
            tools: list[Any] = [{"name": name, "input_schema": SCHEMA} for name in TOOLS]
            return "/v1/messages", {
                "model": "claude-x",
                "max_tokens": 9_000,
                "messages": said,
                "tools": tools,
                "stream": stream,
            }
        case "openai":
            tools = [
                {"type": "function", "function": {"name": n, "parameters": SCHEMA}} for n in TOOLS
            ]
            body: dict[str, Any] = {"model": "gpt-x", "messages": said, "tools": tools}
            more = {"stream": True, "stream_options": {"include_usage": True}} if stream else {}
            return "/v1/chat/completions", body | more
        case "responses":
            tools = [{"type": "function", "name": n, "parameters": SCHEMA} for n in TOOLS]
            body = {"model": "gpt-x", "input": said, "tools": tools, "stream": stream}
            return "/v1/responses", body
        case _:
            verb = "streamGenerateContent" if stream else "generateContent"
            contents = [{"role": "user", "parts": [{"text": words}]}]
            declared = [{"name": name, "parameters": SCHEMA} for name in TOOLS]
            target = f"/v1beta/models/gemini-x:{verb}" + ("?alt=sse" if stream else "")
            return target, {"contents": contents, "tools": [{"functionDeclarations": declared}]}


def answered(dialect: str, words: str, *, stream: bool) -> tuple[str, Answer]:
    target, body = asked(dialect, words, stream=stream)
    model = Model(now=lambda: 0.0)
    return target, model.answer("POST", target, {"x-api-key": "k"}, json.dumps(body).encode())


def heard(target: str, answer: Answer) -> Heard:
    """What is heard of this answer, as an exchange listens to it."""
    found = endpoint(b"POST", target.encode())
    assert found is not None
    kind = dict(answer.headers)["content-type"].encode()
    listening = observer(found.dialect.name, kind, answer.status)
    for piece in answer.pieces:
        listening.feed(piece)
    told = listening.heard()
    # Spaces in arguments are the provider's own.
    calls = (replace(call, arguments=json.dumps(json.loads(call.arguments))) for call in told.calls)
    return replace(told, calls=tuple(calls))


DIALECTS = pytest.mark.parametrize("dialect", ["anthropic", "openai", "responses", "gemini"])


@DIALECTS
@pytest.mark.parametrize(
    "words", [FULL, "[[say Hi]]", "[[refuse I cannot]]", "[[muse]][[cite a | b]]", "[[call now]]"]
)
def test_streamed_and_whole_the_same_is_heard(dialect: str, words: str) -> None:
    streamed = heard(*answered(dialect, words, stream=True))
    assert streamed == heard(*answered(dialect, words, stream=False))
    assert streamed.complete
    assert streamed.stop
    assert streamed.error == ""
    assert streamed.usage is not None
    assert min(streamed.usage.input, streamed.usage.output) > 0


@DIALECTS
def test_calls_are_heard(dialect: str) -> None:
    told = heard(*answered(dialect, FULL, stream=True))
    assert [(call.tool, json.loads(call.arguments)) for call in told.calls] == [
        ("read", {"path": "/etc/hosts"}),
        ("now", {}),
    ]


@DIALECTS
@pytest.mark.parametrize("words", ["[[error 529 3]]", "[[error 400]]"])
def test_an_error_is_heard(dialect: str, words: str) -> None:
    told = heard(*answered(dialect, words, stream=False))
    assert (told.complete, told.usage) == (False, None)
    assert told.error.replace("_", "").isalpha()


@DIALECTS
def test_an_error_in_mid_stream_is_heard(dialect: str) -> None:
    _, answer = answered(dialect, "[[say Hello there]][[error 529]]", stream=True)
    assert answer.status == 200
    told = heard(*answered(dialect, "[[say Hello there]][[error 529]]", stream=True))
    assert told.error.replace("_", "").isalpha()
    assert not told.complete


@DIALECTS
def test_a_connection_that_breaks_is_no_error_and_no_end(dialect: str) -> None:
    told = heard(*answered(dialect, "[[say Hello there]][[break]]", stream=True))
    assert (told.error, told.complete) == ("", False)


def test_the_array_of_gemini_tells_what_its_events_tell() -> None:
    target, body = asked("gemini", FULL, stream=True)
    array, events = (
        Model(now=lambda: 0.0).answer("POST", each, {}, json.dumps(body).encode())
        for each in (target.partition("?")[0], target)
    )
    assert array.headers[0] == ("content-type", "application/json")
    assert heard(target, array) == heard(target, events)


def test_messages_of_a_websocket_tell_what_its_events_tell() -> None:
    _, body = asked("responses", FULL, stream=True)
    frames = Frames()
    answers = [
        frames.feed(json.dumps(message).encode())
        for message in Model(now=lambda: 0.0).messages(dict(body), "k")
    ]
    events = heard(*answered("responses", FULL, stream=True))
    (told,) = (answer for answer in answers if answer is not None)
    assert replace(told, calls=()) == replace(events, calls=())
    assert [call.tool for call in told.calls] == list(TOOLS)
