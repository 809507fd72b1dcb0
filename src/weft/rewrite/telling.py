"""Telling: what became of a text, said in a `BlockTold`. Pure; nothing is decided here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.policy.words import Reason
from weft.rewrite.told import BlockTold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from weft.dialects.reading import Placed
    from weft.engine.model import Rendering
    from weft.recall.ledger import Decision


def where(placed: Placed) -> str:
    """The way to a text, for people."""
    return ".".join(map(str, placed.where))


def replayed(
    placed: Placed, decision: Decision, count: Callable[[str], int], *, observing: bool = False
) -> BlockTold:
    """It was decided before."""
    block = placed.block
    before = count(block.text)
    return BlockTold(
        where=where(placed),
        reason=Reason.OBSERVED if observing else Reason.REPLAYED,
        tool=block.origin.tool,
        tokens_before=before,
        tokens_after=before if decision.replacement is None else count(decision.replacement),
        lossy=decision.hash is not None,
        hash=decision.hash or "",
    )


def left(placed: Placed, reason: Reason, detail: str, tokens: int) -> BlockTold:
    """It stays as it came."""
    return BlockTold(
        where=where(placed),
        reason=reason,
        tool=placed.block.origin.tool,
        detail=detail,
        tokens_before=tokens,
        tokens_after=tokens,
    )


def rendered(
    placed: Placed,
    rendering: Rendering,
    decision: Decision,
    reason: Reason,
    seconds: float,
    timings: Mapping[str, float],
) -> BlockTold:
    """The engine had its say."""
    block = placed.block
    changed = not rendering.unchanged
    return BlockTold(
        where=where(placed),
        reason=reason,
        tool=block.origin.tool,
        kind=str(rendering.kind or ""),
        forms=rendering.candidate.forms,
        detail=rendering.reason,
        tokens_before=rendering.tokens_before,
        tokens_after=rendering.tokens_after,
        lossy=bool(rendering.cuts),
        hash=decision.hash or "",
        seconds=seconds,
        before=block.text if changed else None,
        after=decision.replacement,
        timings=timings,
    )
