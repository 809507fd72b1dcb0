"""The Scribe writes one text. First sight decides; afterwards the ledger is asked.

This file is one straight line, and stays so. It decides nothing itself: what is worth rewriting
is `policy`'s to say, how is the engine's. The order is the promise: an original is durable before
its marker exists, and a decision is in the ledger before anybody is given it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from weft.engine.pipeline import leave, render, unlimited
from weft.policy.reads import Care, allowed, said_why
from weft.recall.ledger import Decision, identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from weft.engine.formset import FormSet
    from weft.engine.model import Block, Rendering
    from weft.engine.pipeline import Limit, Terms
    from weft.recall.ledger import Identity
    from weft.recall.marker import Receipt
    from weft.recall.store import Store


@dataclass(frozen=True, slots=True)
class Written:
    """What goes out for a block. A replay has no rendering: what was worked out counts not."""

    text: str
    decision: Decision
    rendering: Rendering | None

    @property
    def replayed(self) -> bool:
        """Whether the ledger knew."""
        return self.rendering is None


@dataclass(frozen=True, slots=True)
class Scribe:
    """The engine, a store with its ledger, and the tenant on whose behalf they work."""

    store: Store
    forms: FormSet
    terms: Terms
    tenant: str
    engine: str  # the engine's version: another one may decide differently
    limit: Limit = unlimited

    def name(self, block: Block) -> Identity:
        """What decides how this block is written: its bytes, its origin and everything of ours."""
        origin = block.origin
        return identity(
            block.text,
            self.engine,
            self.forms.decider(),
            self.terms.decider(),
            origin.tool,
            origin.arguments,
            origin.media_type,
            origin.question,
        )

    def write(self, block: Block, name: Identity | None = None, care: Care = Care.FREE) -> Written:
        """Decide at first sight, replay afterwards.

        `name` is another identity than the block's own: a conversation's, in which a decision
        holds whatever is configured later.
        """
        name = self.name(block) if name is None else name
        known = self.known([name]).get(name)
        if known is not None:
            return Written(_text(block, known), known, None)
        return self.record(block, name, *self.decide(block, care))

    def known(self, names: Sequence[Identity]) -> Mapping[Identity, Decision]:
        """What was decided before, in one look-up."""
        return self.store.ledger.replay(self.tenant, names)

    def decide(self, block: Block, care: Care = Care.FREE) -> tuple[Rendering, Decision]:
        """Work out how a block is written, and keep its original where a part is left out."""
        rendering = self.render(block, care)
        return rendering, self.settle(rendering, self.keep([rendering]))

    def render(self, block: Block, care: Care = Care.FREE) -> Rendering:
        """Work out how a block could be written. Nothing is kept."""
        if care is Care.EXACT:
            return leave(block, self.terms, care.value)
        reference = self.store.keyring.reference(self.tenant, block.text)
        marks = reference if care is Care.FREE else None
        forms = allowed(self.forms, care)
        return said_why(render(block, forms, self.terms, marks, self.limit), care)

    def keep(self, renderings: Iterable[Rendering]) -> Mapping[str, Receipt]:
        """Keep the originals of which a part is left out, at once: all of them, or none."""
        originals = [each.block.text for each in renderings if each.cuts]
        receipts = self.store.put_all(self.tenant, originals) if originals else []
        return dict(zip(originals, receipts, strict=True))

    def settle(self, rendering: Rendering, kept: Mapping[str, Receipt]) -> Decision:
        """What goes out, now that the original is kept where a part is left out."""
        if rendering.unchanged:
            return Decision()
        text = rendering.settle(kept.__getitem__)
        return Decision(text, kept[rendering.block.text].hash if rendering.cuts else None)

    def record(
        self, block: Block, name: Identity, rendering: Rendering, decision: Decision
    ) -> Written:
        """Make a decision the one that counts, unless another worker's was first."""
        counts = self.store.ledger.record(self.tenant, name, decision)
        return Written(_text(block, counts), counts, rendering if counts == decision else None)

    def in_room(self, room: int | None) -> Scribe:
        """The same, with as many tokens as a text should take."""
        return self if room is None else replace(self, terms=replace(self.terms, room=room))


def _text(block: Block, decision: Decision) -> str:
    return block.text if decision.replacement is None else decision.replacement


__all__ = ["Scribe", "Written"]
