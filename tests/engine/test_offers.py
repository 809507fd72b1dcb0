"""Offers: what a cut costs, and what is not even tried because it can't win."""

from __future__ import annotations

from broken_forms import Halves, Lossy

from weft.engine.attempts import Attempts
from weft.engine.formset import FormSet
from weft.engine.limit import unlimited
from weft.engine.model import Block, Chars, Cut, Kind, Piece
from weft.engine.offers import Bidding, distinct
from weft.engine.terms import Terms
from weft.recall.marker import Keyring

TEXT = "0123456789" * 400


class KeepsSome(Lossy):
    """Keeps the beginning, in two equal halves, so that it folds."""

    name = "keeps some"

    def cut(self, block: Block, room: int | None) -> list[Piece]:
        return [block.text[:400], Cut(Chars(401, len(block.text)))]


class Counts(Halves):
    """Folds what `Halves` folds, and counts how often it is asked."""

    name = "counts"

    def __init__(self) -> None:
        self.asked = 0

    def fold(self, text: str) -> str | None:
        self.asked += 1
        return super().fold(text)


def bidding(forms: FormSet, terms: Terms) -> Bidding:
    marks = Keyring(bytes(32)).reference("tenant", TEXT)
    return Bidding(forms, terms, marks, Attempts(unlimited, 10**9))


def test_a_cut_costs_its_tokens_and_what_is_fetched_of_the_rest() -> None:
    terms = Terms(len, fetched_lossy=0.5, fetch_tokens=100)
    offers = [*bidding(FormSet((), (KeepsSome(),)), terms).lossy(Block(TEXT), 4000, Kind.TEXT)]
    (offer,) = offers
    assert offer.candidate.forms == ("keeps some",)
    assert offer.cost == offer.tokens + 0.5 * (4000 - offer.tokens + 100)


def test_forms_that_cut_blindly_are_weighed_as_such() -> None:
    forms = FormSet((), (), (KeepsSome(),))
    (offer,) = bidding(forms, Terms(len, fetch_tokens=0)).lossy(Block(TEXT), 4000, Kind.TEXT)
    assert offer.cost == offer.tokens + 0.8 * (4000 - offer.tokens)
    assert not [*bidding(forms, Terms(len, offload=False)).lossy(Block(TEXT), 4000, Kind.TEXT)]


def test_what_a_cut_keeps_is_not_folded_where_the_loss_alone_is_too_dear() -> None:
    form = Counts()

    class Blind(KeepsSome):
        name = "blind"

    forms = FormSet((form,), (KeepsSome(),), (Blind(),))
    offers = [*bidding(forms, Terms(len)).lossy(Block(TEXT), 4000, Kind.TEXT)]
    assert [offer.candidate.forms[0] for offer in offers] == ["keeps some", "blind"]
    assert form.asked == 1


def test_a_fold_that_cannot_come_below_a_cut_is_not_tried_and_that_is_told() -> None:
    form = Counts()
    asking = bidding(FormSet((form,)), Terms(len))
    assert asking.lossless(TEXT, 4000, Kind.TEXT, ceiling=900) is None
    assert form.asked == 0
    trial = asking.attempts.trials[("counts",)]
    assert trial.least == 1000
    assert trial.verdict == "not tried: about 1000 tokens at least"


def test_repeated_fields_leave_room_for_a_fold() -> None:
    assert distinct("a,b,c,d") == 1
    assert distinct("same\n" * 99 + "same") < 0.02
    folded = bidding(FormSet((Counts(),)), Terms(len)).lossless(
        "ab,ab," * 600, 3600, Kind.TEXT, 400
    )
    assert folded is not None
