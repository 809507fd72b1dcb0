"""Hidden turns against an upstream on real sockets, through Weft's own pool.

The upstream answers each request with the next of its turns; the client's end is in memory.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from memory_ends import MemoryInbound
from proxy_plays import CHUNKED, LAST_CHUNK, Gate, answers, chunk
from proxy_upstream import Upstream
from recall_scripts import ASK, HASH, STREAMS, THEIRS, whole

from weft.dialects.recalling.continuation import NO_MORE
from weft.dialects.shape import DIALECTS
from weft.gateway.hidden import Hidden, joiner_of
from weft.gateway.replies import Means, Told
from weft.recall.reply import Reply
from weft.recall.store import StoreUnavailable
from weft.wire.dial import Origin
from weft.wire.fault import UpstreamFault
from weft.wire.head import RequestHead
from weft.wire.limits import Limits
from weft.wire.pool import Pool
from weft.wire.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from proxy_plays import Play
    from proxy_upstream import Exchange

    from weft.dialects.recalling.turn import Round
    from weft.dialects.slot import Call

NAMES = tuple(STREAMS)
every = pytest.mark.parametrize("name", NAMES)
LOOK, FOUND = ("text", "Let me look."), ("text", "Line 7 is wrong.")
AGAIN = ("call", "toolu_again", "weft_retrieve", json.dumps({"hash": HASH}))
PATH = "/v1/messages"
JSON = ("Content-Type", "application/json")
BODIES = {
    "anthropic": {"messages": [{"role": "user", "content": "What?"}]},
    "openai": {"messages": [{"role": "user", "content": "What?"}]},
    "responses": {"input": "What?"},
    "gemini": {"contents": [{"role": "user", "parts": [{"text": "What?"}]}]},
}


def streams(*parts: bytes | Gate, packed: bool = False) -> Play:
    """A stream in chunks, with gates in it."""

    async def play(exchange: Exchange) -> None:
        await exchange.body()
        coding = b"Content-Encoding: gzip\r\n" if packed else b""
        head = CHUNKED.replace(b"text/plain\r\n", b"text/event-stream\r\n" + coding)
        await exchange.send(head)
        for part in parts:
            if isinstance(part, Gate):
                await part.passed()
            else:
                await exchange.send(chunk(gzip.compress(part) if packed else part))
        await exchange.send(LAST_CHUNK)

    return play


def breaks(head: bytes, data: bytes) -> Play:
    """Some of an answer, and the end of the connection."""

    async def play(exchange: Exchange) -> None:
        await exchange.body()
        await exchange.send(head + chunk(data))
        exchange.keep = False

    return play


def in_turn(*plays: Play) -> Play:
    left = list(plays)

    async def play(exchange: Exchange) -> None:
        await left.pop(0)(exchange)

    return play


class Scene:
    """One exchange: what the client got, what became of it, and what was remembered."""

    def __init__(self, name: str, *, rounds: int = 5, store_fails: bool = False) -> None:
        self.dialect = DIALECTS[name]
        self.body = json.dumps({"model": "m", **BODIES[name]}).encode()
        self.inbound = MemoryInbound(RequestHead(b"POST", PATH.encode(), b"weft", []))
        self.asked: list[Call] = []
        self.remembered: list[Sequence[Round]] = []
        self.copied = b""
        self.told = Told()
        self.raised: UpstreamFault | None = None
        self.rounds = rounds
        self.store_fails = store_fails

    def play(self, upstream: Upstream, meanwhile: Callable[[Scene], Any] | None = None) -> Scene:
        async def scenario() -> None:
            async with asyncio.timeout(20):
                running = asyncio.ensure_future(self._run(upstream.port))
                if meanwhile is not None:
                    await asyncio.to_thread(meanwhile, self)
                    if not self.inbound.over:
                        running.cancel()
                await asyncio.wait([running])
                if not running.cancelled():
                    running.result()

        asyncio.run(scenario())
        return self

    async def _run(self, port: int) -> None:
        limits = Limits()
        pool = Pool(Origin(host="127.0.0.1", port=port), limits, Watch([60.0]))

        async def ask(body: bytes) -> Any:
            length = b"%d" % len(body)
            fields = [(b"content-length", length), (b"content-type", b"application/json")]
            head = RequestHead(b"POST", PATH.encode(), b"up", fields, length=len(body))
            return await pool.open(head, body, end=True)

        means = Means(
            dialect=self.dialect,
            answer=self._answer,
            remember=self._remember,
            rounds=self.rounds,
        )
        first = await ask(self.body)
        head = await first.head()
        join = joiner_of(self.dialect, head)
        assert join is not None
        hidden = Hidden(means, self.inbound, ask=ask, dress=list, copy=self._copy)
        self.told = hidden.told
        try:
            await hidden.run(first, head, join, self.body)
        except UpstreamFault as fault:
            self.raised = fault
        finally:
            await pool.aclose()

    def _answer(self, call: Call) -> Reply:
        self.asked.append(call)
        return Reply(f"original {len(self.asked)}", found=True)

    def _remember(self, rounds: Sequence[Round]) -> None:
        assert not self.inbound.over, "the client knew the end before it was remembered"
        if self.store_fails:
            raise StoreUnavailable("the disk is full")
        self.remembered.append(rounds)

    def _copy(self, data: bytes) -> None:
        self.copied += data

    @property
    def status(self) -> int:
        assert self.inbound.answer is not None
        return self.inbound.answer.status

    def header(self, name: bytes) -> bytes | None:
        assert self.inbound.answer is not None
        return dict(self.inbound.answer.headers).get(name)


def scene(name: str, *plays: Play, **how: Any) -> tuple[Scene, list[Any]]:
    """An exchange with these answers, and the bodies that the upstream saw."""
    with Upstream() as upstream:
        upstream.on(PATH, in_turn(*plays))
        found = Scene(name, **how).play(upstream)
        return found, [json.loads(bytes(seen.body)) for seen in upstream.all(PATH)]


@every
def test_the_model_is_answered_and_the_client_sees_one_stream(name: str) -> None:
    played, bodies = scene(
        name, streams(STREAMS[name]([LOOK, ASK])), streams(STREAMS[name]([FOUND], "second", out=5))
    )
    assert played.status == 200
    assert played.inbound.over
    assert b"weft_retrieve" not in played.inbound.got
    assert played.inbound.got.index(b" look.") < played.inbound.got.index(b" wrong.")
    assert played.copied == played.inbound.got
    assert [call.id for call in played.asked] == ["toolu_ours"]
    assert "original 1" in json.dumps(bodies[1])
    assert {k: v for k, v in bodies[1].items() if k not in ("input", "messages", "contents")} == {
        "model": "m"
    }
    (usage,) = played.told.hidden
    assert (usage.output, played.told.retrieved) == (5, 1)
    (rounds,) = played.remembered
    assert [one.answers for one in rounds] == [("original 1",), ()]


@every
def test_the_same_where_answers_come_whole(name: str) -> None:
    first, last = (
        json.dumps(whole(name, said, id_)).encode()
        for said, id_ in (([LOOK, ASK], "first"), ([FOUND], "second"))
    )
    played, bodies = scene(name, answers(200, first, JSON), answers(200, last, JSON))
    answer = json.loads(played.inbound.got)
    assert played.header(b"content-length") == b"%d" % len(played.inbound.got)
    assert "weft_retrieve" not in json.dumps(answer)
    assert "Let me look." in json.dumps(answer)
    assert "original 1" in json.dumps(bodies[1])


@every
def test_what_needs_no_answer_is_only_passed_on(name: str) -> None:
    stream = STREAMS[name]([LOOK, THEIRS])
    played, bodies = scene(name, streams(stream))
    assert played.inbound.got == stream
    assert len(bodies) == 1
    assert not any(one.answers for rounds in played.remembered for one in rounds)
    # A response can be named in the next request, which must be offered the tool then.
    assert bool(played.remembered) is (name == "responses")
    assert not played.told.hidden


@every
def test_calls_beside_the_clients_are_remembered_and_not_gone_on_from(name: str) -> None:
    played, bodies = scene(name, streams(STREAMS[name]([LOOK, ASK, THEIRS])))
    assert len(bodies) == 1
    assert b"toolu_theirs" in played.inbound.got
    ((only,),) = played.remembered
    assert only.turn.mixed
    assert only.answers == ("original 1",)


def test_a_stream_is_live_until_the_call() -> None:
    stream = STREAMS["anthropic"]([LOOK, ASK])
    cut = stream.index(b'"index":1')
    gate = Gate()

    def meanwhile(played: Scene) -> None:
        while b" look." not in played.inbound.got:
            time.sleep(0.002)
        gate.open()
        while not played.inbound.over:
            time.sleep(0.002)

    with Upstream() as upstream:
        last = streams(STREAMS["anthropic"]([FOUND], "second"))
        upstream.on(PATH, in_turn(streams(stream[:cut], gate, stream[cut:]), last))
        played = Scene("anthropic").play(upstream, meanwhile)
    assert b" wrong." in played.inbound.got


def test_after_so_many_rounds_the_model_is_told_that_there_is_no_more() -> None:
    asks = [streams(STREAMS["anthropic"]([ASK], f"msg_{n}")) for n in range(3)]
    played, bodies = scene("anthropic", *asks, streams(STREAMS["anthropic"]([FOUND])), rounds=2)
    assert len(played.asked) == 2
    assert NO_MORE in json.dumps(bodies[3]["messages"][-1])
    assert b" wrong." in played.inbound.got


@every
def test_a_model_that_asks_for_ever_is_not_asked_again(name: str) -> None:
    asks = [streams(STREAMS[name]([LOOK, ASK], f"turn_{n}")) for n in range(4)]
    played, bodies = scene(name, *asks, rounds=2)
    assert len(bodies) == 4
    assert len(played.asked) == 2
    assert played.inbound.over
    assert b"weft_retrieve" not in played.inbound.got


OVERLOADED = json.dumps(
    {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
).encode()


@every
def test_an_overloaded_provider_is_an_event_of_the_stream(name: str) -> None:
    played, bodies = scene(
        name, streams(STREAMS[name]([LOOK, ASK])), answers(529, OVERLOADED, JSON)
    )
    assert played.inbound.over
    assert b" look." in played.inbound.got
    assert b"Overloaded" in played.inbound.got
    assert len(bodies) == 2, "nothing is sent twice"
    assert not played.remembered


def test_an_error_of_somebody_in_between_is_put_into_words() -> None:
    page = answers(502, b"<html>Bad gateway</html>", ("Content-Type", "text/html"))
    played, _ = scene("anthropic", streams(STREAMS["anthropic"]([ASK])), page)
    assert b"event: error\ndata: " in played.inbound.got
    assert b"the upstream answered 502" in played.inbound.got


def test_an_overloaded_provider_is_the_whole_answer() -> None:
    first = json.dumps(whole("anthropic", [LOOK, ASK])).encode()
    retry = ("Retry-After", "7")
    played, _ = scene("anthropic", answers(200, first, JSON), answers(429, OVERLOADED, JSON, retry))
    assert (played.status, played.told.status) == (429, 429)
    assert played.inbound.got == OVERLOADED
    assert played.header(b"Retry-After") == b"7"


def test_a_provider_that_breaks_off_is_an_event_of_the_stream() -> None:
    later = breaks(
        CHUNKED.replace(b"text/plain", b"text/event-stream"), STREAMS["anthropic"]([FOUND])[:700]
    )
    played, _ = scene("anthropic", streams(STREAMS["anthropic"]([LOOK, ASK])), later)
    assert played.inbound.got.rstrip().endswith(b"}")
    assert b"event: error\ndata: " in played.inbound.got
    assert played.told.fault is not None


def test_one_that_breaks_off_before_anything_was_given_is_a_fault() -> None:
    first = json.dumps(whole("anthropic", [LOOK, ASK])).encode()
    later = breaks(CHUNKED.replace(b"text/plain", b"application/json"), b'{"content"')
    played, _ = scene("anthropic", answers(200, first, JSON), later)
    assert played.raised is played.told.fault is not None
    assert played.inbound.answer is None


def test_who_leaves_takes_the_upstream_along() -> None:
    never = Gate()
    with Upstream() as upstream:

        async def waits(exchange: Exchange) -> None:
            await exchange.body()
            await exchange.until_gone()

        upstream.on(PATH, in_turn(streams(STREAMS["anthropic"]([LOOK, ASK])), waits))

        def meanwhile(_: Scene) -> None:
            assert upstream.seen(PATH, 2).whole.wait(20)

        Scene("anthropic").play(upstream, meanwhile)
        assert upstream.seen(PATH, 2).gone.wait(20)
    never.open()


def test_answers_that_are_compressed_are_joined_too() -> None:
    played, _ = scene(
        "anthropic",
        streams(STREAMS["anthropic"]([LOOK, ASK]), packed=True),
        streams(STREAMS["anthropic"]([FOUND]), packed=True),
    )
    assert played.header(b"Content-Encoding") is None
    assert b" wrong." in played.inbound.got


def test_what_cannot_be_remembered_breaks_nothing() -> None:
    played, _ = scene(
        "anthropic",
        streams(STREAMS["anthropic"]([LOOK, ASK])),
        streams(STREAMS["anthropic"]([FOUND])),
        store_fails=True,
    )
    assert played.told.failures == ["remember"]
    assert b" wrong." in played.inbound.got
