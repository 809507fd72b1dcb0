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
from typing import TYPE_CHECKING

from weft.engine.attempts import Attempts
from weft.engine.detect import detect
from weft.engine.limit import Limit, unlimited
from weft.engine.model import Candidate, Rendering, Role
from weft.engine.offers import Bidding
from weft.engine.terms import Terms

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
    if forms.owns(block.text):
        return replace(as_is, reason="our own text")
    kind = detect(block.text)
    attempts = Attempts(limit, terms.effort)
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


def _best(block: Block, before: int, kind: Kind, bidding: Bidding) -> Offer | None:
    """The cheapest offer that is true and would stay as it is if it came back to us."""
    attempts = bidding.attempts
    while True:
        folded = bidding.lossless(block.text, before, kind)
        offers = [*([folded] if folded else []), *bidding.lossy(block, before, kind)]
        for offer in sorted(offers, key=lambda offer: offer.price):
            if found := offer.liar(block.text, attempts):
                name, fault = found
                attempts.ban(name, offer.candidate.forms, fault)
                break
            if offer.role is not Role.LOSSLESS or _stays(offer, block, bidding):
                return offer
            attempts.refuse(offer.candidate.forms, "would be cut if it came back")
        else:
            return None


def _stays(offer: Offer, block: Block, bidding: Bidding) -> bool:
    """Whether a folded text that came back to us would be left whole."""
    text = offer.candidate.write(lambda _: "")
    if bidding.forms.owns(text):
        return True
    attempts = bidding.attempts.aside()
    again = replace(bidding, attempts=attempts).lossy(
        replace(block, text=text), offer.tokens, detect(text)
    )
    return not any(cut.liar(text, attempts) is None for cut in again)


__all__ = ["Limit", "Terms", "leave", "render", "unlimited"]
