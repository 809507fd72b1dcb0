"""However an answer is carried, the same is heard, and nothing that comes can break the hearing."""

from __future__ import annotations

import copy
import gzip
import importlib
import json
import sys
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recorded import (
    ANTHROPIC,
    GEMINI_CHUNKS,
    JSON,
    RESPONSES_EVENTS,
    STREAM,
    STREAMS,
    compact,
    each_byte,
    heard,
)

from weft.dialects.hearing.calls import MAX_CALLS, Calls
from weft.dialects.hearing.frames import Frames
from weft.dialects.hearing.heard import Heard
from weft.dialects.hearing.inflate import FREE
from weft.dialects.hearing.listen import observer
from weft.dialects.hearing.notes import Notes
from weft.dialects.hearing.openai_chat import ChatEar
from weft.dialects.hearing.whole import Whole
from weft.dialects.shape import DIALECTS

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable

DEFLATERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": lambda text: gzip.compress(text[:500]) + gzip.compress(text[500:]),
    "deflate": zlib.compress,
    "zstd": lambda text: zstd.compress(text[:500]) + zstd.compress(text[500:]),
    "br": lambda text: importlib.import_module("brotli").compress(text),
}


def raw_deflate(text: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(text) + deflater.flush()


def test_every_dialect_has_an_ear() -> None:
    for dialect in DIALECTS:
        assert heard(dialect, b"data: {}\n\n", kind=STREAM, status=500) == Heard(error="500")


@pytest.mark.parametrize("name", STREAMS)
@given(cuts=st.lists(st.integers(0, 4_000), max_size=8))
@settings(max_examples=30)
def test_at_any_split_the_same_is_heard(name: str, cuts: list[int]) -> None:
    dialect, kind, stream = STREAMS[name]
    at = sorted({min(cut, len(stream)) for cut in cuts} | {0, len(stream)})
    pieces = [stream[start:end] for start, end in pairwise(at)]
    whole = heard(dialect, stream, kind=kind)
    assert (
        heard(dialect, *pieces, kind=kind) == whole == heard(dialect, *each_byte(stream), kind=kind)
    )


@pytest.mark.parametrize("name", STREAMS)
def test_what_was_heard_so_far_may_be_asked_at_any_time(name: str) -> None:
    dialect, kind, stream = STREAMS[name]
    listening = observer(dialect, kind, 200)
    models = []
    for byte in each_byte(stream):
        listening.feed(byte)
        models.append(listening.heard().model)
    whole = heard(dialect, stream, kind=kind)
    assert listening.heard() == whole
    assert models == sorted(models)  # not known, and then known
    assert set(models) == {"", whole.model}


@pytest.mark.parametrize("name", STREAMS)
@given(share=st.floats(0, 1))
def test_a_stream_that_breaks_off_says_less_and_nothing_else(name: str, share: float) -> None:
    dialect, kind, stream = STREAMS[name]
    whole = heard(dialect, stream, kind=kind)
    told = heard(dialect, stream[: int(share * len(stream))], kind=kind)
    assert told.model in ("", whole.model)
    assert told.stop in ("", whole.stop)
    assert told.error == ""
    assert told.calls == whole.calls[: len(told.calls)] or dialect == "responses"
    assert set(told.calls) <= set(whole.calls)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("kind", [STREAM, JSON])
@given(pieces=st.lists(st.binary(max_size=60), max_size=6))
def test_s9_no_bytes_break_the_hearing(dialect: str, kind: bytes, pieces: list[bytes]) -> None:
    assert isinstance(heard(dialect, *pieces, kind=kind), Heard)


_WRONG = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(["", "x", "error", "tool_use", "\ud800", "response.completed"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["type", "error", "index", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def _places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, each in inside:
        found.append((*way, key))
        if isinstance(each, dict | list):
            found += _places(each, (*way, key))
    return found


def _events(stream: bytes) -> list[Any]:
    lines = stream.splitlines()
    return [json.loads(line[6:]) for line in lines if line.startswith(b"data: {")]


def _changed(events: list[Any], place: tuple[Any, ...], wrong: object) -> list[Any]:
    events = copy.deepcopy(events)
    at = events
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = wrong
    return events


@pytest.mark.parametrize("name", STREAMS)
@given(data=st.data(), wrong=_WRONG)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_nothing_that_is_of_a_wrong_type_breaks_the_hearing(
    name: str, data: st.DataObject, wrong: object
) -> None:
    dialect, kind, stream = STREAMS[name]
    events = list(GEMINI_CHUNKS) if kind == JSON else _events(stream)
    place = data.draw(st.sampled_from(_places(events)))
    told = [json.dumps(each).encode() for each in _changed(events, place, wrong)]
    if kind == JSON:
        said = heard(dialect, b"[" + b",".join(told) + b"]", kind=kind)
    else:
        said = heard(dialect, *(b"data: " + each + b"\n\n" for each in told), kind=kind)
    assert said.usage is None or min(said.usage.input, said.usage.output) >= 0
    "".join((said.model, said.stop, said.error, *(call.arguments for call in said.calls))).encode()


@given(data=st.data(), wrong=_WRONG)
def test_no_message_of_a_websocket_breaks_the_hearing(data: st.DataObject, wrong: object) -> None:
    place = data.draw(st.sampled_from(_places(RESPONSES_EVENTS)))
    frames = Frames()
    for event in _changed(RESPONSES_EVENTS, place, wrong):
        message = json.dumps(event).encode()
        frames.feed(message)
        frames.feed(message[1:])
    assert all(isinstance(each, Heard) for each in frames.unended().values())


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"error":', b'{"content":[{"input":'])
def test_depth_is_no_danger(dialect: str, opening: bytes) -> None:
    for deep in (opening * 100_000, opening * 900 + b"1" + b"}" * 900, b"[" * 900 + b"]" * 900):
        assert heard(dialect, deep, kind=JSON).error in ("", "error")
        assert heard(dialect, b"data: " + deep + b"\n\n").complete is False


@pytest.mark.parametrize("depth", [100, 10_000])
def test_what_is_too_deep_to_be_read_is_not_heard(depth: int) -> None:
    block = {"type": "tool_use", "id": "t", "name": "f", "input": 0}
    body = compact({"model": "m", "content": [block]})
    body = body.replace(b":0}", b":" + b'{"x":' * depth + b"1" + b"}" * depth + b"}")
    told = heard("anthropic", body, kind=JSON)
    assert (told.model, len(told.calls)) == (("m", 1) if depth == 100 else ("", 0))


def test_a_call_too_deep_to_be_written_out_is_left_out() -> None:
    given_: object = 1
    for _ in range(100_000):  # deeper than any limit of any version
        given_ = [given_]
    calls = Calls()
    block = {"type": "tool_use", "id": "t", "name": "f", "input": given_}
    calls.put((0,), {"content": [block]}, DIALECTS["anthropic"])
    assert calls.all() == ()


def test_broken_characters_and_lone_surrogates_hide_nothing() -> None:
    body = b'{"model":"m","content":"\xff\\ud800","usage":{"input_tokens":3},"x":1e999}'
    told = heard("anthropic", body, kind=JSON)
    assert told.usage is not None
    assert (told.model, told.usage.fresh) == ("m", 3)


def test_names_and_figures_are_bounded() -> None:
    body = compact({"model": "m" * 9_999, "usage": {"input_tokens": 10**30, "output_tokens": -1}})
    told = heard("anthropic", body, kind=JSON)
    assert told.usage is not None
    assert (len(told.model), told.usage.input, told.usage.output) == (200, 0, 0)


# What is compressed


@pytest.mark.parametrize("coding", DEFLATERS)
@pytest.mark.parametrize("name", STREAMS)
def test_compressed_answers_are_heard_at_any_split(coding: str, name: str) -> None:
    dialect, kind, stream = STREAMS[name]
    body, whole = DEFLATERS[coding](stream), heard(dialect, stream, kind=kind)
    for pieces in ([body], list(each_byte(body)), [body[:10], body[10:]]):
        assert heard(dialect, *pieces, kind=kind, coding=coding.encode()) == whole


def test_deflate_without_its_header_and_codings_on_top_of_each_other() -> None:
    whole = heard("anthropic", ANTHROPIC)
    raw = raw_deflate(ANTHROPIC)
    assert heard("anthropic", *each_byte(raw), coding=b"deflate") == whole
    twice = gzip.compress(DEFLATERS["br"](ANTHROPIC))
    assert heard("anthropic", twice, coding=b"BR , gzip") == whole
    assert heard("anthropic", ANTHROPIC, coding=b"identity") == whole


def test_what_is_flushed_is_heard_at_once() -> None:
    deflater = zlib.compressobj(wbits=31)
    listening = observer("anthropic", STREAM, 200, b"gzip")
    for event in ANTHROPIC.split(b"\n\n")[:-1]:
        text = deflater.compress(event + b"\n\n") + deflater.flush(zlib.Z_SYNC_FLUSH)
        listening.feed(text)
    assert listening.heard() == heard("anthropic", ANTHROPIC)


@pytest.mark.parametrize("coding", [b"compress", b"gzip, br, gzip", b"gzip;q=1"])
def test_another_coding_is_not_heard(coding: bytes) -> None:
    assert heard("anthropic", ANTHROPIC, coding=coding) == Heard()
    assert heard("anthropic", b"x", coding=coding, status=529) == Heard(error="529")


@pytest.mark.parametrize("coding", DEFLATERS)
@given(pieces=st.lists(st.binary(max_size=60), max_size=4), kept=st.integers(0, 400))
@settings(max_examples=40)
def test_damage_ends_the_hearing_and_breaks_nothing(
    coding: str, pieces: list[bytes], kept: int
) -> None:
    body = DEFLATERS[coding](ANTHROPIC)[:kept]
    told = heard("anthropic", body, *pieces, body, coding=coding.encode())
    assert told.model in ("", "claude-sonnet-4-5-20250929")


@pytest.mark.parametrize("coding", DEFLATERS)
def test_far_more_text_than_an_answer_has_is_not_heard(coding: str) -> None:
    bomb = ANTHROPIC + b": " + b" " * 4 * FREE + b"\n\n" + ANTHROPIC.replace(b"claude", b"other")
    told = heard("anthropic", DEFLATERS[coding](bomb), coding=coding.encode())
    assert told.model == "claude-sonnet-4-5-20250929"


# What is large


def test_a_document_too_large_to_hold_is_not_heard() -> None:
    body = compact({"model": "m", "x": "x" * 100})
    for most, model in ((len(body), "m"), (len(body) - 1, "")):
        whole = Whole(ChatEar(), most)
        for byte in each_byte(body):
            whole.feed(byte)
        assert whole.heard().model == model


def test_a_call_too_large_to_hold_is_left_out_whole() -> None:
    calls = Calls(max_text=20)
    for number, text in enumerate(("short", "x" * 30, "y")):
        calls.begin((number,), "i", "t")
        calls.add((number,), text)
        calls.end((number,))
    assert [call.arguments for call in calls.all()] == ["short"]


def test_calls_without_end_are_bounded() -> None:
    ear = ChatEar()
    pieces = ({"index": number, "id": "i", "function": {"name": "f"}} for number in range(9_999))
    for piece in pieces:
        ear.whole({"choices": [{"delta": {"tool_calls": [piece]}}]})
    ear.whole({"choices": [{"finish_reason": "stop"}]})
    assert len(ear.heard().calls) == MAX_CALLS


def test_notes_on_an_error_are_never_complete() -> None:
    notes = Notes(200)
    notes.complete = True
    notes.error = "overloaded_error"
    assert notes.heard().complete is False
