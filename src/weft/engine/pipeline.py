"""Lossless, then lossy, then offload: collect candidates, verify them, take the cheapest.

The laws, each of which has a property test:
- *Nothing lost.* A lossless text unfolds to the original; a lossy one tiles it (`verify`).
- *Never worse.* By exact tokens, with markers, a rendering is cheaper than the original or is it.
- *Idempotent.* Our own text comes back as it is: lossless folding goes on until nothing folds
  further, a text with a marker of ours is left alone, and a lossless text that would be cut if it
  came back is not chosen.
- *Deterministic.* The outcome depends on the arguments alone.
- *Fails open.* Whatever a form does, the worst outcome is the original, with the reason recorded.

How candidates are weighed. What a candidate costs is its tokens, plus, as often as `Terms` says
for forms that choose and for forms that cut blindly, what it leaves out and the price of asking
for it. So a poor lossless fold does not stand in the way of a good cut, and a blind cut does not
win over a good fold. What a lossy form leaves standing is folded by the lossless forms, with gaps
where something was cut (`gap`), and stands as an offer beside the same cut unfolded.

A form that never ends can't be stopped from inside: `limit` runs each call of a form, and a rim
that has a clock passes one that raises.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from weft.engine import verify
from weft.engine.detect import detect
from weft.engine.gap import close_gaps, open_gaps
from weft.engine.mix import MIXED, NOTE, Made, join, split
from weft.engine.model import Candidate, Discard, Exactness, Join, Rendering, no_marker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from weft.engine.formset import FormSet
    from weft.engine.mix import Section
    from weft.engine.model import Block, Kind, LosslessForm, LossyForm, Marks

T = TypeVar("T")

MAX_FOLDS = 8  # folds on folds; real texts settle after one or two
NESTED = 3  # how deep mixed texts are divided
LEAST_PART = 60  # tokens of a part that is worth a look


class Limit(Protocol):
    """Runs a piece of work, and may give up on it by raising."""

    def __call__(self, work: Callable[[], T], /) -> T:
        """Run it."""


def unlimited(work: Callable[[], T]) -> T:
    """Let it run as long as it takes."""
    return work()


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rewrite is worth. `count` is the exact counter of the model the text is for."""

    count: Callable[[str], int]
    lossy: bool = True
    offload: bool = True
    room: int | None = None  # tokens a text should take at most; lossy forms try to keep to it
    min_tokens: int = 0  # shorter texts are left alone
    fetched_lossy: float = 0.1  # how often what was left out by choice is fetched later
    fetched_offload: float = 0.8  # how often what was left out blindly is
    fetch_tokens: int = 400  # what asking costs, besides what is fetched: a turn, mostly cached

    def decider(self) -> str:
        """What of these terms decides an outcome, in words that a ledger can key on."""
        counter = getattr(self.count, "name", getattr(self.count, "__qualname__", ""))
        return (
            f"{counter} lossy={self.lossy}:{self.fetched_lossy} "
            f"offload={self.offload}:{self.fetched_offload} "
            f"fetch={self.fetch_tokens} min={self.min_tokens} room={self.room}"
        )


@dataclass(frozen=True, slots=True)
class _Offer:
    """A verified candidate with its price."""

    candidate: Candidate
    text: str
    tokens: int
    cost: float


def render(
    block: Block,
    forms: FormSet,
    terms: Terms,
    marks: Marks | None = None,
    limit: Limit = unlimited,
) -> Rendering:
    """Write a block as cheaply as the forms can. Without `marks` nothing may be left out."""
    as_is = leave(block, terms, "nothing shorter found")
    before = as_is.tokens_before
    if before < terms.min_tokens:
        return replace(as_is, reason=f"shorter than {terms.min_tokens} tokens")
    if marks is not None and marks.owns(block.text):
        return replace(as_is, reason="our own text")
    work = _Work(forms, terms, marks, limit, [])
    if work.owns(block.text):
        return replace(as_is, reason="our own text")
    work.counts[block.text] = before
    best = work.best(block, before)
    discards = tuple(dict.fromkeys(work.discards))
    if best is None:
        return replace(as_is, discards=discards)
    return Rendering(block, best.candidate, before, best.tokens, discards=discards)


def leave(block: Block, terms: Terms, reason: str) -> Rendering:
    """Leave a block as it is, for whatever reason the caller has."""
    tokens = terms.count(block.text)
    return Rendering(block, Candidate((), (block.text,)), tokens, tokens, reason)


@dataclass(frozen=True, slots=True)
class _Work:
    """One rendering under way; `discards` collects what went wrong.

    The same texts are folded, counted and told apart more than once (believed, then proven; around
    a cut, then alone), so what came of it is remembered until the rendering is done.
    """

    forms: FormSet
    terms: Terms
    marks: Marks | None
    limit: Limit
    discards: list[Discard]
    counts: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    folds: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def best(self, block: Block, before: int, depth: int = 0) -> _Offer | None:
        """The cheapest offer: for the text as a whole, or part by part where it is mixed."""
        sections = self.sections(block) if depth < NESTED else ()
        if not sections:
            return self.best_whole(block, before, depth)
        offers = (
            self.joined(block, sections, before, depth),
            self.best_whole(block, before, depth, mixed=True),
        )
        return min(filter(None, offers), key=_price, default=None)

    def sections(self, block: Block) -> Sequence[Section]:
        """The parts of a text that is sure to be mixed."""
        divide = partial(split, block.text, block.origin, self.kind(block.text))
        return self.attempt(MIXED, divide) or ()

    def joined(
        self,
        block: Block,
        sections: Sequence[Section],
        before: int,
        depth: int = 0,
        *,
        last: bool = True,
    ) -> _Offer | None:
        """The best offers for the parts, as one, if it pays. The last word, if it may go out so."""
        made: list[Made] = []
        risk = 0.0
        for section in sections:
            offer = None
            if section.origin is not None:
                text = block.text[section.start : section.end]
                part = replace(block, text=text, origin=section.origin)
                offer = self.best_of_part(part, depth + 1)
            if offer is not None:
                risk += offer.cost - offer.tokens
            made.append(Made(section, offer.candidate if offer else None))
        if not any(one.candidate for one in made):
            return None
        candidate = self.attempt(MIXED, partial(join, block.text, made))
        if candidate is None:
            return None
        offer = self.offer_of(candidate, risk)
        if last and not (candidate.cuts or depth or self.settled(block, offer)):
            offer = self.offer_of(join(block.text, made, noted=True), risk)
        return offer if offer.tokens < before and offer.cost < before else None

    def offer_of(self, candidate: Candidate, risk: float) -> _Offer:
        """A candidate with its price; `risk` is what may be fetched of what it leaves out."""
        if self.marks is None:
            text = candidate.write(no_marker)
        else:
            text = candidate.write(self.marks.mark, self.marks.again)
        tokens = self.count(text)
        return _Offer(candidate, text, tokens, tokens + risk)

    def best_of_part(self, part: Block, depth: int) -> _Offer | None:
        """The best offer for a part. What is ours in it stays as it is."""
        before = self.count(part.text)
        if before < LEAST_PART or self.owns(part.text):
            return None
        return self.best(part, before, depth)

    def settled(self, block: Block, offer: _Offer) -> bool:
        """Whether a text without cuts would come back from us as it is."""
        text, tokens = offer.text, offer.tokens
        if self.owns(text):
            return True
        again = replace(block, text=text)
        if self.fold(text, tokens) is not None:
            return False
        sections = self.sections(again)
        if self.cheapest_cut(again, tokens, tokens, mixed=bool(sections)) is not None:
            return False
        return not sections or self.joined(again, sections, tokens, last=False) is None

    def owns(self, text: str) -> bool:
        """Whether this is a text that we wrote."""
        return text.startswith(NOTE) or self.forms.owns(text)

    def best_whole(
        self, block: Block, before: int, depth: int = 0, *, mixed: bool = False
    ) -> _Offer | None:
        """The best offer for a text as a whole. One that is mixed is not cut blindly."""
        # What a fold would give tells what a cut leaves out. Only if it wins it must be true.
        folded = self.fold(block.text, before, believe=True)
        whole = folded.tokens if folded else before
        cheapest = self.cheapest_cut(block, whole, before, mixed=mixed)
        if folded is None or (cheapest and cheapest.cost < folded.cost):
            return cheapest
        folded = self.proven(block.text, before, folded)
        if whole != (whole := folded.tokens if folded else before):  # it was not true
            cheapest = self.cheapest_cut(block, whole, before, mixed=mixed)
        if folded is None or (cheapest and cheapest.cost < folded.cost):
            return cheapest
        # What would be written anew if it came back to us must not go out. Of a part that is asked
        # when all parts are together.
        if depth or self.settled(block, folded):
            return folded
        self.discard("+".join(folded.candidate.forms), "would be cut if it came back")
        return cheapest

    def proven(self, text: str, before: int, believed: _Offer) -> _Offer | None:
        """A fold that was believed, once it is proven; else the best of those that can be."""
        chain = [form for form in self.forms.lossless if form.name in believed.candidate.forms]
        if len(chain) == 1 and len(believed.candidate.forms) == 1:
            unfolds = partial(_unfolds, text, believed.text, (chain[0],))
            if self.attempt(chain[0].name, unfolds):
                return believed
        return self.fold(text, before)

    def fold(self, text: str, before: int, *, believe: bool = False) -> _Offer | None:
        """The text after all folds that pay, one on the other. Proven, unless to be believed."""
        offer = _Offer(Candidate((), (text,)), text, before, before)
        chain: tuple[LosslessForm, ...] = ()
        while step := self.fold_once(offer, chain, believe=believe):
            offer, form = step
            chain = (*chain, form)
            if len(chain) > MAX_FOLDS:
                self.discard(form.name, f"still folds after {MAX_FOLDS} times")
                return None
            if not believe and not self.holds_together(text, offer.text, chain):
                return None
        return offer if chain else None

    def fold_once(
        self, offer: _Offer, chain: tuple[LosslessForm, ...], *, believe: bool
    ) -> tuple[_Offer, LosslessForm] | None:
        """The cheapest next fold that can be turned back."""
        if self.forms.owns(offer.text):
            return None
        kind = self.kind(offer.text)
        names = tuple(form.name for form in chain)
        steps = []
        for form in self.forms.lossless:
            if kind not in form.kinds:
                continue
            text = self.attempt(form.name, partial(self.folded, form, offer.text))
            if text is None or (tokens := self.count(text)) >= offer.tokens:
                continue
            candidate = Candidate((*names, form.name), (text,))
            steps.append((_Offer(candidate, text, tokens, tokens), form))
        # Turning back is the dear part: only what would be taken is tried.
        for step in sorted(steps, key=lambda step: _price(step[0])):
            turns_back = partial(_unfolds, offer.text, step[0].text, (step[1],))
            if believe or self.attempt(step[1].name, turns_back):
                return step
        return None

    def holds_together(self, original: str, folded: str, chain: tuple[LosslessForm, ...]) -> bool:
        """Whether the whole chain turns back. Byte-exact steps do, each having been turned back."""
        if len(chain) == 1 or chain[-1].exactness is Exactness.BYTES:
            return True
        return bool(self.attempt(chain[-1].name, partial(_unfolds, original, folded, chain)))

    def cheapest_cut(
        self, block: Block, whole: int, before: int, *, mixed: bool = False
    ) -> _Offer | None:
        """The best offer that leaves something out, if it pays. `whole` is what all of it costs."""
        if self.marks is None:
            return None
        kind = self.kind(block.text)
        offers = []
        for form, fetched in self.lossy_forms(blind=not mixed):
            if kind not in form.kinds:
                continue
            cut = self.attempt(form.name, partial(_cut, form, block, self.terms.room))
            if cut is None:
                continue
            for candidate in filter(None, (cut, self.folded_around(cut))):
                text = candidate.write(self.marks.mark, self.marks.again)
                tokens = self.count(text)
                absent = max(0, whole - tokens)
                cost = tokens + fetched * (absent + self.terms.fetch_tokens)
                if tokens < before and cost < before:
                    offers.append(_Offer(candidate, text, tokens, cost))
        return min(offers, key=_price, default=None)

    def folded_around(self, cut: Candidate) -> Candidate | None:
        """What a cut leaves standing, folded, if it folds and every gap comes through."""
        text = open_gaps(cut.pieces)
        if text is None:
            return None
        folded = self.fold(text, self.count(text))
        if folded is None:
            return None
        pieces = close_gaps(folded.text, cut.pieces)
        if pieces is None:
            self.discard("+".join(folded.candidate.forms), "does not keep the gaps of a cut apart")
            return None
        return Candidate((*cut.forms, *folded.candidate.forms), pieces)

    def count(self, text: str) -> int:
        tokens = self.counts.get(text)
        if tokens is None:
            tokens = self.counts[text] = self.terms.count(text)
        return tokens

    def kind(self, text: str) -> Kind:
        kind = self.kinds.get(text)
        if kind is None:
            kind = self.kinds[text] = detect(text)
        return kind

    def folded(self, form: LosslessForm, text: str) -> str | None:
        """What a form makes of a text. What raises is not remembered."""
        key = (form.name, text)
        if key not in self.folds:
            self.folds[key] = _folded(form, text)
        return self.folds[key]

    def lossy_forms(self, *, blind: bool) -> Iterator[tuple[LossyForm, float]]:
        """The forms that may leave something out, each with the share that is fetched back."""
        if self.terms.lossy:
            yield from ((form, self.terms.fetched_lossy) for form in self.forms.lossy)
        if self.terms.offload and blind:
            yield from ((form, self.terms.fetched_offload) for form in self.forms.offload)

    def attempt(self, name: str, work: Callable[[], T | None]) -> T | None:
        """What a form gives, or nothing with the reason recorded: a form can break no request."""
        try:
            return self.limit(work)
        except verify.Untrue as verdict:
            self.discard(name, str(verdict))
        except Exception as error:  # noqa: BLE001 - fails open, and says so
            self.discard(name, f"raised {type(error).__name__}: {error}")
        return None

    def discard(self, name: str, reason: str) -> None:
        self.discards.append(Discard(name, reason))


def restore(candidate: Candidate, forms: FormSet) -> str:
    """The original of a candidate that leaves nothing out, as exactly as its forms are."""
    by_name = {form.name: form for form in forms.lossless}
    written = "".join(piece for piece in candidate.pieces if isinstance(piece, str))
    restored = []
    for one in candidate.joins or (Join(candidate.forms, written, 0),):
        text = one.text
        for name in reversed(one.forms):
            text = by_name[name].unfold(text)
        restored.append(text)
    return "".join(restored)


def _price(offer: _Offer) -> tuple[float, int, tuple[str, ...]]:
    """Cheapest first; names decide between equals, so that the order of forms does not."""
    return (offer.cost, offer.tokens, offer.candidate.forms)


def _folded(form: LosslessForm, text: str) -> str | None:
    offer = form.fold(text)
    return None if offer is None else verify.is_text(offer, text)


def _unfolds(original: str, text: str, chain: tuple[LosslessForm, ...]) -> bool:
    for form in reversed(chain):
        text = form.unfold(text)
    byte_exact = all(form.exactness is Exactness.BYTES for form in chain)
    verify.same(original, text, Exactness.BYTES if byte_exact else Exactness.JSON)
    return True


def _cut(form: LossyForm, block: Block, room: int | None) -> Candidate | None:
    offer = form.cut(block, room)
    if offer is None:
        return None
    pieces = verify.pieces_of(offer, block.text)
    verify.tiles(block.text, pieces)
    return Candidate((form.name,), pieces)
