"""The words everything else is said in: Block, Kind, Part, Cut, Candidate, Trial, Rendering.

Rules of this file:
- Data only. What a form does stands in `forms`, how a winner is chosen in `pipeline`.
- A lossless form and a lossy form are two protocols that no class can satisfy at once: `loses`
  has another literal type in each. `unfold` proves the one, the law of `LossyForm` the other.
- The text of a rendering that leaves something out cannot be had without a `Receipt`,
  and only a store hands out receipts: what is left out is durable before it is left out.
- The hash in a marker is not the engine's business. It asks `Marks` to write one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Kind(StrEnum):
    """What a text looks like, as far as forms care."""

    JSON = "json"  # one object or array
    JSON_LINES = "json_lines"  # a document a line
    DELIMITED = "delimited"  # CSV, TSV and their like
    TABLE = "table"  # columns drawn with characters, or held by their width
    YAML = "yaml"
    CONFIG = "config"  # TOML, INI, `.env`
    XML = "xml"  # property lists too
    LOG = "log"
    BUILD = "build"  # what test runners, compilers and installers print
    TRACE = "trace"
    SEARCH = "search"  # matches with their file and line
    LISTING = "listing"  # names of files, with or without what is known of them
    DIFF = "diff"
    CODE = "code"  # source of a programming language
    HTML = "html"
    MARKDOWN = "markdown"
    RST = "rst"
    MAN = "man"  # pages of a manual, as a terminal shows them
    PROSE = "prose"  # sentences and paragraphs
    TEXT = "text"  # everything else


ANY_KIND = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Span:
    """A byte range in a request body, end excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text came from, as far as the wire tells."""

    tool: str = ""
    arguments: str = ""
    media_type: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A text that may be rewritten, where it stands, and where it came from."""

    text: str
    origin: Origin = field(default_factory=Origin)
    span: Span | None = None
    position: int = 0


# ── Parts of an original. Numbers are counted from 1 and both ends are included, as in
#    every text that people and models read. ──────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole original."""

    def __str__(self) -> str:
        return "whole"


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines `first` to `last`. A line ends with a line feed, and with nothing else."""

    first: int
    last: int

    def __str__(self) -> str:
        return _range("line", self.first, self.last)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows `first` to `last` of an array or table; `at` is its path in a larger document."""

    first: int
    last: int
    at: str = ""

    def __str__(self) -> str:
        rows = _range("row", self.first, self.last)
        return f"{rows} of {self.at}" if self.at else rows


@dataclass(frozen=True, slots=True)
class Chars:
    """Characters `first` to `last`, for texts without useful lines."""

    first: int
    last: int

    def __str__(self) -> str:
        return _range("char", self.first, self.last)


Part = Whole | Lines | Rows | Chars


def _range(unit: str, first: int, last: int) -> str:
    return f"{unit} {first}" if first == last else f"{unit}s {first}-{last}"


# ── Ways to write a block shorter ────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of the original that a candidate leaves out. `label` says it in words.

    `before` and `after` are written around the marker and belong to no original: the line end
    behind a marker that stands for whole lines, the comment sign before one in code.
    """

    part: Part
    label: str = ""
    before: str = ""
    after: str = ""

    @property
    def what(self) -> str:
        """What a marker says of this cut."""
        return f"{self.label}, {self.part}" if self.label else str(self.part)


Piece = str | Cut


@dataclass(frozen=True, slots=True)
class Join:
    """A stretch of a joined text: what these forms wrote, or what stays, and what is added."""

    forms: tuple[str, ...]
    text: str
    length: int  # characters of the original that it stands for
    added: str = ""  # belongs to no original: a line end, before the next stretch begins


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to write a block: its pieces in order. Without cuts it loses nothing.

    Where the parts of a mixed text were written each by its own forms, `joins` says which wrote
    what, so that each can be turned back.
    """

    forms: tuple[str, ...]
    pieces: tuple[Piece, ...]
    joins: tuple[Join, ...] = ()

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """What this candidate leaves out."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Cut))

    def write(self, mark: Callable[[Cut], str], again: Callable[[Cut], str] | None = None) -> str:
        """The text: the first cut written by `mark`, the others by `again`, where that is given."""
        written: list[str] = []
        pen = mark
        for piece in self.pieces:
            if isinstance(piece, Cut):
                written += (piece.before, pen(piece), piece.after)
                pen = again or mark
            else:
                written.append(piece)
        return "".join(written)


class Exactness(StrEnum):
    """What "the same" means when a lossless form gives its original back."""

    BYTES = "bytes"
    JSON = "json"  # number text, key order, duplicate keys and types; not white space


class LosslessForm(Protocol):
    """Writes a text shorter and can turn it back. Gives `None` where it has nothing to offer."""

    name: ClassVar[str]
    kinds: ClassVar[frozenset[Kind]]
    loses: ClassVar[Literal[False]]
    exactness: ClassVar[Exactness]

    def fold(self, text: str) -> str | None:
        """The shorter text."""

    def unfold(self, text: str) -> str:
        """The original again, from what `fold` gave."""


@runtime_checkable
class RecognisingForm(Protocol):
    """A lossless form that knows its own writing by the look of it."""

    def owns(self, text: str) -> bool:
        """Whether this text is of its writing."""


class LossyForm(Protocol):
    """Leaves parts of a block out and says which. Gives `None` where it has nothing to offer.

    The law: what stays is verbatim, and what stays and what the cuts name, in order, is the
    original. A form that cannot keep it (an excerpt of a page) cuts the `Whole`, so that nothing
    counts as shown. Writing shorter what stays is not its business: the pipeline folds it with the
    lossless forms, a gap (`gap`) in the place of each cut. So a text with gaps should still be of
    its kind: a cut row of a JSON array is decorated as a string, a cut line as a line.
    """

    name: ClassVar[str]
    kinds: ClassVar[frozenset[Kind]]
    loses: ClassVar[Literal[True]]

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        """What stays, and in its place each cut, in the order of the original.

        `room` is how many tokens the caller would like the whole to take at most, if it says.
        """


# ── What the engine asks of a store, without knowing one ─────────────────────────────────


class Marks(Protocol):
    """Writes and recognises markers for one original that may not be stored yet."""

    def mark(self, cut: Cut) -> str:
        """The marker that stands for this cut."""

    def again(self, cut: Cut) -> str:
        """The short marker for one more cut, in a text whose first marker has said the hash."""

    def owns(self, text: str) -> bool:
        """Whether a marker of ours stands in this text."""


class Receipt(Protocol):
    """Proof that an original is durable. Only a store makes one."""

    durable: ClassVar[Literal[True]]

    @property
    def hash(self) -> str:
        """The hash under which the original can be had."""

    def mark(self, cut: Cut) -> str:
        """The marker that stands for this cut."""

    def again(self, cut: Cut) -> str:
        """The short marker for one more cut of the same text."""


# ── The outcome ──────────────────────────────────────────────────────────────────────────


class Role(StrEnum):
    """What a form may do to a text."""

    LOSSLESS = "lossless"
    LOSSY = "lossy"  # leaves out by what it means
    OFFLOAD = "offload"  # leaves out blindly


TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Trial:
    """One way to write a block that was looked at: what it came to, and why it was not taken.

    `forms` are the forms of it, one on the other; the role is the first one's. Where it was not
    counted, because it could not win, `least` is what it has at least. The cost is its tokens and
    the price of what it leaves out.
    """

    forms: tuple[str, ...]
    role: Role
    verdict: str
    tokens: int | None = None
    least: int = 0
    cost: float | None = None

    @property
    def taken(self) -> bool:
        """Whether the block goes out like this."""
        return self.verdict == TAKEN


@dataclass(frozen=True, slots=True)
class Discard:
    """A form whose offer was not taken because something was wrong with it."""

    form: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rendering:
    """What became of a block. `reason` says why it stays as it is, where it does.

    `kind` is what it was taken for, and `trials` are all the ways that were looked at; a block that
    is left alone before anything is tried has neither.
    """

    block: Block
    candidate: Candidate
    tokens_before: int
    tokens_after: int
    reason: str = ""
    discards: tuple[Discard, ...] = ()
    kind: Kind | None = None
    trials: tuple[Trial, ...] = ()

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """What is left out."""
        return self.candidate.cuts

    @property
    def unchanged(self) -> bool:
        """Whether the block goes out as it came in."""
        return not self.candidate.forms

    def settle(self, keep: Callable[[str], Receipt]) -> str:
        """The text to send. Where something is left out, `keep` has stored the original first."""
        if not self.cuts:
            return self.candidate.write(no_marker)
        receipt = keep(self.block.text)
        return self.candidate.write(receipt.mark, receipt.again)


def no_marker(cut: Cut) -> str:
    """What writes the cuts of a candidate that has none."""
    raise AssertionError(f"a cut ({cut.what}) reached a rendering that has none")
