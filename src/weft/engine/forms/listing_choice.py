"""Choice of a listing: what the question names, what is unusual, and a sample; the rest in counts.

What any reader would want to see stays: the largest, newest and oldest of what has a size or a
time, odd permissions, the only file of its ending, what is named like an error, the first names of
a directory. Directories themselves stay where most lines are files. What goes is counted by ending.
A listing whose tree is short anyway is left to the tree.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from weft.engine.files.columns import split
from weft.engine.files.cuts import counted, pieces
from weft.engine.files.found import lines_with
from weft.engine.files.listing_lines import width
from weft.engine.files.usual import MODE
from weft.engine.forms.file_choice import FileChoice, is_ours
from weft.engine.model import Kind
from weft.engine.signals.question import asked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.model import Block, Piece

FEWEST_LINES = 60
ENDS = 3  # first and last lines
EXTREMES = 8  # largest and smallest rows, by each column that is a size
ASKED = 40  # lines the question names
ASKED_SHARE = 4  # one of so many lines, at most
RARE = 3  # files of an ending that is as rare as that stay
RARE_LINES = 60
TELLING = 30  # names that tell of trouble or of secrets
PLACES = 60  # directories that are named
PLACES_SHARE = 12  # one of so many lines, at most
DEPTH = 6  # of these
BARE = 40_000  # characters; a shorter list of nothing but names is short as a tree

LONGEST_ENDING = 11  # characters, with the dot
OTHER = "other names"
_SIZE = re.compile(r"(\d+(?:[.,]\d+)?)([KMGTPkmgtb]?)(?:i?B)?")
_UNIT = {"": 0, "b": 0, "K": 10, "k": 10, "M": 20, "m": 20, "G": 30, "g": 30, "T": 40, "t": 40}
_TELLING = (
    *("error", "crash", "dump", "fail", "secret", "password", ".env", ".pem", "id_rsa", ".bak"),
    *(".orig", "credential"),
)
_HEADING = " Directory of "
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class ListingChoice(FileChoice):
    """Leaves the usual files out."""

    name: ClassVar[str] = "listing_choice"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.LISTING})

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:  # noqa: ARG002
        """The lines that stay, and counts of those that go."""
        text = block.text
        lines = text.split("\n")
        if is_ours(text) or len(lines) < FEWEST_LINES:
            return None
        if len(text) < BARE and not width(lines[:80]):
            return None
        endings = [_ending(line) for line in lines]
        stays = [False] * len(lines)
        for chosen in (
            range(ENDS),
            range(len(lines) - ENDS - 1, len(lines)),
            _places(lines),
            _rare(endings),
            _unusual(text, lines),
            _wanted(block.origin.question, endings),
            self.best(block.origin.question, lines, min(ASKED, len(lines) // ASKED_SHARE)),
        ):
            for at in chosen:
                stays[at] = True
        if sum(stays) * 2 > len(lines):
            return None

        def label(first: int, last: int) -> str:
            return counted(Counter(endings[first:last]).most_common())

        return pieces(lines, stays, label)


def _ending(line: str) -> str:
    """What a line is counted as."""
    tail = line[line.rfind(".") :]
    if 1 < len(tail) <= LONGEST_ENDING and tail[1].isalpha() and tail[1:].isalnum():
        return tail if "." in line[1:] else OTHER
    return OTHER


def _places(lines: Sequence[str]) -> Iterator[int]:
    """The headings of sections, or the first name of each directory, as deep as there are few."""
    most = min(PLACES, len(lines) // PLACES_SHARE)
    headings = [
        at for at, line in enumerate(lines) if line[-1:] == ":" or line.startswith(_HEADING)
    ]
    if headings:
        yield from headings if len(headings) <= most else ()
        return
    parts = [line[: line.rfind("/")].split(None)[-1:] for line in lines]
    split_up = [part[0].split("/") if part else [] for part in parts]
    for depth in range(DEPTH, 0, -1):
        first = dict(
            zip(
                [tuple(part[:depth]) for part in reversed(split_up)],
                range(len(lines) - 1, -1, -1),
                strict=True,
            )
        )
        if len(first) <= most:
            yield from first.values()
            return


def _rare(endings: Sequence[str]) -> Iterator[int]:
    """Files whose ending hardly any other has."""
    times = Counter(endings)
    rare = [at for at, ending in enumerate(endings) if times[ending] <= RARE]
    yield from rare[:RARE_LINES]


def _unusual(text: str, lines: Sequence[str]) -> Iterator[int]:
    """The extremes of every size and day, odd permissions, telling names."""
    yield from islice(lines_with(text, _TELLING), TELLING)
    count = width(lines[:80])
    rows = [(at, line.split(None, count)) for at, line in enumerate(lines)] if count else []
    rows = [(at, words) for at, words in rows if len(words) == count + 1]
    if not rows or split(text.removesuffix("\n"), count) is None:
        return
    for column in range(count):
        values = [words[column] for _, words in rows]
        if all(map(MODE.fullmatch, values)):
            modes = Counter(values)
            odd = [
                at for (at, _), mode in zip(rows, values, strict=True) if modes[mode] <= RARE_LINES
            ]
            if len(odd) * 4 <= len(rows):
                yield from odd[:RARE_LINES]
        elif len(set(values)) > 1 and _have_an_order(values):
            yield from _ends_of(rows, values)
            yield from _widest(rows, values, lines)


def _have_an_order(values: Sequence[str]) -> bool:
    return all(map(_SIZE.fullmatch, values)) or all(map(_DAY.fullmatch, values))


def _ends_of(rows: Sequence[tuple[int, list[str]]], values: Sequence[str]) -> Iterator[int]:
    """The rows with the largest and the smallest values, among all and among files alone."""
    ranks = [_rank(value) for value in values]
    paths = [words[-1] for _, words in rows]
    places = {path[: path.rfind("/")] for path in paths if "/" in path}
    order = sorted(range(len(rows)), key=ranks.__getitem__)
    files = [at for at in order if paths[at].rstrip("/") not in places]
    for at in (*order[-EXTREMES:], *order[:1], *files[-EXTREMES:], *files[:1]):
        yield rows[at][0]


def _widest(
    rows: Sequence[tuple[int, list[str]]], values: Sequence[str], lines: Sequence[str]
) -> Iterator[int]:
    """Of each section the row with the longest value: the width of the column follows from it."""
    sections: dict[int, tuple[int, int]] = {}
    headings = [at for at, line in enumerate(lines) if line[-1:] == ":"]
    if not headings or len(headings) > PLACES:
        return
    for (at, _), value in zip(rows, values, strict=True):
        section = bisect_right(headings, at)
        sections[section] = max(sections.get(section, (0, 0)), (len(value), -at))
    yield from (-at for _, at in sections.values())


def _rank(value: str) -> float:
    size = _SIZE.fullmatch(value)
    if size is None:  # a day
        return float(value.replace("-", ""))
    return float(size[1].replace(",", ".")) * (1 << _UNIT.get(size[2], 0))


def _wanted(question: str, endings: Sequence[str]) -> Iterator[int]:
    """Files of the endings that the question asks for."""
    terms = asked(question)
    if not terms:
        return
    known = {ending[1:].lower(): ending for ending in set(endings) if ending[0] == "."}
    wanted = {
        known[word]
        for word in (*terms.words, *terms.names)
        if word.lstrip(".") in known and word in known
    }
    times = Counter(endings)
    for at, ending in enumerate(endings):
        if ending in wanted and times[ending] <= ASKED:
            yield at


__all__ = ["ListingChoice"]
