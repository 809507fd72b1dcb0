"""Choice of search results: every file named, the best matches by the question, the rest counted.

Of each file the first matches stay, as many as make a fourth of all, or forty. Where there are more
files than that, some stay, and the others are named with their counts by the marker they go with.
Then definitions and what looks like an error, and the matches that have most to do with the
question, those with the lines around them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from weft.engine.files.cuts import pieces
from weft.engine.files.matches import BELOW, BREAK, Match, Style, read, style_of
from weft.engine.forms.file_choice import FileChoice, is_ours
from weft.engine.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from weft.engine.model import Block, Piece

FEWEST_LINES = 40
SHARE = 4  # one of so many matches stays for being among the first of its file
FEW = 40  # so many stay whatever their share
NAMED = 20  # files that a marker names, at most
ASKED = 40
WITH_CONTEXT = 12  # of these, the best
AROUND = 2  # lines
DEFINITIONS = 20
TELLING = 20

_DEFINITION = re.compile(
    r"\s*(?:export |public |private |static |async |pub )*"
    r"(?:def|class|func|function|fn|struct|enum|interface|type|trait|impl|#define) \w"
)
_TELLING = re.compile(
    r"\b(?:error|exception|fatal|panic|fixme|deprecated|password|secret)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SearchChoice(FileChoice):
    """Leaves matches out that say the least."""

    name: ClassVar[str] = "search_choice"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.SEARCH})

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:  # noqa: ARG002
        """The matches that stay, and how many go."""
        text = block.text
        lines = text.split("\n")
        if is_ours(text) or len(lines) < FEWEST_LINES:
            return None
        style = style_of(text, lines)
        if style is Style.BLAMED:
            return None
        if style in (Style.HEADED, Style.ONE_FILE):
            found = _below_names(lines)
        else:
            found = read(lines, numbered=style is Style.NUMBERED)
        stays = _chosen(found)
        for rank, at in enumerate(self.best(block.origin.question, lines, ASKED)):
            stays[at] = True
            if rank < WITH_CONTEXT:
                _with_context(found, at, stays)

        def label(first: int, last: int) -> str:
            return _label(found[first:last])

        return pieces(lines, stays, label)


def _label(gone: Sequence[Match]) -> str:
    matches = [match.path for match in gone if match.at[-1:] == ":"]
    files = Counter(path for path in matches if path)
    words = f"{len(matches)} match{'es' * (len(matches) != 1)}"
    if around := sum(1 for match in gone if match.at) - len(matches):
        words += f", {around} lines around"
    if len(files) == 1:
        return f"{words} in {_leaf(next(iter(files)))}"
    if not files:
        return words
    said = ", ".join(f"{_leaf(path)} {times}" for path, times in list(files.items())[:NAMED])
    return f"{words}: {said}" + f" and {len(files) - NAMED} files" * (len(files) > NAMED)


def _leaf(path: str) -> str:
    return path[path.rfind("/") + 1 :]


def _below_names(lines: Sequence[str]) -> list[Match]:
    """Matches below the names of their files, or of one file that is not named."""
    found = []
    path = ""
    for line in lines:
        below = BELOW.match(line)
        if below:
            found.append(Match(path, below[0], line[below.end() :]))
        else:
            path = line if line and line != BREAK else path
            found.append(Match("", "", line))
    return found


def _chosen(found: Sequence[Match]) -> list[bool]:
    """What stays whatever the question."""
    stays = [False] * len(found)
    counts = Counter(match.path for match in found if match.at[-1:] == ":")
    most = max(FEW, counts.total() // SHARE)
    each = _first(counts, most)
    every = -(-len(counts) // most) or 1
    seen: Counter[str] = Counter()
    definitions = telling = 0
    for at, (path, sign, line) in enumerate(found):
        if not sign:  # a break goes with what is around it
            stays[at] = line != BREAK
        elif sign[-1] != ":":
            continue
        elif seen[path] < each:
            seen[path] += 1
            stays[at] = len(seen) % every == 0
        elif definitions < DEFINITIONS and _DEFINITION.match(line):
            definitions += 1
            stays[at] = True
        elif telling < TELLING and _TELLING.search(line):
            telling += 1
            stays[at] = True
    return stays


def _first(counts: Counter[str], most: int) -> int:
    """How many first matches of each file make their share."""
    each, times = 1, list(counts.values())
    while sum(min(each + 1, its) for its in times) <= most and each < max(times, default=0):
        each += 1
    return each


def _with_context(found: Sequence[Match], at: int, stays: list[bool]) -> None:
    """The lines around this one stay too."""
    path = found[at].path
    sides: tuple[Iterable[int], ...] = (
        range(at - 1, max(-1, at - 1 - AROUND), -1),
        range(at + 1, min(len(found), at + 1 + AROUND)),
    )
    for side in sides:
        for near in side:
            if found[near].path != path or found[near].at[-1:] == ":":
                break
            stays[near] = True


__all__ = ["SearchChoice"]
