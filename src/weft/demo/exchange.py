"""One text on its way to a model: replayed if it was decided before, else rendered, kept, decided.

This file is one straight line, and stays so. It decides nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from weft.engine.pipeline import leave, render
from weft.recall.ledger import Decision, identity

if TYPE_CHECKING:
    from weft.engine.formset import FormSet
    from weft.engine.model import Block, Rendering
    from weft.engine.pipeline import Terms
    from weft.recall.store import Store


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes out for a block. A replay has no rendering: nothing was worked out anew."""

    text: str
    decision: Decision
    rendering: Rendering | None

    @property
    def replayed(self) -> bool:
        """Whether the ledger knew."""
        return self.rendering is None


@dataclass(frozen=True, slots=True)
class Exchange:
    """The engine, a store with its ledger, and the tenant on whose behalf they work."""

    store: Store
    forms: FormSet
    terms: Terms
    tenant: str
    engine: str  # the engine's version: another one may decide differently
    exact: frozenset[str] = frozenset()  # tools whose results are needed to the byte

    def send(self, block: Block) -> Sent:
        """Decide at first sight, replay afterwards."""
        name = identity(
            block.text,
            self.engine,
            self.forms.decider(),
            self.terms.decider(),
            repr(block.origin),
        )
        known = self.store.ledger.replay(self.tenant, [name]).get(name)
        if known is not None:
            return Sent(_written(block, known), known, None)
        marks = self.store.keyring.reference(self.tenant, block.text)
        if block.origin.tool in self.exact:
            rendering = leave(block, self.terms, "an editing tool needs it to the byte")
        else:
            rendering = render(block, self.forms, self.terms, marks)
        if rendering.unchanged:
            decision = Decision()
        else:
            text = rendering.settle(partial(self.store.put, self.tenant))
            decision = Decision(text, marks.hash if rendering.cuts else None)
        # Another worker may have been first; then its decision counts, not ours.
        counts = self.store.ledger.record(self.tenant, name, decision)
        return Sent(_written(block, counts), counts, rendering)


def _written(block: Block, decision: Decision) -> str:
    return block.text if decision.replacement is None else decision.replacement
