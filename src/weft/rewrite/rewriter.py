"""The Rewriter: a request in, a shorter one out. It reads as one straight line.

    look -> ledger.replay | decide (plan, render, store.put) -> record -> splice

The order is the promise. An original is durable before its marker exists; a decision is in the
ledger before it goes out; of what is decided at first sight everything later is a replay. Where
anything fails the text goes out as it came, and the reason is told.

`look` does not wait for anything and may run in the event loop where it is `light`; the rest asks
the store, and belongs into a thread.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from weft.dialects.layout import Layout
from weft.dialects.splice import find, quoted
from weft.policy.caching import SLACK, caching
from weft.policy.words import FAILURES, Mode, Reason
from weft.recall.store import StoreError
from weft.rewrite.beginning import Prefixes, upto
from weft.rewrite.interludes import followed, follows, keep, place_of, put_back
from weft.rewrite.sight import Sight, Unclear, look
from weft.rewrite.splicing import further, spliced, with_tool
from weft.rewrite.thread import Known, Step, Text, Thread
from weft.rewrite.told import Rewritten

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.dialects.recalling.editing import Edit
    from weft.dialects.recalling.interlude_words import Place
    from weft.dialects.recalling.turn import Round
    from weft.dialects.slot import Call, Dialect
    from weft.engine.model import Span
    from weft.policy.words import Auth
    from weft.recall.reply import Reply
    from weft.rewrite.before import Before
    from weft.rewrite.later import Decides
    from weft.rewrite.sight import Seen
    from weft.rewrite.threads import Threads

LIGHT = 16 * 1024  # bytes that are new; half a millisecond to look at
LEAST_BODY = 4 * 1024  # bytes of a request without texts of tools that is worth remembering
SWORN = 600.0  # seconds after which the ledger is asked again for what is remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came: its body, what it is written in, and on whose behalf."""

    body: bytes
    dialect: Dialect
    tenant: str
    auth: Auth
    mode: Mode
    model: str = ""  # where the path names it
    stream: bool = False
    before: Before | None = None  # what came before it and is not in it, where that is known


class Rewriter:
    """One per process; safe to use from many threads."""

    def __init__(
        self, decider: Decides, threads: Threads, now: Callable[[], float], *, always: bool = False
    ) -> None:
        """`always`: our tool is offered in every conversation."""
        self._decider = decider
        self._threads = threads
        self._now = now
        self._always = always

    def known(self, asked: Asked) -> Known | None:
        """The conversation that it goes on with, and how many of its items hold."""
        if asked.before is not None and asked.before.size:
            return None  # only what is new is in it
        prefixes = Prefixes(asked.body)
        found = self._threads.take(_key(asked), prefixes)
        if found is None:
            return None
        (thread, held), now = found, self._now()
        # The ledger is asked for all of it, which counts as a use; and what is cached nowhere any
        # more may be written anew.
        stale = now - thread.sworn > SWORN or now - thread.seen > thread.lifetime
        return Known(thread, held, stale, prefixes)

    def light(self, asked: Asked, known: Known | None) -> bool:
        """Whether a look at it takes no time to speak of."""
        begin = known.steps[-1].end if known is not None and known.steps else 0
        return len(asked.body) - begin <= LIGHT

    def look(self, asked: Asked, known: Known | None) -> Sight | None:
        """Look at it, from where it is known on; nothing for what is not of a known shape."""
        since = self._now() - known.thread.seen if known is not None else 0.0
        try:
            return look(asked.body, asked.dialect, known, since, asked.before)
        except Unclear:
            return None

    def waits(self, sight: Sight) -> bool:
        """Whether a store has to be asked before it can be written."""
        offered = sight.offered or self._always
        new = any(item.texts for item in sight.items) or (offered and bool(sight.items))
        return new or follows(sight)

    def rewrite(self, asked: Asked, sight: Sight) -> Rewritten:
        """Decide what is new in it, and write it."""
        model = str(sight.field("model") or asked.model)
        if self._always and asked.mode is Mode.FULL:
            sight.offered = True
        beside = self._followed(asked, sight)
        if sight.texts:
            self._decider.decide(asked, sight, model)
        if asked.mode is Mode.OBSERVE:
            sight.offered = False
        self._put_back(asked, sight)
        fresh = [_step(sight.body, item, asked.mode) for item in sight.items]
        self._remember(asked, sight, (*sight.steps, *fresh), model)
        known = [text for step in sight.steps for text in step.texts]
        texts = known + [text for step in fresh for text in step.texts]
        told = [found.told for found in sight.texts if found.told is not None]
        again = [block for block in told if block.reason is Reason.REPLAYED]
        body = spliced(sight.body, texts, beside)
        body, offered = with_tool(sight, body, len(body) - len(sight.body), moved=bool(beside))
        return Rewritten(
            body=body,
            model=model,
            stream=asked.stream or sight.field("stream") is True,
            blocks=tuple(block for block in told if block.reason is not Reason.REPLAYED),
            replayed=sum(bool(text.saved) for text in known)
            + sum(bool(block.saved) for block in again),
            replayed_saved=sum(text.saved for text in known) + sum(block.saved for block in again),
            turns=sight.turns,
            so_far=sight.so_far(len(body) - len(sight.body)),
            hashes=frozenset(text.hash for text in texts if text.hash),
            offered=offered,
            place=place_of(sight) if offered else None,
            failures=(
                *(block.reason.value for block in told if block.reason in FAILURES),
                *sight.failures,
            ),
        )

    def keep(self, asked: Asked, rounds: Sequence[Round], place: Place) -> None:
        """Keep what was hidden in the answer. Raises `StoreError`."""
        keep(self._decider.store, asked.tenant, asked.dialect, rounds, place)

    def reply(self, asked: Asked, call: Call) -> Reply:
        """Answer the model's call of our tool."""
        from weft.recall.reply import reply  # noqa: PLC0415 - 5 MB for who is asked

        return reply(self._decider.store, asked.tenant, call.arguments)

    def _followed(self, asked: Asked, sight: Sight) -> list[Edit]:
        """What is known of the response that this goes on from."""
        if asked.mode is Mode.OBSERVE or not follows(sight):
            return []
        try:
            return followed(self._decider.store, asked.tenant, sight)
        except StoreError:
            sight.failures.append(Reason.STORE_FAILED.value)
            return []

    def _put_back(self, asked: Asked, sight: Sight) -> None:
        if not sight.offered:
            return
        try:
            put_back(self._decider.store, asked.tenant, sight)
        except StoreError:
            sight.failures.append(Reason.STORE_FAILED.value)

    def _remember(self, asked: Asked, sight: Sight, steps: tuple[Step, ...], model: str) -> None:
        if sight.before.size or not steps or sight.failed:
            return  # what went out now is not what the ledger will say
        if len(sight.body) < LEAST_BODY and not sight.steps and not sight.texts:
            return  # quicker looked at anew than remembered
        now = self._now()
        sworn = sight.thread.sworn if sight.thread is not None and sight.steps else now
        layout = Layout(_in_front(sight), sight.layout.begin, (), sight.layout.end)
        cached = caching(asked.dialect.name, model, sight.asked)
        ends = [step.end for step in steps]
        begun = upto(ends, sight.prefixes or Prefixes(sight.body))
        lifetime = cached.seconds + SLACK
        thread = Thread(begun, layout, steps, now, sworn, lifetime, sight.asked)
        self._threads.put(_key(asked), thread)


def _key(asked: Asked) -> tuple[str, str]:
    """Whose conversations this may be one of. What is observed goes out otherwise, so it is not."""
    observed = "observed " if asked.mode is Mode.OBSERVE else ""
    return asked.tenant, f"{observed}{asked.dialect.name}"


def _in_front(sight: Sight) -> dict[str, Span]:
    """The fields in front of the conversation: only these are still there next time."""
    layout = sight.layout
    return {name: span for name, span in layout.fields.items() if span.end < layout.begin}


def _step(body: bytes, item: Seen, mode: Mode) -> Step:
    """An item as it is written. A text that is not where it was read stays as it came."""
    writes = [found for found in item.texts if found.replacement is not None]
    if (not writes and not item.put) or mode is Mode.OBSERVE:
        return Step(item.span.end, item.by_model, item.mark)
    raw = body[item.span.start : item.span.end]
    spans = find(raw, {found.placed.path: found.placed.block.text for found in writes})
    texts = [
        Text(further(span, item.span.start), new, saved=0, kept=True) for span, new in item.put
    ]
    for found in writes:
        told, decision = found.told, found.decision
        assert told is not None
        assert decision is not None
        span = spans.get(found.placed.path)
        if span is None:
            found.told = replace(
                told, reason=Reason.MOVED, tokens_after=told.tokens_before, hash="", after=None
            )
            continue
        place = further(span, item.span.start)
        new = quoted(decision.replacement or "")
        texts.append(Text(place, new, told.saved, decision.hash or "", found.kept))
    texts.sort(key=lambda text: (text.span.start, text.span.end))
    offered = any(found.offered for found in item.texts)
    return Step(item.span.end, item.by_model, item.mark, tuple(texts), offered)


__all__ = ["Asked", "Known", "Rewriter"]
