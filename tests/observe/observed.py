"""Exchanges that were never had, and an `Observe` that hears of them."""

from __future__ import annotations

import asyncio
import io
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from weft.dialects.hearing.heard import Heard, Usage
from weft.gateway.answering import Answer, Asked
from weft.gateway.events import BlockTold, Exchanged
from weft.gateway.journal import Journal
from weft.observe.opening import Ear, Observing
from weft.policy.money import Worth
from weft.policy.words import Auth, Mode, Reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FORMS = ("compact_json", "outline", "repeated_lines")
LOG = "line of a log\n" * 40


def block(reason: Reason = Reason.REWRITTEN, before: int = 900, after: int = 400) -> BlockTold:
    """A text of a tool."""
    return BlockTold(
        where="messages.3.content.0.content",
        reason=reason,
        tool="Bash",
        kind="log",
        forms=("repeated_lines", "outline") if reason is Reason.REWRITTEN else (),
        tokens_before=before,
        tokens_after=after,
        lossy=True,
        hash="0123456789abcdef01234567",
        seconds=0.004,
        before=LOG,
        after="line of a log (40 times)",
        timings={"repeated_lines": 0.001, "outline": 0.002, "compact_json": 0.0005},
    )


def exchange(request_id: str = "r1", **changes: Any) -> Exchanged:
    """An exchange in which one of two new texts was written shorter."""
    told: dict[str, Any] = {
        "request_id": request_id,
        "time": time.time(),
        "dialect": "anthropic",
        "operation": "generate",
        "model": "claude-sonnet-4-5",
        "auth": Auth.KEY,
        "mode": Mode.FULL,
        "blocks": (block(), block(Reason.SMALL, 90, 90)),
        "replayed": 3,
        "replayed_saved": 1_200,
        "bytes_before": 9_000,
        "bytes_after": 5_000,
        "rewrite_seconds": 0.006,
        "first_byte_seconds": 0.7,
        "seconds": 2.5,
        "status": 200,
        "heard": Heard(usage=Usage(100, 5_000, 600, 0, 250), stop="end_turn", complete=True),
        "hidden": (Usage(10, 5_000, 0, 0, 20),),
        "retrieved": 1,
        "missed": 1,
        "worth": Worth(spent=9_100.5, unshortened=12_000.25),
    }
    return Exchanged(**{**told, **changes})


# ── Any exchange ─────────────────────────────────────────────────────────────────────────

_numbers = st.integers(0, 10**7)
_seconds = st.floats(0, 1_000)
_usages = st.builds(Usage, *[_numbers] * 5)
_blocks = st.builds(
    BlockTold,
    where=st.text(),
    reason=st.sampled_from(Reason),
    tool=st.text(),
    kind=st.sampled_from(["", "log", "json"]),
    forms=st.lists(st.sampled_from(FORMS), max_size=3, unique=True).map(tuple),
    detail=st.text(),
    tokens_before=st.integers(500, 1_000),
    tokens_after=st.integers(0, 500),
    seconds=_seconds,
    before=st.none() | st.text(st.characters()),
    after=st.none() | st.text(st.characters()),
    timings=st.dictionaries(st.sampled_from(FORMS), _seconds),
)
exchanges = st.builds(
    Exchanged,
    request_id=st.text(st.characters()),
    time=_seconds,
    dialect=st.sampled_from(["anthropic", "openai-chat", "gemini"]),
    operation=st.sampled_from(["generate", "count"]),
    model=st.text() | st.sampled_from(["claude-opus-4-1", "gpt-5", "us.anthropic.claude-3-haiku"]),
    auth=st.sampled_from(Auth),
    mode=st.sampled_from(Mode),
    blocks=st.lists(_blocks, max_size=4).map(tuple),
    replayed=_numbers,
    replayed_saved=_numbers,
    bytes_before=_numbers,
    bytes_after=_numbers,
    rewrite_seconds=_seconds,
    first_byte_seconds=_seconds,
    seconds=_seconds,
    status=st.integers(-1, 10_000),
    heard=st.none() | st.builds(Heard, usage=st.none() | _usages, complete=st.booleans()),
    hidden=st.lists(_usages, max_size=2).map(tuple),
    retrieved=_numbers,
    missed=_numbers,
    worth=st.none() | st.builds(Worth, st.floats(), st.floats()),
    failures=st.lists(st.text() | st.sampled_from(["store_failed: x", "engine_failed"])).map(tuple),
)


# ── One who listens ──────────────────────────────────────────────────────────────────────


@dataclass
class Listening:
    """An ear, its journal, and how it is asked."""

    ear: Ear
    said: io.StringIO = field(default_factory=io.StringIO)

    def ask(self, path: str, *, accept: str = "*/*", **named: str) -> Answer:
        """What is answered at a door."""
        door = self.ear.doors()[path]
        asked = Asked(method="GET", path=path, named=named, headers=[(b"accept", accept.encode())])

        async def answer() -> Answer:
            return await door.handle("GET")(asked)

        return asyncio.run(answer())

    def json(self, path: str, **named: str) -> Any:
        return json.loads(self.ask(path, **named).body)


def listening(
    path: Path | None,
    *,
    observing: Observing | None = None,
    pid: int = 1,
    level: str = "info",
    store: Callable[[], Any] | None = None,
    now: Callable[[], float] = time.time,
) -> Listening:
    said = io.StringIO()
    journal = Journal(said, level, lambda: "now", terminal=False)
    observing = observing or gateway(path, now)
    return Listening(observing.open(pid, journal, store), said)


def gateway(path: Path | None, now: Callable[[], float] = time.time, name: int = 7) -> Observing:
    """What is made before workers are forked."""
    return Observing.of(
        path,
        version="1.2.3",
        forms=lambda: FORMS,
        now=now,
        chance=lambda size: bytes([name]) * size,
    )
