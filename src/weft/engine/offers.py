"""Offers: the ways to write a block that stand for choice, each with its price.

What an offer costs is its tokens, plus, as often as `Terms` says for forms that choose and for
forms that cut blindly, what it leaves out and the price of asking for it. So a poor lossless fold
does not stand in the way of a good cut, and a blind cut does not win over a good fold. Data that a
question does not point into (`signals.pointing`) will be asked for later: a cut is dearer there.

What a lossy form leaves standing is folded by the lossless forms, with gaps where something was
cut (`gap`). Which offer wins is decided in `pipeline`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from weft.engine import verify
from weft.engine.attempts import FOLDS_ON, NOT_SHORTER, STANDS, TOO_DEAR
from weft.engine.folds import Folding, liar
from weft.engine.gap import close_gaps, open_gaps
from weft.engine.model import Candidate, Kind, Role, Trial
from weft.engine.signals.pointing import points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.engine.attempts import Attempts
    from weft.engine.folds import Fold
    from weft.engine.formset import FormSet
    from weft.engine.model import Block, LossyForm, Marks, Piece
    from weft.engine.terms import Terms

# Rows and keys, of which any may be wanted; what is printed for a reader says what matters itself.
_DATA = frozenset(
    (Kind.JSON, Kind.JSON_LINES, Kind.DELIMITED, Kind.TABLE, Kind.YAML, Kind.CONFIG, Kind.XML)
)

# What a fold leaves, at least, of those fields of a text that do not repeat. An estimate: of 3.7 MB
# of real outputs and of the texts of `bench/engine.py` no fold has left less.
LEAST_LEFT = 0.25


@dataclass(frozen=True, slots=True)
class Offer:
    """A candidate with its price, and what has to be proven before it is taken."""

    candidate: Candidate
    role: Role
    tokens: int
    cost: float
    fold: Fold | None = None
    cut: tuple[Piece, ...] = ()  # what a lossy form gave, before it was folded

    @property
    def price(self) -> tuple[float, int, tuple[str, ...]]:
        """Cheapest first; names decide between equals, so that the order of forms does not."""
        return (self.cost, self.tokens, self.candidate.forms)

    def liar(self, original: str, attempts: Attempts) -> tuple[str, str] | None:
        """The form that is not true here, with what is wrong; nothing if all are."""
        if self.cut:
            name = self.candidate.forms[0]
            fault = attempts.proves(name, partial(verify.tiles, original, self.cut))
            if fault:
                return name, fault
        return liar(self.fold, attempts) if self.fold else None


@dataclass(frozen=True, slots=True)
class Bidding:
    """Asking forms what they offer, under the same terms for one rendering."""

    forms: FormSet
    terms: Terms
    marks: Marks | None
    attempts: Attempts

    def lossless(self, text: str, tokens: int, kind: Kind, ceiling: float = inf) -> Offer | None:
        """The text folded as far as it folds, if it folds, and may come below the ceiling."""
        least = round(LEAST_LEFT * distinct(text) * tokens) if ceiling < LEAST_LEFT * tokens else 0
        if ceiling < least:
            self._leave_untried(kind, least)
            return None
        folding = Folding(self.forms, self.attempts, self.terms.count, ceiling=ceiling)
        fold = folding.fold(text, tokens, kind)
        if fold is None:
            return None
        candidate = Candidate(fold.forms, (fold.text,))
        return Offer(candidate, Role.LOSSLESS, fold.tokens, fold.tokens, fold)

    def lossy(self, block: Block, tokens: int, kind: Kind) -> Iterator[Offer]:
        """What each form that may cut leaves of a block of so many tokens, where that pays."""
        vague = self._vague(block, kind)
        best: float = tokens
        for form, role, fetched in self._cutters(vague=vague):
            if kind not in form.kinds:
                continue
            work = partial(_cut, form, block, self.terms.room)
            pieces = self.attempts.run((form.name,), role, len(block.text), work)
            if pieces is None:
                continue
            cut = Candidate((form.name,), pieces)
            lost = self._lost(stays := self._weigh(cut), tokens, fetched)
            offer = Offer(cut, role, stays, stays + lost, cut=cut.pieces)
            self._note(offer, STANDS)
            if lost < best:  # else what it leaves out alone costs more than the best so far
                offer = self._folded_around(offer, lost, kind)
            verdict = STANDS if offer.cost < tokens else TOO_DEAR
            self._note(offer, verdict if offer.tokens < tokens else NOT_SHORTER)
            if offer.tokens < tokens and offer.cost < tokens:
                best = min(best, offer.cost)
                yield offer

    def _lost(self, stays: int, before: int, fetched: float) -> float:
        """The price of what is left out: what of it is fetched, and the asking."""
        return fetched * (max(0, before - stays) + self.terms.fetch_tokens)

    def _folded_around(self, bare: Offer, lost: float, kind: Kind) -> Offer:
        """A cut, and what it leaves standing folded, if that folds and every gap comes through."""
        cut, role = bare.candidate, bare.role
        text = open_gaps(cut.pieces)
        if text is None:
            return bare

        def weigh(folded: str) -> int | None:
            pieces = close_gaps(folded, cut.pieces)
            return None if pieces is None else self._weigh(Candidate((), pieces))

        folding = Folding(self.forms, self.attempts, weigh, role, cut.forms, lost, settles=False)
        fold = folding.fold(text, bare.tokens, kind)
        pieces = close_gaps(fold.text, cut.pieces) if fold else None
        if fold is None or pieces is None:
            return bare
        self.attempts.say(cut.forms, FOLDS_ON)
        candidate = Candidate((*cut.forms, *fold.forms), pieces)
        return Offer(candidate, role, fold.tokens, fold.tokens + lost, fold, cut.pieces)

    def _leave_untried(self, kind: Kind, least: int) -> None:
        for form in self.forms.lossless:
            if kind in form.kinds:
                verdict = f"not tried: about {least} tokens at least"
                self.attempts.note(Trial((form.name,), Role.LOSSLESS, verdict, least=least))

    def _note(self, offer: Offer, verdict: str) -> None:
        forms = offer.candidate.forms
        self.attempts.note(Trial(forms, offer.role, verdict, offer.tokens, cost=offer.cost))

    def _weigh(self, cut: Candidate) -> int:
        assert self.marks is not None
        return self.terms.count(cut.write(self.marks.mark, self.marks.again))

    def _vague(self, block: Block, kind: Kind) -> bool:
        """Whether nobody can tell what of this block will be asked for.

        A caller who gives no question, or little room, wants it short all the same.
        """
        question = block.origin.question
        if kind not in _DATA or not question.strip() or self.terms.room is not None:
            return False
        return self.marks is not None and not points(block.text, question)

    def _cutters(self, *, vague: bool) -> Iterator[tuple[LossyForm, Role, float]]:
        """The forms that may leave something out, each with the share that is fetched back."""
        if self.marks is None:
            return
        if self.terms.lossy:
            for form in self.forms.lossy:
                fetched = self.terms.fetched_vague if vague else self.terms.fetched_lossy
                yield form, Role.LOSSY, fetched
        if self.terms.offload:
            for form in self.forms.offload:
                fetched = self.terms.fetched_vague if vague else self.terms.fetched_offload
                yield form, Role.OFFLOAD, fetched


def distinct(text: str) -> float:
    """The share of a text that is left if each field of a line is written once."""
    fields = set(text.replace("\n", ",").split(","))
    return (sum(map(len, fields)) + len(fields)) / (len(text) + 1)


def _cut(form: LossyForm, block: Block, room: int | None) -> tuple[Piece, ...] | None:
    offer = form.cut(block, room)
    return None if offer is None else verify.pieces_of(offer, block.text)


__all__ = ["Bidding", "Offer"]
