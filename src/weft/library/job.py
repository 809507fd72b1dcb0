"""A job: what one call does with its texts.

One straight line: ask the ledger for all of them at once, decide what is new, fit it into the
budget, record. Where the store fails in the middle, what it was needed for goes out as it is and
the outcome says so: no failure here breaks a request. Where nothing may be left out and no
conversation is kept, no store is opened at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from weft.engine.pipeline import leave, render, unlimited
from weft.library.compressed import Outcome
from weft.library.room import share
from weft.policy.reads import Care, allowed, care, said_why
from weft.recall import marker
from weft.recall.ledger import Decision
from weft.recall.store import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.dialects.reading import Placed
    from weft.engine.model import Rendering
    from weft.engine.pipeline import Limit, Terms
    from weft.library.setup import Setup
    from weft.recall.ledger import Identity
    from weft.rewrite.scribe import Scribe

LEAST_ROOM = 100  # tokens; a text pressed below that says nothing any more


@dataclass(slots=True)
class Piece:
    """One text on its way through a job."""

    placed: Placed
    before: int
    name: Identity | None = None
    rendering: Rendering | None = None
    decision: Decision | None = None
    fault: str = ""

    @property
    def outcome(self) -> tuple[Rendering | None, Decision | None, str]:
        """What was worked out."""
        return self.rendering, self.decision, self.fault

    @property
    def text(self) -> str:
        """What goes out."""
        text = self.decision.replacement if self.decision else None
        return self.placed.block.text if text is None else text


@dataclass(frozen=True, slots=True)
class Job:
    """One call. `scribe` is none where nothing is kept; `name` is how a text is known again."""

    setup: Setup
    terms: Terms
    count: Callable[[str], int]
    scribe: Scribe | None = None
    name: Callable[[Placed], Identity] | None = None
    budget: int | None = None
    progress: Callable[[int, int], None] | None = None
    limit: Limit = unlimited

    def run(self, texts: Sequence[Placed], spent: int = 0) -> list[Piece]:
        """Decide about all of these. `spent` is what everything else takes of the budget."""
        pieces = [Piece(placed, self.count(placed.block.text)) for placed in texts]
        self._ask(pieces)
        fresh = [piece for piece in pieces if piece.decision is None]
        spent += sum(self.count(piece.text) for piece in pieces if piece.decision is not None)
        decided: dict[Identity, Piece] = {}
        for number, piece in enumerate(fresh):
            if self.progress:
                self.progress(number, len(fresh))
            twin = decided.get(piece.name) if piece.name else None
            if twin is not None:  # the same text, asked for twice in one conversation
                piece.rendering, piece.decision, piece.fault = twin.outcome
                continue
            self._decide(piece, None)
            if piece.name:
                decided[piece.name] = piece
        self._fit(fresh, spent)
        for piece in fresh:
            self._record(piece)
        if self.progress:
            self.progress(len(fresh), len(fresh))
        return pieces

    def outcome(self, piece: Piece) -> Outcome:
        """What is told of a text."""
        block, rendering, decision = piece.placed.block, piece.rendering, piece.decision
        hash_ = decision.hash if decision else None
        return Outcome(
            where=piece.placed.where if piece.placed.path else (),
            tool=block.origin.tool,
            tokens_before=piece.before,
            tokens_after=self.count(piece.text),
            kind=str(rendering.kind or "") if rendering else "",
            forms=rendering.candidate.forms if rendering else (),
            cuts=tuple(found.what for found in marker.parse(piece.text) if found.hash == hash_),
            hash=hash_,
            reason=piece.fault or (rendering.reason if rendering else ""),
            replayed=rendering is None and decision is not None,
            discards=tuple(f"{one.form}: {one.reason}" for one in rendering.discards)
            if rendering
            else (),
        )

    @property
    def _remembers(self) -> bool:
        """Whether the ledger has a say. Under a budget a text alone does not decide its writing."""
        return self.name is not None or self.budget is None

    def _ask(self, pieces: list[Piece]) -> None:
        if self.scribe is None or not self._remembers:
            return
        for piece in pieces:
            piece.name = (
                self.name(piece.placed) if self.name else self.scribe.name(piece.placed.block)
            )
        try:
            known = self.scribe.known([piece.name for piece in pieces if piece.name])
        except StoreError as error:
            for piece in pieces:  # decided anew it might be written otherwise
                piece.decision, piece.fault = Decision(), f"the ledger is not there: {error}"
            return
        for piece in pieces:
            piece.decision = known.get(piece.name) if piece.name else None

    def _decide(self, piece: Piece, room: int | None) -> None:
        block = piece.placed.block
        wanted = care(block)
        piece.fault = ""
        try:
            if self.scribe is not None:
                scribe = self.scribe.in_room(room)
                piece.rendering, piece.decision = scribe.decide(block, wanted)
                return
        except StoreError as error:
            piece.fault = f"the original could not be kept: {error}"
        if piece.fault or wanted is Care.EXACT:
            piece.rendering, piece.decision = leave(block, self.terms, wanted.value), Decision()
            return
        terms = self.terms if room is None else replace(self.terms, room=room)
        piece.rendering = said_why(
            render(block, allowed(self.setup.forms, wanted), terms, limit=self.limit), wanted
        )
        piece.decision = _unkept(piece.rendering)

    def _fit(self, fresh: list[Piece], spent: int) -> None:
        """Press what is new into what the budget leaves; what was decided before stays."""
        if self.budget is None:
            return
        needs = [self.count(piece.text) for piece in fresh]
        room = share(needs, self.budget - spent)
        if room is None:
            return
        for piece, need in zip(fresh, needs, strict=True):
            if need > room:
                self._decide(piece, max(room, LEAST_ROOM))

    def _record(self, piece: Piece) -> None:
        if self.scribe is None or piece.name is None or piece.fault:
            return
        assert piece.rendering is not None
        assert piece.decision is not None
        record = partial(self.scribe.record, piece.placed.block, piece.name)
        try:
            written = record(piece.rendering, piece.decision)
        except StoreError as error:
            piece.decision, piece.fault = Decision(), f"the decision could not be kept: {error}"
        else:
            piece.decision, piece.rendering = written.decision, written.rendering


def _unkept(rendering: Rendering) -> Decision:
    """A decision that leaves nothing out and is written down nowhere."""
    return Decision() if rendering.unchanged else Decision(rendering.candidate.write(_no_mark))


def _no_mark(_: object) -> str:
    raise AssertionError("a cut where nothing may be left out")
