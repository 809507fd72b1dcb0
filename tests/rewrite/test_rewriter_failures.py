"""Whatever fails, the request goes out; the text concerned as it came, and the reason is told."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from exchange_law import Sent, moved
from exchange_talk import STYLES, Client, Round, Talk, example
from exchange_texts import text
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rewrite_world import DIALECTS, TENANT, Clock, World, asked, kept, rewrite

from weft.engine.formset import FormSet
from weft.engine.model import ANY_KIND, Exactness, Kind
from weft.gateway.watchdog import Watchdog
from weft.policy.words import FAILURES, Reason
from weft.recall.store import Limits, StoreUnavailable

if TYPE_CHECKING:
    from typing import ClassVar, Literal

WRITER = Client("anthropic", STYLES[0])
TALK = example("failing", lines=300)
LOGS = tuple(("bash", {}, text("log", number, 300)) for number in range(8))
MANY = WRITER.body(Talk("many", "Why?", (Round("Let me see.", LOGS),)), 1)


class Failing:
    """A real store that does not answer at its nth call of one kind, or from then on."""

    def __init__(self, at: str, nth: int, *, ever_after: bool = False) -> None:
        self._store = kept()
        self._at, self._nth, self._ever_after = at, nth, ever_after
        self.calls = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @property
    def ledger(self) -> Failing:
        return self

    def _called(self, at: str) -> None:
        if at == self._at:
            self.calls += 1
            if self.calls == self._nth or (self._ever_after and self.calls > self._nth):
                raise StoreUnavailable("the disk is gone")

    def put_all(self, *given: Any) -> Any:
        self._called("put_all")
        return self._store.put_all(*given)

    def replay(self, *given: Any) -> Any:
        self._called("replay")
        return self._store.replay(*given)

    def record_all(self, *given: Any) -> Any:
        self._called("record_all")
        return self._store.record_all(*given)


@pytest.mark.parametrize("at", ["replay", "put_all", "record_all"])
def test_without_a_store_everything_goes_as_it_came(at: str) -> None:
    store: Any = Failing(at, 1, ever_after=True)
    rewriter, failures = World(store=store).rewriter(), 0
    for number in range(len(TALK.rounds) + 1):
        body = WRITER.body(TALK, number)
        done = rewrite(rewriter, asked(body))
        failures += len(done.failures)
        assert done.body is body
        assert done.hashes == frozenset()
        assert done.saved == 0
        reasons = {block.reason for block in done.blocks}
        assert all("the disk is gone" in b.detail for b in done.blocks if b.reason in FAILURES)
        assert bool(done.failures) == (Reason.STORE_FAILED in reasons)
    assert failures


@pytest.mark.parametrize("at", ["put_all", "record_all"])
@pytest.mark.parametrize("nth", range(1, 7))
def test_a_store_that_fails_once_moves_no_byte_of_what_went(at: str, nth: int) -> None:
    """Not at that worker, and not at the next one, that knows only what is in the store."""
    store: Any = Failing(at, nth)
    world = World(store=store)
    rewriter, sent = world.rewriter(), []
    for number in range(len(TALK.rounds) + 1):
        body = WRITER.body(TALK, number)
        sent.append(Sent(body, rewrite(rewriter, asked(body)).body))
    sent.append(Sent(body, rewrite(world.rewriter(), asked(body)).body))
    for earlier, later in pairwise(sent):
        assert moved(earlier, later) == []


def test_a_request_asks_the_store_a_few_times_however_many_texts_are_new() -> None:
    calls = {}
    for at in ("put_all", "record_all", "replay"):
        store: Any = Failing(at, 0)
        done = rewrite(World(store=store).rewriter(always=True), asked(MANY))
        assert len(done.hashes) == len(LOGS)
        calls[at] = store.calls
    assert calls == {"put_all": 1, "record_all": 1, "replay": 2}  # texts, and what was hidden


def test_what_fits_is_kept_where_not_all_does() -> None:
    store = kept()
    whole = rewrite(World(store=store).rewriter(always=True), asked(MANY))
    room = Limits(max_bytes=store.stats().stored_bytes * 3 // 4)
    world = World(store=kept(room))
    done = rewrite(world.rewriter(always=True), asked(MANY))
    assert Reason.STORE_FAILED.value in done.failures
    assert 0 < len(done.hashes) < len(whole.hashes)
    assert all(world.store.owner(each) == TENANT for each in done.hashes)


def test_the_same_result_twice_in_one_request_is_one_text_even_then() -> None:
    """The ledger fails at the first of the two: then the second must not go another way."""
    log = text("log", 1, 400)
    result = {"type": "tool_result", "tool_use_id": "toolu_0123456789ab", "content": log}
    use = {"type": "tool_use", "id": "toolu_0123456789ab", "name": "bash", "input": {}}
    content = [{"role": "assistant", "content": [use]}, {"role": "user", "content": [result] * 2}]
    body = json.dumps({"model": "claude-sonnet-5", "messages": content}).encode()
    for nth in range(6):
        store: Any = Failing("record_all", nth)
        world = World(store=store)
        first = rewrite(world.rewriter(), asked(body))
        one, two = json.loads(first.body)["messages"][1]["content"]
        assert one == two
        assert (one == result) == (Reason.STORE_FAILED.value in first.failures)
        assert [block.where for block in first.blocks] == [
            "1.content.0.content",
            "1.content.1.content",
        ]
    assert one != result


# ── Forms ────────────────────────────────────────────────────────────────────────────────


class Broken:
    """A form that raises, or never ends."""

    name: ClassVar[str] = "broken"
    kinds: ClassVar[frozenset[Kind]] = ANY_KIND
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def __init__(self, *, hangs: bool = False) -> None:
        self._hangs = hangs

    def fold(self, text: str) -> str | None:
        while self._hangs:
            pass
        raise RuntimeError(text[:10])

    def unfold(self, text: str) -> str:
        return text


def test_a_form_that_raises_or_hangs_costs_its_time_and_nothing_else() -> None:
    body = WRITER.body(TALK, 1)
    for form in (Broken(), Broken(hangs=True)):
        world = World(forms=FormSet((form,)), limit=Watchdog(0.05), clock=Clock())
        begun = time.monotonic()
        done = rewrite(world.rewriter(), asked(body))
        assert time.monotonic() - begun < 5.0
        assert done.body is body
        assert [block.reason for block in done.blocks] == [Reason.NOT_SHORTER]
        assert rewrite(world.rewriter(), asked(body)).body is body


def test_what_comes_when_the_time_is_over_goes_as_it_came() -> None:
    world = World(seconds=-1.0)
    body = WRITER.body(TALK, 1)
    done = rewrite(world.rewriter(), asked(body))
    assert done.body is body
    assert done.failures == (Reason.OVER_TIME.value,)
    world.seconds = 60.0
    assert rewrite(world.rewriter(), asked(body)).body is body  # first sight decides


# ── Workers ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("dialect", DIALECTS)
def test_workers_that_race_for_the_same_request_write_the_same(dialect: str) -> None:
    writer = Client(dialect, STYLES[0])
    for attempt in range(4):
        world, talk = World(), example(f"race {dialect} {attempt}", 3, 200)
        workers = [world.rewriter() for _ in range(4)]
        for number in range(len(talk.rounds) + 1):
            came = asked(writer.body(talk, number), dialect)
            start = Barrier(len(workers))

            def work(each: Any, came: Any = came, start: Barrier = start) -> bytes:
                start.wait(10)
                return rewrite(each, came).body

            with ThreadPoolExecutor(len(workers)) as pool:
                went = list(pool.map(work, workers))
            assert len(set(went)) == 1


def test_one_worker_hammered_by_many_conversations() -> None:
    world = World()
    rewriter = world.rewriter()
    talks = [example(f"many {number}", 4, 40) for number in range(6)]

    def converse(talk: Talk) -> list[Sent]:
        bodies = [WRITER.body(talk, number) for number in range(len(talk.rounds) + 1)]
        return [Sent(body, rewrite(rewriter, asked(body)).body) for body in bodies]

    with ThreadPoolExecutor(6) as pool:
        for sent in pool.map(converse, talks):
            for earlier, later in pairwise(sent):
                assert moved(earlier, later) == []


def test_tenants_share_nothing() -> None:
    world = World()
    rewriter = world.rewriter()
    body = WRITER.body(TALK, 3)
    rewrite(rewriter, asked(body))
    theirs = rewrite(rewriter, asked(body, tenant="t2"))
    assert theirs.replayed == 0
    mine = rewrite(rewriter, asked(body))
    assert not mine.hashes & theirs.hashes
    assert all(world.store.owner(each) == TENANT for each in mine.hashes)


# ── Requests that make no sense ──────────────────────────────────────────────────────────

_ANY: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 10**20) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=3,
)
_NAMES = ("model", "stream", "tools", "tool_choice", "n", "modalities", "functions", "toolConfig")
_MORE = ("generationConfig", "background", "previous_response_id", "system", "cache_control")
_FIELDS = st.dictionaries(st.sampled_from((*_NAMES, *_MORE)), _ANY, max_size=4)
ODD = example("odd", 2, 40)
ODD_SETTINGS = settings(max_examples=40, phases=(Phase.explicit, Phase.reuse, Phase.generate))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("always", [False, True])
@ODD_SETTINGS
@given(fields=_FIELDS)
def test_odd_fields_break_nothing(dialect: str, always: bool, fields: dict[str, Any]) -> None:
    body = json.loads(Client(dialect, STYLES[0]).body(ODD, 2))
    raw = json.dumps({**body, **fields}).encode()
    world = World()
    rules = {"retrieval_tool": "always" if always else "lazy", "min_tokens": 100}
    rewriter = world.rewriter(always=always, **rules)
    done = rewrite(rewriter, asked(raw, dialect))
    key = DIALECTS[dialect].key
    assert len(json.loads(done.body)[key]) == len(body[key])
    assert rewrite(rewriter, asked(raw, dialect)).body == done.body
