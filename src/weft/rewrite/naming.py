"""What a text is known by in the ledger, and whether that can only be of one conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.recall.ledger import identity

if TYPE_CHECKING:
    from weft.dialects.reading import Placed
    from weft.recall.ledger import Identity

UNIQUE = 12  # characters; a call's id of this length names one call and no other


def name(dialect: str, placed: Placed) -> Identity:
    """What a text is known by: its bytes and the call it answers, and nothing of ours.

    So whatever is configured, learned or released meanwhile, what was decided stands. Where calls
    have no ids that tell them apart, what was asked does; it depends on what stands before alone.
    """
    origin = placed.block.origin
    asked = "" if has_id(placed) else origin.question
    deciders = (dialect, placed.call, origin.tool, origin.arguments, origin.media_type, asked)
    return identity(placed.block.text, "exchange", *deciders)


def has_id(placed: Placed) -> bool:
    """Whether the call that a text answers has an id that no other call has.

    Where calls have none, their tool's name stands for one; some servers number the calls of a
    tool, in every conversation anew.
    """
    call, tool = placed.call, placed.block.origin.tool
    return len(call) >= UNIQUE and bool(tool) and tool not in call
