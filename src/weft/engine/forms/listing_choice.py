"""Choice of a listing: what the question names, what is unusual, and a sample; the rest in counts.

What any reader would want to see stays: the largest, newest and oldest of what has a size or a
time, odd permissions, the only file of its ending, what is named like an error, the first names of
a directory. Directories themselves stay where most lines are files. What goes is counted by ending.
A listing whose tree is short anyway is left to the tree.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from weft.engine.files.cuts import counted, pieces
from weft.engine.files.drawn_tree import PENS
from weft.engine.files.extremes import extremes
from weft.engine.files.found import lines_with
from weft.engine.files.listing_lines import width
from weft.engine.forms.file_choice import FileChoice, is_ours
from weft.engine.model import Kind
from weft.engine.signals.question import asked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.model import Block, Piece

FEWEST_LINES = 60
ENDS = 3  # first and last lines
ASKED = 40  # lines the question names
ASKED_SHARE = 4  # one of so many lines, at most
RARE = 3  # files of an ending that is as rare as that stay
RARE_LINES = 60
TELLING = 30  # names that tell of trouble or of secrets
PLACES = 60  # directories that are named
PLACES_SHARE = 12  # one of so many lines, at most
DEPTH = 6  # of these
PATHS_SHARE = 5  # one of so many lines has a slash where lines are paths
BARE_NAMES = 8_000  # characters; the same for names without paths, of which a tree saves little
BARE = 40_000  # characters; a shorter list of nothing but names is short as a tree

LONGEST_ENDING = 11  # characters, with the dot
OTHER = "other names"
_TELLING = (
    *("error", "crash", "dump", "fail", "secret", "password", ".env", ".pem", "id_rsa", ".bak"),
    *(".orig", "credential"),
)
_DRAWN = re.compile(r"[│| \u00a0]*[├└|`+\\][─┬-]+ ")
_HEADING = " Directory of "


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
        count = width(lines[:80])
        paths = text.count("/") * PATHS_SHARE > len(lines)
        if not count and len(text) < (BARE if paths else BARE_NAMES):
            return None
        endings = [_ending(line) for line in lines]
        stays = [False] * len(lines)
        for chosen in (
            range(ENDS),
            range(len(lines) - ENDS - 1, len(lines)),
            _places(lines),
            _rare(endings),
            _unusual(text, lines, count),
            _wanted(block.origin.question, endings),
            self.best(block.origin.question, lines, min(ASKED, len(lines) // ASKED_SHARE)),
        ):
            for at in chosen:
                stays[at] = True
        if any(pen.last in text for pen in PENS):
            _keep_above(lines, stays)
        if sum(stays) * 2 > len(lines):
            return None

        def label(first: int, last: int) -> str:
            return counted(Counter(endings[first:last]).most_common())

        return pieces(lines, stays, label)


def _keep_above(lines: Sequence[str], stays: list[bool]) -> None:
    """In a drawn tree what a name lies below stays with it."""
    wanted = 0
    for at in range(len(lines) - 1, -1, -1):
        drawn = _DRAWN.match(lines[at])
        depth = drawn.end() if drawn else 0
        if depth < wanted:
            stays[at] = True
        if stays[at]:
            wanted = depth


def _ending(line: str) -> str:
    """What a line is counted as."""
    tail = line[line.rfind(".") :]
    if 1 < len(tail) <= LONGEST_ENDING and tail[1].isalpha() and tail[1:].isalnum():
        return tail if "." in line[1:] else OTHER
    return OTHER


def _places(lines: Sequence[str]) -> Iterator[int]:
    """The first headings of sections, or the first name of each directory, as deep as few are."""
    most = min(PLACES, len(lines) // PLACES_SHARE)
    headings = [
        at for at, line in enumerate(lines) if line[-1:] == ":" or line.startswith(_HEADING)
    ]
    if headings:
        for at in sorted(headings, key=lambda at: lines[at].count("/"))[:most]:
            yield at
            if at and not lines[at - 1]:  # the blank line before it is its own
                yield at - 1
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


def _unusual(text: str, lines: Sequence[str], count: int) -> Iterator[int]:
    """The ends of each column, and telling names."""
    yield from islice(lines_with(text, _TELLING), TELLING)
    cells = [tuple(line.split(None, count)) for line in lines] if count else []
    numbers = [at for at, words in enumerate(cells) if len(words) == count + 1]
    if numbers:
        headings = [at for at, line in enumerate(lines) if line[-1:] == ":"]
        rows = [cells[at] for at in numbers]
        yield from extremes(numbers, rows, headings if len(headings) <= PLACES else ())


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
