"""Search results by file: directory and file written once, above their matches.

    src/weft/engine/gap.py:30:def is_gap(text):        [matches by file]
    src/weft/engine/gap.py-31-    return True          src/weft/engine/
    src/weft/engine/model.py:12:class Kind:            gap.py:
                                                       30:def is_gap(text):
                                                       31-    return True
                                                       model.py:
                                                       12:class Kind:

Matches without numbers are indented by a blank. The order stays; a file that comes again later is
written again. What is no match stands as it is, or behind `= ` where it could be taken for one.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.files.matches import BELOW, NUMBERED, PLAIN, read
from weft.engine.forms.legends import BY_FILE, OURS, UNNUMBERED
from weft.engine.model import Exactness, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.files.matches import Match

AS_IS = "= "
HERE = "./"
FEW = 12  # lines to one match, with all the context around it, at most


class SearchGroups:
    """Writes matches below their files."""

    name: ClassVar[str] = "search_groups"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.SEARCH})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def fold(self, text: str) -> str | None:
        """The matches by file."""
        if text.startswith(OURS) or "\r" in text:
            return None
        numbers, plain = len(NUMBERED.findall(text)), len(PLAIN.findall(text))
        numbered = numbers >= plain
        lines = text.split("\n")
        if max(numbers, plain) * FEW < len(lines):
            return None
        folded = list(_write(read(lines, numbered=numbered), numbered=numbered))
        return "\n".join([BY_FILE if numbered else UNNUMBERED, *folded])

    def unfold(self, text: str) -> str:
        """The matches line by line."""
        legend, *lines = text.split("\n")
        if legend not in (BY_FILE, UNNUMBERED):
            raise ValueError("no line on top says that these are matches by file")
        return "\n".join(_read(lines, numbered=legend == BY_FILE))


def _write(found: Sequence[Match], *, numbered: bool) -> Iterator[str]:
    here = ""
    for path, run in groupby(found, lambda match: match.path):
        if not path:
            for _, _, line in run:
                yield AS_IS + line if _misleads(line, numbered=numbered) else line
            continue
        directory = path[: path.rfind("/") + 1]
        if directory != here:
            yield directory or AS_IS + HERE
            here = directory
        yield path[len(directory) :] + ":"
        for _, at, line in run:
            if numbered:
                yield (at if at[-1] == ":" else at[1:]) + line
            else:
                yield " " + line


def _misleads(line: str, *, numbered: bool) -> bool:
    """Whether a line that is no match would be taken for a heading or a match."""
    return (
        line.endswith(("/", ":"))
        or line.startswith(AS_IS)
        or (BELOW.match(line) is not None if numbered else line.startswith(" "))
    )


def _read(lines: Sequence[str], *, numbered: bool) -> Iterator[str]:
    directory = path = ""
    for line in lines:
        below = BELOW.match(line) if numbered else line.startswith(" ")
        if below and path:
            sign = line[below.end() - 1] if numbered else ":"  # type: ignore[union-attr]
            yield f"{path}{sign}{line if numbered else line[1:]}"
        elif line == AS_IS + HERE:
            directory = ""
        elif line.startswith(AS_IS):
            yield line[len(AS_IS) :]
        elif line.endswith("/"):
            directory = line
        elif line.endswith(":"):
            path = directory + line[:-1]
        else:
            yield line


__all__ = ["SearchGroups"]
