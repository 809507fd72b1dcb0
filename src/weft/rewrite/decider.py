"""The Decider: for every text that is new to us, what is written in its place, and why.

    ledger.replay -> plan -> render -> store.put -> is the whole worth it? -> ledger.record

First sight decides. What stands behind the model's last turn is new to the provider too, and may be
written in any way; what stands before it goes out as it did, which the ledger knows. Each decision
is recorded before it goes out, also that a text stays as it is.

Every failure ends in the text as it came, with its reason. None is raised.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from weft.engine.pipeline import Terms, render
from weft.engine.tokens import for_model
from weft.policy.caching import caching
from weft.policy.plan import Act, Circumstances, Facts, verdict
from weft.policy.reads import Care, allowed
from weft.policy.words import Mode, Reason
from weft.recall.ledger import Decision, identity
from weft.recall.store import StoreError
from weft.rewrite.deadline import Deadline
from weft.rewrite.repeats import Repeats
from weft.rewrite.scribe import Scribe
from weft.rewrite.told import BlockTold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.dialects.reading import Placed
    from weft.engine.formset import FormSet
    from weft.engine.limit import Limit
    from weft.engine.model import Rendering
    from weft.recall.ledger import Identity
    from weft.recall.store import Store
    from weft.rewrite.rewriter import Asked
    from weft.rewrite.sight import Found, Sight

UNIQUE = 12  # characters; a call's id of this length names one call and no other


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is configured: see the settings of these names."""

    min_tokens: int = 200
    min_body: int = 2_048
    lossy: bool = True
    offload: bool = True
    frozen_prefix: bool = True
    exact_tools: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What deciding takes: a store, forms, rules, and how long it may take."""

    store: Store
    forms: FormSet
    engine: str
    rules: Rules
    seconds: float  # for all texts of one request
    limit: Limit  # for the work of one form
    now: Callable[[], float]

    def scribe(self, asked: Asked, model: str, limit: Limit) -> Scribe:
        """Who writes for this request."""
        full = asked.mode is not Mode.LOSSLESS
        terms = Terms(
            for_model(model),
            self.rules.lossy and full,
            self.rules.offload and full,
            min_tokens=self.rules.min_tokens,
        )
        return Scribe(self.store, self.forms, terms, asked.tenant, self.engine, limit)


class Decider:
    """Decides for one request after another. Safe to use from many threads."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def decide(self, asked: Asked, sight: Sight, model: str) -> None:
        """Give every text of this sight that is new to us a decision, and tell of it."""
        deadline = Deadline(self._means.seconds, self._means.now, self._means.limit)
        scribe = self._means.scribe(asked, model, deadline)
        _Work(asked, sight, scribe, deadline, self._means.rules).run(model)


class _Work:
    """The deciding of one request."""

    def __init__(
        self, asked: Asked, sight: Sight, scribe: Scribe, deadline: Deadline, rules: Rules
    ) -> None:
        self._asked = asked
        self._sight = sight
        self._scribe = scribe
        self._deadline = deadline
        self._rules = rules
        self._repeats = Repeats(sight)
        self._count = scribe.terms.count
        self._observing = asked.mode is Mode.OBSERVE

    def run(self, model: str) -> None:
        texts = self._sight.texts
        for found in texts:
            found.name = name(self._asked.dialect.name, found.placed)
        try:
            known = self._scribe.known([found.name for found in texts if found.name])
        except StoreError as error:
            for found in texts:
                self._leave(found, Reason.STORE_FAILED, str(error))
            return
        fresh = [found for found in texts if not self._replayed(found, known.get(_named(found)))]
        if not fresh:
            return
        circumstances = self._circumstances(model)
        # What was left out may be asked for: that is weighed against what it saves.
        terms = replace(self._scribe.terms, fetch_tokens=circumstances.fetch_tokens)
        self._scribe = replace(self._scribe, terms=terms)
        decided: dict[Identity, Found] = {}
        for found in fresh:
            twin = decided.setdefault(_named(found), found)
            if twin is not found and twin.decision is not None and twin.told is not None:
                found.decision = twin.decision
                found.told = replace(twin.told, where=where(found.placed))
            else:
                self._decide(found, circumstances)
        self._weigh(list(decided.values()), circumstances)
        if not self._observing:
            for found in fresh:
                self._record(found)

    def _replayed(self, found: Found, decision: Decision | None) -> bool:
        if decision is None:
            return False
        text = found.placed.block.text
        found.decision = decision
        before = self._count(text)
        after = before if decision.replacement is None else self._count(decision.replacement)
        found.told = BlockTold(
            where=where(found.placed),
            reason=Reason.REPLAYED,
            tool=found.placed.block.origin.tool,
            tokens_before=before,
            tokens_after=after,
            lossy=decision.hash is not None,
            hash=decision.hash or "",
        )
        return True

    def _circumstances(self, model: str) -> Circumstances:
        sight, asked, rules = self._sight, self._asked, self._rules
        known = caching(asked.dialect.name, model, sight.asked)
        return Circumstances(
            mode=asked.mode,
            auth=asked.auth,
            fresh_from=sight.fresh_from,
            floor=sight.floor if rules.frozen_prefix else None,
            prompt_bytes=len(sight.body),
            model=model,
            dialect=asked.dialect.name,
            turns=sight.turns,
            asked=sight.asked,
            cache_dead=known.is_dead(sight.idle),
            min_tokens=rules.min_tokens,
            min_bytes=rules.min_body,
            exact_tools=rules.exact_tools,
        )

    def _decide(self, found: Found, circumstances: Circumstances) -> None:
        if self._deadline.over:
            self._leave(found, Reason.OVER_TIME, "the time for this request was over")
            return
        placed = found.placed
        chosen = verdict(Facts(placed.item, placed.block, placed.path), circumstances)
        if chosen.act is Act.LEAVE:
            self._leave(found, chosen.reason, chosen.detail)
            return
        begun = self._deadline.now()
        try:
            rendering, decision = self._render(found, chosen.care)
        except StoreError as error:
            self._leave(found, Reason.STORE_FAILED, str(error))
            return
        except Exception as error:  # noqa: BLE001 - no bug of ours breaks a request
            self._leave(found, Reason.ENGINE_FAILED, repr(error))
            return
        found.decision = decision
        found.told = self._told(found, rendering, decision, self._deadline.now() - begun)

    def _render(self, found: Found, care: Care) -> tuple[Rendering, Decision]:
        block = found.placed.block
        if again := self._again(found):
            return again
        if not self._observing:
            return self._scribe.decide(block, care)
        reference = self._scribe.store.keyring.reference(self._asked.tenant, block.text)
        marks = reference if care is Care.FREE else None
        scribe = self._scribe
        forms = allowed(scribe.forms, care)
        rendering = render(block, forms, scribe.terms, marks, scribe.limit)
        return rendering, Decision()

    def _again(self, found: Found) -> tuple[Rendering, Decision] | None:
        """By reference to what stands earlier, where that is certain to stay one conversation."""
        placed = found.placed
        if self._asked.mode is Mode.LOSSLESS or len(placed.call) < UNIQUE or not placed.item:
            return None
        store = self._scribe.store
        reference = store.keyring.reference(self._asked.tenant, placed.block.text)
        rendering = self._repeats.of(found, reference, self._count)
        if rendering is None or self._observing:
            return None if rendering is None else (rendering, Decision())
        text = rendering.settle(partial(store.put, self._asked.tenant))
        return rendering, Decision(text, reference.hash)

    def _told(
        self, found: Found, rendering: Rendering, decision: Decision, seconds: float
    ) -> BlockTold:
        changed = not rendering.unchanged
        reason = Reason.NOT_SHORTER
        if changed:
            reason = Reason.OBSERVED if self._observing else Reason.REWRITTEN
        elif self._deadline.over:
            reason = Reason.OVER_TIME
        block = found.placed.block
        return BlockTold(
            where=where(found.placed),
            reason=reason,
            tool=block.origin.tool,
            kind=str(rendering.kind or ""),
            forms=rendering.candidate.forms,
            detail=rendering.reason,
            tokens_before=rendering.tokens_before,
            tokens_after=rendering.tokens_after,
            lossy=bool(rendering.cuts),
            hash=decision.hash or "",
            seconds=seconds,
            before=block.text if changed else None,
            after=decision.replacement,
            timings=self._deadline.taken(),
        )

    def _weigh(self, decided: Sequence[Found], circumstances: Circumstances) -> None:
        """What is decided for each may be wrong for all: no prompt falls below the minimum."""
        saved = sum(found.told.saved for found in decided if found.told is not None)
        if saved and circumstances.falls_below_minimum(saved):
            for found in decided:
                if found.told is not None and found.told.saved:
                    self._leave(found, Reason.CACHE_MINIMUM, "the provider would cache nothing")

    def _record(self, found: Found) -> None:
        told = found.told
        if found.decision is None or told is None or told.reason in _UNRECORDED:
            return
        try:
            ledger = self._scribe.store.ledger
            counts = ledger.record(self._asked.tenant, _named(found), found.decision)
        except StoreError as error:
            self._leave(found, Reason.STORE_FAILED, str(error))
            return
        if counts != found.decision:  # another worker was first
            self._replayed(found, counts)

    def _leave(self, found: Found, reason: Reason, detail: str) -> None:
        block = found.placed.block
        tokens = self._count(block.text)
        found.decision = Decision()
        found.told = BlockTold(
            where=where(found.placed),
            reason=reason,
            tool=block.origin.tool,
            detail=detail,
            tokens_before=tokens,
            tokens_after=tokens,
        )


# What is left for these reasons may be decided another time, when the provider has forgotten it.
_UNRECORDED = frozenset((Reason.OLDER, Reason.STORE_FAILED))


def name(dialect: str, placed: Placed) -> Identity:
    """What a text is known by: its bytes and the call it answers, and nothing of ours.

    So whatever is configured, learned or released meanwhile, what was decided stands. Where calls
    have no ids that tell them apart, what was asked does; it depends on what stands before alone.
    """
    origin = placed.block.origin
    asked = "" if len(placed.call) >= UNIQUE else origin.question
    deciders = (dialect, placed.call, origin.tool, origin.arguments, origin.media_type, asked)
    return identity(placed.block.text, "exchange", *deciders)


def where(placed: Placed) -> str:
    """The way to a text, for people."""
    return ".".join(map(str, placed.where))


def _named(found: Found) -> Identity:
    assert found.name is not None
    return found.name
