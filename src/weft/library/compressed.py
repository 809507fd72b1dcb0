"""What comes of a call: the shortened messages, the figures, and what became of each text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from weft.library.placing import placed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weft.dialects.slot import Path

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one text.

    `where` is the way to it from the list of messages; empty for a plain text. `forms` says how it
    was written: nothing where it stays as it is, and `reason` says why. `cuts` says what was left
    out, and `hash` is the name of the original then. A `replayed` text was decided before.
    """

    where: Path
    tool: str
    tokens_before: int
    tokens_after: int
    kind: str = ""
    forms: tuple[str, ...] = ()
    cuts: tuple[str, ...] = ()
    hash: str | None = None
    reason: str = ""
    replayed: bool = False
    discards: tuple[str, ...] = ()

    @property
    def tokens_saved(self) -> int:
        """Tokens that need not be sent."""
        return self.tokens_before - self.tokens_after


@dataclass(frozen=True, slots=True)
class Compressed(Generic[T]):
    """The messages (or the text, or the request body) in the shape they were given in, shortened.

    Token counts are of everything that a model reads in them, by the tokenizer of the model that
    was named; `exact` says whether that tokenizer is public. `originals` holds the texts that were
    rewritten, by the way to each.
    """

    messages: T
    tokens_before: int
    tokens_after: int
    exact: bool
    blocks: tuple[Outcome, ...]
    originals: Mapping[Path, str] = field(repr=False)

    @property
    def text(self) -> str:
        """The shortened text, where a text was given."""
        if not isinstance(self.messages, str):
            raise TypeError("messages were given, not a text; take `.messages`")
        return self.messages

    @property
    def tokens_saved(self) -> int:
        """Tokens that need not be sent."""
        return self.tokens_before - self.tokens_after

    @property
    def ratio(self) -> float:
        """Tokens after for one token before."""
        return self.tokens_after / self.tokens_before if self.tokens_before else 1.0

    @property
    def hashes(self) -> tuple[str, ...]:
        """The names of the originals of which something was left out, each once."""
        return tuple(dict.fromkeys(each.hash for each in self.blocks if each.hash))

    def restore(self) -> T:
        """What was given, again: every original in its place, byte for byte."""
        whole: Any = self.originals.get((), None)
        if isinstance(self.messages, str):
            return self.messages if whole is None else whole
        return placed(self.messages, self.originals)
