"""Choice of search results: every file named, the best matches by the question, the rest counted.

Of each file the first match stays, so that no file goes unnamed; then definitions and what looks
like an error, then the matches that have most to do with the question, with a line around each.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.files.cuts import pieces
from weft.engine.files.matches import BELOW, NUMBERED, PLAIN, Match, read
from weft.engine.forms.legends import OURS
from weft.engine.model import Kind
from weft.engine.signals.relevance import BEST_MATCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Block, Piece

FEWEST_LINES = 40
ASKED = 40
DEFINITIONS = 20
TELLING = 20

_DEFINITION = re.compile(
    r"\s*(?:export |public |private |static |async |pub )*"
    r"(?:def|class|func|function|fn|struct|enum|interface|type|trait|impl|#define) \w"
)
_TELLING = re.compile(
    r"\b(?:error|exception|fatal|panic|fixme|deprecated|password|secret)\b", re.IGNORECASE
)


class SearchChoice:
    """Leaves matches out that say the least."""

    name: ClassVar[str] = "search_choice"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.SEARCH})
    loses: ClassVar[Literal[True]] = True

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:  # noqa: ARG002
        """The matches that stay, and how many go."""
        text = block.text
        lines = text.split("\n")
        if text.startswith(OURS) or len(lines) < FEWEST_LINES:
            return None
        numbered = len(NUMBERED.findall(text)) >= len(PLAIN.findall(text))
        found = read(lines, numbered=numbered)
        if not any(match.path for match in found):
            found = _below_names(lines)
        stays = _chosen(found, lines, block.origin.question)

        def label(first: int, last: int) -> str:
            gone = found[first:last]
            matches = sum(match.at[-1:] == ":" for match in gone)
            files = list(dict.fromkeys(match.path for match in gone if match.path))
            words = f"{matches} matches" if matches != 1 else "1 match"
            if matches < len(gone):
                words += f", {len(gone) - matches} lines around"
            return f"{words} in {files[0]}" if len(files) == 1 and files[0] else words

        return pieces(lines, stays, label)


def _below_names(lines: Sequence[str]) -> list[Match]:
    """Matches below the names of their files, or of one file that is not named."""
    found = []
    path = ""
    for line in lines:
        below = BELOW.match(line)
        if below:
            found.append(Match(path, below[0], line[below.end() :]))
        else:
            path = line if line and line != "--" else path
            found.append(Match("", "", line))
    return found


def _chosen(found: Sequence[Match], lines: Sequence[str], question: str) -> list[bool]:
    stays = [False] * len(found)
    seen: set[str] = set()
    definitions = telling = 0
    for at, (path, sign, line) in enumerate(found):
        if not sign:  # a break or a blank line goes with what is around it
            stays[at] = line not in ("--", "")
        elif sign[-1] != ":":
            continue
        elif path not in seen:
            seen.add(path)
            stays[at] = True
        elif definitions < DEFINITIONS and _DEFINITION.match(line):
            definitions += 1
            stays[at] = True
        elif telling < TELLING and _TELLING.search(line):
            telling += 1
            stays[at] = True
    scores = BEST_MATCH.scores(question, lines)
    best = sorted((-score, at) for at, score in enumerate(scores) if score > 0)
    for _, at in best[:ASKED]:
        stays[at] = True
    return stays


__all__ = ["SearchChoice"]
