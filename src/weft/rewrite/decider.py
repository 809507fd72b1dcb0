"""The Decider: for every text that is new to us, what is written in its place, and why.

    ledger.replay -> plan -> render -> store.put_all -> is the whole worth it? -> ledger.record_all

First sight decides. What stands behind the model's last turn is new to the provider too, and may be
written in any way; what stands before it goes out as it did, which the ledger knows. Each decision
is recorded before it goes out, also that a text stays as it is. What is durable costs a wait: all
originals of a request are kept at once, and all its decisions recorded at once.

Every failure ends in the text as it came, with its reason. None is raised.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from weft.policy.caching import caching
from weft.policy.plan import Act, Circumstances, Facts, verdict
from weft.policy.reads import Care
from weft.policy.words import Mode, Reason
from weft.recall.ledger import Decision
from weft.recall.store import StoreError, StoreFull
from weft.rewrite import telling
from weft.rewrite.deadline import Deadline
from weft.rewrite.naming import has_id, name
from weft.rewrite.repeats import Repeats
from weft.rewrite.wayback import OFFERED, WayBack, offered_with

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weft.engine.model import Rendering
    from weft.recall.ledger import Identity, Recorded
    from weft.recall.marker import Receipt
    from weft.recall.store import Store
    from weft.rewrite.means import Means, Rules
    from weft.rewrite.rewriter import Asked
    from weft.rewrite.scribe import Scribe
    from weft.rewrite.sight import Found, Sight

LITTLE = 0.05  # of a text; less is not worth another notation

# What is left for these reasons may be decided another time, when the provider has forgotten it.
# Where it takes memory to tell what is older, another worker may remember otherwise: there, what
# one has let be counts for all.
_UNRECORDED = frozenset((Reason.OLDER, Reason.STORE_FAILED))
_UNRECORDED_IN_ITEMS = frozenset((Reason.STORE_FAILED,))


class Decider:
    """Decides for one request after another. Safe to use from many threads."""

    def __init__(self, means: Means) -> None:
        self._means = means

    @property
    def store(self) -> Store:
        """Where originals and decisions are."""
        return self._means.store

    def decide(self, asked: Asked, sight: Sight, model: str) -> None:
        """Give every text of this sight that is new to us a decision, and tell of it."""
        deadline = Deadline(self._means.seconds, self._means.now, self._means.limit)
        scribe = self._means.scribe(asked, model, deadline)
        _Work(asked, sight, scribe, deadline, self._means.rules).run(model)


@dataclass(frozen=True, slots=True)
class _Draft:
    """How a text could be written, before its original is kept."""

    found: Found
    rendering: Rendering
    reason: Reason
    seconds: float
    timings: Mapping[str, float]


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
        setting = self._rules.retrieval_tool
        way = WayBack(self._asked, self._sight, self._scribe.store, setting, self._count)
        try:
            known = self._scribe.known([found.name for found in texts if found.name])
            fresh = [each for each in texts if not self._replayed(each, known.get(_named(each)))]
            way.look_back(texts)
        except StoreError as error:
            for found in texts:
                self._leave(found, Reason.STORE_FAILED, str(error))
            return
        if fresh:
            self._anew(fresh, way, self._circumstances(model))

    def _anew(self, fresh: Sequence[Found], way: WayBack, now: Circumstances) -> None:
        """Decide about texts that were never decided about."""
        # What was left out may be asked for: that is weighed against what it saves.
        terms = replace(self._scribe.terms, fetch_tokens=now.fetch_tokens)
        self._scribe = replace(self._scribe, terms=terms)
        decided, before = self._each(fresh, now), self._sight.offered
        if not self._observing and not way.open(decided, now):
            self._write([found for found in decided if found.cut], now, whole=True)
        self._weigh(decided, now)
        if not self._observing:
            self._record(decided)
        first = {id(found) for found in decided}
        for found in fresh:
            if id(found) not in first:
                self._as_its_twin(found, decided)
        # What the tool was to be offered for may stay whole after all.
        self._sight.offered = before or any(found.offered for found in decided)

    def _each(self, fresh: Sequence[Found], now: Circumstances) -> list[Found]:
        """Decide for every text once; the same text in the same call is one."""
        decided: dict[Identity, Found] = {}
        for found in fresh:
            decided.setdefault(_named(found), found)
        self._write(list(decided.values()), now)
        return list(decided.values())

    def _as_its_twin(self, found: Found, decided: Sequence[Found]) -> None:
        twin = next(each for each in decided if each.name == found.name)
        assert twin.told is not None
        found.decision = twin.decision
        found.told = replace(twin.told, where=telling.where(found.placed))

    def _replayed(self, found: Found, decision: Decision | None) -> bool:
        if decision is None:
            return False
        found.decision = decision
        found.told = telling.replayed(
            found.placed, decision, self._count, observing=self._observing
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
            prompt_bytes=sight.size - self._saved_before(),
            model=model,
            dialect=asked.dialect.name,
            turns=sight.turns,
            asked=sight.asked,
            cache_dead=known.is_dead(sight.idle),
            min_tokens=rules.min_tokens,
            min_bytes=rules.min_body,
            exact_tools=rules.exact_tools,
        )

    def _saved_before(self) -> int:
        """Bytes of the body that do not go out, by what was decided before."""
        texts = [text for step in self._sight.steps for text in step.texts]
        known = sum(text.span.end - text.span.start - len(text.quoted) for text in texts)
        return known + sum(map(_bytes_saved, self._sight.texts))

    def _write(self, texts: Sequence[Found], now: Circumstances, *, whole: bool = False) -> None:
        """Write each of these. `whole`: nothing may be left out, since nobody could ask for it."""
        waiting: list[_Draft] = []
        for found in texts:
            draft = self._draft(found, now, whole=whole)
            if draft is None:
                continue
            if draft.rendering.cuts and not self._observing:
                waiting.append(draft)
            else:  # what follows may refer to it
                self._settle(draft, {})
        if waiting:
            self._keep(waiting)

    def _draft(self, found: Found, now: Circumstances, *, whole: bool) -> _Draft | None:
        if self._deadline.over:
            self._leave(found, Reason.OVER_TIME, "the time for this request was over")
            return None
        placed, begun = found.placed, self._deadline.now()
        try:
            chosen = verdict(Facts(placed.item, placed.block, placed.path), now)
            if chosen.act is Act.LEAVE:
                self._leave(found, chosen.reason, chosen.detail)
                return None
            care = Care.WHOLE if whole and chosen.care is Care.FREE else chosen.care
            rendering = self._render(found, care)
        except Exception as error:  # noqa: BLE001 - no bug of ours breaks a request
            self._leave(found, Reason.ENGINE_FAILED, repr(error))
            return None
        before = rendering.tokens_before
        if not rendering.unchanged and before - rendering.tokens_after < LITTLE * before:
            self._leave(found, Reason.NOT_WORTH, "hardly anything would be saved")
            return None
        seconds, timings = self._deadline.now() - begun, self._deadline.taken()
        return _Draft(found, rendering, self._reason(rendering), seconds, timings)

    def _keep(self, drafts: Sequence[_Draft]) -> None:
        """Keep the originals, all at once; then the texts can be had."""
        try:
            kept = self._scribe.keep([draft.rendering for draft in drafts])
        except StoreError as error:
            if isinstance(error, StoreFull) and len(drafts) > 1:
                for draft in drafts:  # some may fit
                    self._keep([draft])
                return
            for draft in drafts:
                self._leave(draft.found, Reason.STORE_FAILED, str(error))
            return
        for draft in drafts:
            self._settle(draft, kept)

    def _settle(self, draft: _Draft, kept: Mapping[str, Receipt]) -> None:
        found, rendering = draft.found, draft.rendering
        try:
            decision = Decision() if self._observing else self._scribe.settle(rendering, kept)
        except Exception as error:  # noqa: BLE001 - no bug of ours breaks a request
            self._leave(found, Reason.ENGINE_FAILED, repr(error))
            return
        found.decision = decision
        found.told = telling.rendered(
            found.placed, rendering, decision, draft.reason, draft.seconds, draft.timings
        )

    def _reason(self, rendering: Rendering) -> Reason:
        if not rendering.unchanged:
            return Reason.OBSERVED if self._observing else Reason.REWRITTEN
        return Reason.OVER_TIME if self._deadline.over else Reason.NOT_SHORTER

    def _render(self, found: Found, care: Care) -> Rendering:
        """By reference to what stands earlier, or as the engine has it."""
        block = found.placed.block
        reference = self._scribe.store.keyring.reference(self._asked.tenant, block.text)
        again = self._repeats.of(found, reference, self._count) if self._one(found) else None
        return self._scribe.render(block, care) if again is None else again

    def _one(self, found: Found) -> bool:
        """Whether this text can only be of this one conversation, as what it would point at is."""
        return self._asked.mode is not Mode.LOSSLESS and has_id(found.placed)

    def _weigh(self, decided: Sequence[Found], now: Circumstances) -> None:
        """What is decided for each may be wrong for all: no prompt falls below the minimum."""
        changed = [each for each in decided if each.told is not None and each.told.saved]
        told = [each.told for each in changed if each.told is not None]
        size = sum(len(each.placed.block.text) for each in changed)
        before, after = sum(t.tokens_before for t in told), sum(t.tokens_after for t in told)
        if changed and now.falls_below_minimum(size, before, after):
            for found in changed:
                self._leave(found, Reason.CACHE_MINIMUM, "the provider would cache nothing")

    def _record(self, decided: Sequence[Found]) -> None:
        """Record what was decided, and with what our tool was offered; whoever was first counts."""
        unrecorded = _UNRECORDED_IN_ITEMS if self._sight.by_memory else _UNRECORDED
        texts = [each for each in decided if each.told and each.told.reason not in unrecorded]
        made = {_named(each): each.decision for each in texts if each.decision is not None}
        offers = {offered_with(each): OFFERED for each in texts if each.offered}
        ledger = self._scribe.store.ledger
        counts: Mapping[Identity, Recorded]
        try:
            counts = ledger.record_all(self._asked.tenant, {**offers, **made}) if made else {}
        except StoreError as error:
            if isinstance(error, StoreFull) and len(texts) > 1:
                for each in texts:  # some may fit
                    self._record([each])
                return
            counts = dict.fromkeys(made, error)
        for found in texts:
            recorded = counts[_named(found)]
            if isinstance(recorded, StoreError):
                self._leave(found, Reason.STORE_FAILED, str(recorded))
            elif recorded != found.decision:  # another worker was first
                self._replayed(found, recorded)

    def _leave(self, found: Found, reason: Reason, detail: str) -> None:
        found.decision = Decision()
        tokens = self._count(found.placed.block.text)
        found.told = telling.left(found.placed, reason, detail, tokens)


def _bytes_saved(found: Found) -> int:
    new = found.replacement
    return 0 if new is None else len(found.placed.block.text) - len(new)


def _named(found: Found) -> Identity:
    assert found.name is not None
    return found.name
