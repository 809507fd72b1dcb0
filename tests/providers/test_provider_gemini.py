"""Google's own SDK and Gemini, through the gateway."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from google.genai import errors, types

if TYPE_CHECKING:
    from google.genai import Client
    from proxy_process import Weft
    from scripted_upstream import Scripted

TOOLS = [
    types.Tool(
        function_declarations=[
            types.FunctionDeclaration(name=name, parameters_json_schema={"type": "object"})
            for name in ("weather", "time")
        ]
    )
]
MODEL = "gemini-3-pro"
EVERYTHING = (
    '[[think Two.]][[say I look.]][[call weather {"at": "Ζυρίχη"}]][[call time {"at": "Bern"}]]'
    "[[then]][[say Both are fine.]]"
)


def asks(words: str) -> list[Any]:
    return [types.UserContent(words)]


def create(gemini: Client, contents: list[Any]) -> list[Any]:
    config = types.GenerateContentConfig(tools=TOOLS, system_instruction="Be brief.")
    answer = gemini.models.generate_content(model=MODEL, contents=contents, config=config)
    assert answer.candidates
    assert answer.candidates[0].content
    return list(answer.candidates[0].content.parts or [])


def streamed(gemini: Client, contents: list[Any]) -> list[Any]:
    """The parts of all pieces, text put together."""
    config = types.GenerateContentConfig(tools=TOOLS, system_instruction="Be brief.")
    found: list[Any] = []
    for piece in gemini.models.generate_content_stream(
        model=MODEL, contents=contents, config=config
    ):
        assert piece.candidates
        assert piece.candidates[0].content
        for part in piece.candidates[0].content.parts or []:
            if part.text and found and found[-1].text and found[-1].thought == part.thought:
                found[-1].text += part.text
            elif part.text != "":
                found.append(part)
    return found


@pytest.mark.parametrize("way", [create, streamed])
def test_parallel_calls_and_the_turn_after(gemini: Client, way: Any) -> None:
    """Signatures go back on their own parts, or the model would refuse them."""
    contents = asks(EVERYTHING)
    first = way(gemini, contents)
    assert [(part.text, part.thought) for part in first[:2]] == [
        ("Two.", True),
        ("I look.", None),
    ]
    calls = [part.function_call for part in first[2:]]
    assert [(call.name, call.args) for call in calls] == [
        ("weather", {"at": "Ζυρίχη"}),
        ("time", {"at": "Bern"}),
    ]
    assert all(part.thought_signature for part in first[2:])
    given = [
        types.Part(
            function_response=types.FunctionResponse(
                id=call.id, name=call.name, response={"output": "fine"}
            )
        )
        for call in calls
    ]
    contents += [types.ModelContent(first), types.UserContent(given)]
    assert [part.text for part in way(gemini, contents)] == ["Both are fine."]


def test_usage_tells_what_the_cache_gave(gemini: Client) -> None:
    long = asks("[[say Yes.]] " + "word " * 5000)
    read = []
    for _ in range(2):
        usage = gemini.models.generate_content(model=MODEL, contents=long).usage_metadata
        assert usage
        assert usage.prompt_token_count
        read.append(usage.cached_content_token_count)
    assert read == [None, usage.prompt_token_count]


def test_a_refusal(gemini: Client) -> None:
    answer = gemini.models.generate_content(model=MODEL, contents=asks("[[refuse I will not.]]"))
    assert answer.candidates
    assert answer.candidates[0].finish_reason == types.FinishReason.SAFETY


def test_tokens_are_counted(gemini: Client) -> None:
    counted = gemini.models.count_tokens(model=MODEL, contents=asks("one two " * 50))
    assert counted.total_tokens
    assert counted.total_tokens > 90


def test_too_many_requests(gemini: Client) -> None:
    with pytest.raises(errors.ClientError, match="RESOURCE_EXHAUSTED"):
        create(gemini, asks("[[error 429 17]]"))


def test_an_error_in_mid_stream(gemini: Client) -> None:
    with pytest.raises(errors.APIError, match=r"(?i)internal|went wrong"):
        streamed(gemini, asks("[[say As I said]][[error 500]]"))


def test_without_events_it_streams_an_array(gateway: Weft, scripted: Scripted) -> None:
    body = json.dumps({"contents": [{"role": "user", "parts": [{"text": "[[say Hello there.]]"}]}]})
    path = f"/v1beta/models/{MODEL}:streamGenerateContent"
    with gateway.raw() as raw:
        answer = raw.ask("POST", path, ("content-type", "application/json"), body=body.encode())
    pieces = json.loads(answer.body)
    texts = [part["text"] for each in pieces for part in each["candidates"][0]["content"]["parts"]]
    assert "".join(texts) == "Hello there."
    assert scripted.bodies(path) == [body.encode()]
