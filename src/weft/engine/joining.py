"""A mixed text part by part: what its parts offer each, as one offer.

Each part is rendered like a text of its own, by whoever asks here, and proven there. So what stands
here only asks, adds up and notes. How a text is divided is told in `mix`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from weft.engine.attempts import NOT_SHORTER, STANDS, TOO_DEAR
from weft.engine.detect import detect
from weft.engine.mix import LEAST_BODY, MIXED, NOTE, Made, join, split
from weft.engine.model import Role, Trial, no_marker
from weft.engine.offers import Offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.formset import FormSet
    from weft.engine.mix import Section
    from weft.engine.model import Block, Candidate, Kind
    from weft.engine.offers import Bidding

NESTED = 3  # how deep mixed texts are divided
LEAST_PART = 60  # tokens of a part that is worth a look
MOST_PARTS = 300  # bodies that are rendered in one text, the largest


class Best(Protocol):
    """The best offer for a block of so many tokens, as a part so deep in a text."""

    def __call__(
        self, block: Block, before: int, kind: Kind, bidding: Bidding, depth: int, /
    ) -> Offer | None:
        """Find it."""


@dataclass(frozen=True, slots=True)
class JoinedOffer(Offer):
    """An offer made of the offers for parts. `risk` is what may be fetched of what they cut."""

    made: tuple[Made, ...] = ()
    risk: float = 0.0


def owns(text: str, forms: FormSet) -> bool:
    """Whether this is a text that we wrote."""
    return text.startswith(NOTE) or forms.owns(text)


def sections_of(block: Block, kind: Kind, bidding: Bidding, depth: int) -> Sequence[Section]:
    """The parts of a text that is sure to be mixed."""
    if depth >= NESTED or bidding.attempts.effort < len(block.text):
        return ()
    work = partial(split, block.text, block.origin, kind)
    return bidding.attempts.asked(MIXED, work) or ()


def joined(
    block: Block,
    sections: Sequence[Section],
    before: int,
    bidding: Bidding,
    best: Best,
    depth: int,
) -> JoinedOffer | None:
    """What the parts of a block of so many tokens offer together, if it pays."""
    made: list[Made] = []
    risk = 0.0
    looked_at = _largest(sections)
    known: dict[Block, Offer | None] = {}  # the same part may come again
    for section in sections:
        offer = None
        if section.origin is not None and section in looked_at:
            text = block.text[section.start : section.end]
            part = replace(block, text=text, origin=section.origin)
            if part not in known:
                known[part] = _best_of_part(part, bidding, best, depth)
            offer = known[part]
        if offer is not None:
            risk += offer.cost - offer.tokens
        made.append(Made(section, offer.candidate if offer else None))
    if not any(one.candidate for one in made):
        return None
    candidate = bidding.attempts.asked(MIXED, partial(join, block.text, made))
    if candidate is None:
        return None
    offer = _priced(candidate, tuple(made), risk, bidding)
    verdict = STANDS if offer.cost < before else TOO_DEAR
    if offer.tokens >= before:
        verdict = NOT_SHORTER
    bidding.attempts.note(
        Trial(candidate.forms, offer.role, verdict, offer.tokens, cost=offer.cost)
    )
    return offer if verdict == STANDS else None


def noted(offer: JoinedOffer, original: str, bidding: Bidding) -> JoinedOffer:
    """The same with a note on top, by which it is known as ours."""
    candidate = join(original, offer.made, noted=True)
    known = _priced(candidate, offer.made, offer.risk, bidding)
    trial = Trial(candidate.forms, known.role, STANDS, known.tokens, cost=known.cost)
    bidding.attempts.note(trial)
    return known


def _largest(sections: Sequence[Section]) -> frozenset[Section]:
    """The bodies that are rendered: what many small ones could save is not worth the time."""
    bodies = [
        section
        for section in sections
        if section.origin is not None and section.end - section.start >= LEAST_BODY
    ]
    bodies.sort(key=lambda body: (body.start - body.end, body.start))
    return frozenset(bodies[:MOST_PARTS])


def _best_of_part(part: Block, bidding: Bidding, best: Best, depth: int) -> Offer | None:
    """The best offer for a part. What is ours in it stays as it is."""
    before = bidding.terms.count(part.text)
    if before < LEAST_PART or owns(part.text, bidding.forms):
        return None
    aside = bidding.attempts.aside()
    kind = detect(part.text, part.origin)
    offer = best(part, before, kind, replace(bidding, attempts=aside), depth + 1)
    bidding.attempts.effort = aside.effort
    return offer


def _priced(
    candidate: Candidate, made: tuple[Made, ...], risk: float, bidding: Bidding
) -> JoinedOffer:
    if bidding.marks is None:
        text = candidate.write(no_marker)
    else:
        text = candidate.write(bidding.marks.mark, bidding.marks.again)
    tokens = bidding.terms.count(text)
    role = Role.LOSSY if candidate.cuts else Role.LOSSLESS
    return JoinedOffer(candidate, role, tokens, tokens + risk, made=made, risk=risk)


__all__ = ["JoinedOffer", "joined", "noted", "owns", "sections_of"]
