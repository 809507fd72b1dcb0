"""Lossless, then lossy, then offload: collect offers, prove the cheapest, take it.

The laws, each of which has a property test:
- *Nothing lost.* A lossless text unfolds to the original; a lossy one tiles it (`verify`).
- *Never worse.* By exact tokens, with markers, a rendering is cheaper than the original or is it.
- *Idempotent.* Our own text comes back as it is: lossless folding goes on until nothing folds
  further, a text with a marker of ours is left alone, and a lossless text that would be cut if it
  came back is not chosen.
- *Deterministic.* The outcome depends on the arguments alone. What is tried is bounded by the
  characters that forms read, not by a clock.
- *Fails open.* Whatever a form does, the worst outcome is the original, with the reason recorded.

Offers are believed while they are weighed, and proven when they would be taken. A form that is
found lying then is out, and the choice is made anew without it.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from weft.engine.attempts import Attempts
from weft.engine.detect import detect
from weft.engine.joining import JoinedOffer, joined, noted, owns, sections_of
from weft.engine.limit import Limit, unlimited
from weft.engine.model import Candidate, Join, Rendering, Role, no_marker
from weft.engine.offers import Bidding
from weft.engine.terms import Terms
from weft.engine.view import views

if TYPE_CHECKING:
    from weft.engine.formset import FormSet
    from weft.engine.model import Block, Kind, Marks
    from weft.engine.offers import Offer


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
    if owns(block.text, forms):
        return replace(as_is, reason="our own text")
    attempts = Attempts(limit, terms.effort)
    with views():
        kind = detect(block.text, block.origin)
        best = _best(block, before, kind, Bidding(forms, terms, marks, attempts))
    told = replace(
        as_is,
        kind=kind,
        discards=tuple(dict.fromkeys(attempts.discards)),
        trials=attempts.told(best.candidate.forms if best else ()),
    )
    if best is None:
        return told
    return replace(told, candidate=best.candidate, tokens_after=best.tokens, reason="")


def leave(block: Block, terms: Terms, reason: str) -> Rendering:
    """Leave a block as it is, for whatever reason the caller has."""
    tokens = terms.count(block.text)
    return Rendering(block, Candidate((), (block.text,)), tokens, tokens, reason)


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


def _best(block: Block, before: int, kind: Kind, bidding: Bidding, depth: int = 0) -> Offer | None:
    """The cheapest offer that is true and would stay as it is if it came back to us.

    A part of a larger text need not stay so: that is asked when all parts are together.
    """
    attempts = bidding.attempts
    sections = sections_of(block, kind, bidding, depth)
    parts = joined(block, sections, before, bidding, _best, depth) if sections else None
    seeing = _seeing(bidding) if sections else bidding
    while True:
        offers = [*seeing.lossy(block, before, kind)]
        if parts:
            offers.append(parts)
        ceiling = min((offer.cost for offer in offers), default=inf)
        if folded := bidding.lossless(block.text, before, kind, ceiling):
            offers.append(folded)
        for offer in sorted(offers, key=lambda offer: offer.price):
            if found := offer.liar(block.text, attempts):
                name, fault = found
                attempts.ban(name, offer.candidate.forms, fault)
                break
            if offer.role is not Role.LOSSLESS or depth or _stays(offer, block, bidding):
                return offer
            if isinstance(offer, JoinedOffer):
                known = noted(offer, block.text, bidding)
                if known.cost < before:
                    return known
            attempts.refuse(offer.candidate.forms, "would be cut if it came back")
        else:
            return None


def _seeing(bidding: Bidding) -> Bidding:
    """The same without forms that cut blindly: they would cut through parts that are known."""
    return replace(bidding, terms=replace(bidding.terms, offload=False))


def _stays(offer: Offer, block: Block, bidding: Bidding) -> bool:
    """Whether a text without cuts that came back to us would be left whole."""
    text = offer.candidate.write(no_marker)
    if owns(text, bidding.forms):
        return True
    attempts = bidding.attempts.aside()
    bidding = replace(bidding, attempts=attempts)
    again = replace(block, text=text)
    kind = detect(text, block.origin)
    sections = sections_of(again, kind, bidding, 0)
    seeing = _seeing(bidding) if sections else bidding
    if any(cut.liar(text, attempts) is None for cut in seeing.lossy(again, offer.tokens, kind)):
        return False
    if isinstance(offer, JoinedOffer) and bidding.lossless(text, offer.tokens, kind):
        return False
    return not sections or joined(again, sections, offer.tokens, bidding, _best, 0) is None


__all__ = ["Limit", "Terms", "leave", "render", "restore", "unlimited"]
