"""Lines that end as one shortly above does: the end is said once.

    [… ends a line as the word before it was followed when it last stood above]
      12:40  error  Unexpected any. Specify a different type  @typescript-eslint/no-explicit-any
      18:2  error  Unexpected …
    Collecting anyio>=4.1.0 (from fastapi>=0.110->shop==0.16.0)
    Collecting idna>=2.9 (from …

For what comes again at the end of lines whose beginnings and order must stay, in the output of
tools. The end in full is never far above, so a reader has seen it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.lines.notes import ENDS
from weft.engine.model import Exactness, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST = 16  # characters of an end that is worth leaving out
WORDS = 24  # of a line that are looked at
LONGEST = 2000  # characters of such a line
REACH = 400  # characters written since the end stood in full
SHARE = 0.1  # of the lines that must end as another does

MORE = "…"


class SameEnds:
    """Writes how lines end once for a few of them."""

    name: ClassVar[str] = "same_ends"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.BUILD})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def fold(self, text: str) -> str | None:
        """The text with ends left out."""
        lines = text.split("\n")
        if MORE in text or not _may_pay(lines):
            return None
        known: dict[str, tuple[str, int]] = {}  # what followed a word, and where that was written
        written = [ENDS]
        length = 0
        for line in lines:
            ends = list(_ends(line))
            offer, place = line, length
            for at, word, rest in ends:
                said, where = known.get(word, ("", 0))
                if said == rest and length - where <= REACH:
                    offer, place = f"{line[:at]} {MORE}", where
                    break
            known.update((word, (rest, place)) for _, word, rest in ends)
            written.append(offer)
            length += len(offer) + 1
        folded = "\n".join(written)
        return folded if len(folded) < len(text) else None

    def unfold(self, text: str) -> str:
        """The text with every end in its place."""
        note, *lines = text.split("\n")
        if note != ENDS:
            raise ValueError("not a folded text")
        known: dict[str, str] = {}
        unfolded = []
        for line in lines:
            whole = line
            if line.endswith(f" {MORE}"):
                begins = line[: -len(MORE) - 1]
                whole = begins + known[begins.rpartition(" ")[2]]
            known.update((word, rest) for _, word, rest in _ends(whole))
            unfolded.append(whole)
        return "\n".join(unfolded)


def has_same_ends(text: str) -> bool:
    """Whether this begins as what `fold` gives does."""
    return text.startswith(ENDS)


def _may_pay(lines: list[str]) -> bool:
    """Whether enough lines end as another does."""
    ends = Counter(line[-LEAST:] for line in lines if len(line) > LEAST)
    return sum(ends.values()) - len(ends) > SHARE * len(lines)


def _ends(line: str) -> Iterator[tuple[int, str, str]]:
    """Where the first words end, the words, and what follows each."""
    if len(line) > LONGEST:
        return
    start = 0
    for _ in range(WORDS):
        at = line.find(" ", start)
        if at < 0 or at > len(line) - LEAST:
            return
        if at > start:
            yield at, line[start:at], line[at:]
        start = at + 1


__all__ = ["SameEnds", "has_same_ends"]
