"""What a rewriting has to tell: of each text, and of the request as a whole. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weft.policy.words import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weft.dialects.recalling.interlude_words import Place
    from weft.rewrite.before import Before

_SENT = (Reason.REWRITTEN, Reason.REPLAYED)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockTold:
    """What became of one text of a request. `before` and `after` are there where it changed."""

    where: str  # as in messages.3.content.0.content
    reason: Reason
    tool: str = ""
    kind: str = ""
    forms: tuple[str, ...] = ()
    detail: str = ""  # the engine's own words, or a failure's
    tokens_before: int = 0
    tokens_after: int = 0
    lossy: bool = False
    hash: str = ""
    seconds: float = 0.0
    before: str | None = None
    after: str | None = None
    timings: Mapping[str, float] = field(default_factory=dict)  # seconds by form

    @property
    def saved(self) -> int:
        """Tokens of this text that were not sent. What was only observed was sent as it came."""
        return self.tokens_before - self.tokens_after if self.reason in _SENT else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A request as it goes upstream. `body` is the client's own object where nothing changed.

    `blocks` are the texts that are new in this request; of those that were written before there is
    a number. `hashes` name what markers in this request stand for.
    """

    body: bytes
    plain: bytes = b""  # the same without its content coding, where something is to follow it
    model: str = ""
    stream: bool = False
    blocks: tuple[BlockTold, ...] = ()
    replayed: int = 0
    replayed_saved: int = 0
    turns: int = 0  # items that the model made
    hashes: frozenset[str] = frozenset()
    so_far: Before | None = None  # what a request follows that names the answer, but for it
    offered: bool = False  # our tool is among the client's
    place: Place | None = None  # where the answer will stand, if something may be hidden in it
    failures: tuple[str, ...] = ()

    @property
    def saved(self) -> int:
        """Tokens that this request does not send."""
        return self.replayed_saved + sum(block.saved for block in self.blocks)
