"""Forms that are broken on purpose, each in one way, for the tests of the pipeline.

Nothing here is a mock: each is a real form as far as the protocols can tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from weft.engine.model import ANY_KIND, Chars, Cut, Exactness, Lines, Whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Block, Kind, Piece


class Lossless:
    """Base of the lossless ones: folds to a short text that it cannot turn back."""

    name: ClassVar[str] = "lossless"
    kinds: ClassVar[frozenset[Kind]] = ANY_KIND
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def fold(self, text: str) -> str | None:
        return "x"

    def unfold(self, text: str) -> str:
        return text


class Forgets(Lossless):
    name = "forgets"


class Raises(Lossless):
    name = "raises"

    def fold(self, text: str) -> str | None:
        raise RuntimeError("out of order")


class RaisesLate(Lossless):
    name = "raises late"

    def unfold(self, text: str) -> str:
        raise KeyError(text)


class Recurses(Lossless):
    name = "recurses"

    def fold(self, text: str) -> str | None:
        return self.fold(text + "x")


class Grows(Lossless):
    name = "grows"

    def fold(self, text: str) -> str | None:
        return text + text

    def unfold(self, text: str) -> str:
        return text[: len(text) // 2]


class GivesBytes(Lossless):
    name = "gives bytes"

    def fold(self, text: str) -> Any:
        return b"\xff"


class GivesSurrogates(Lossless):
    name = "gives surrogates"

    def fold(self, text: str) -> str | None:
        return "\udcff"


class Halves(Lossless):
    """Honest, but its own output folds again: must be followed to the end."""

    name = "halves"

    def fold(self, text: str) -> str | None:
        half, odd = divmod(len(text), 2)
        return text[:half] if not odd and half and text[:half] == text[half:] else None

    def unfold(self, text: str) -> str:
        return text + text


class Shaves(Lossless):
    """Honest, but would fold for ever."""

    name = "shaves"

    def fold(self, text: str) -> str | None:
        return text[:-1] if text.endswith("a") else None

    def unfold(self, text: str) -> str:
        return text + "a"


class Lossy:
    """Base of the lossy ones: keeps the first character and lies that it cut the rest."""

    name: ClassVar[str] = "lossy"
    kinds: ClassVar[frozenset[Kind]] = ANY_KIND
    loses: ClassVar[Literal[True]] = True

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        return [block.text[:1], Cut(Chars(2, len(block.text)))]


class CutsNothing(Lossy):
    name = "cuts nothing"

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        return ["short"]


class CutsTooLittle(Lossy):
    """Leaves out more than it says, where there is more than a line."""

    name = "cuts too little"

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        return None if "\n" not in block.text[:-1] else [Cut(Lines(1, 1), after="\n")]


class CutsBeyond(Lossy):
    name = "cuts beyond"

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        return [Cut(Lines(1, 10**9))]


class CutsTwice(Lossy):
    name = "cuts twice"

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        return [Cut(Whole()), Cut(Whole())]


class CutsBackwards(Lossy):
    name = "cuts backwards"

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        return [Cut(Chars(len(block.text) + 1, 1))]


class GivesNumbers(Lossy):
    name = "gives numbers"

    def cut(self, block: Block, room: int | None) -> Any:
        return [1, 2]


class CutRaises(Lossy):
    name = "cut raises"

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        raise MemoryError


class SmugglesSurrogates(Lossy):
    name = "smuggles surrogates"

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        return [Cut(Chars(1, len(block.text)), before="\ud800")]


LOSSLESS_THAT_FAIL = (
    Forgets(),
    Raises(),
    RaisesLate(),
    Recurses(),
    GivesBytes(),
    GivesSurrogates(),
)
LOSSY_THAT_FAIL = (
    CutsNothing(),
    CutsTooLittle(),
    CutsBeyond(),
    CutsTwice(),
    CutsBackwards(),
    GivesNumbers(),
    CutRaises(),
    SmugglesSurrogates(),
)
