"""Search results by file: directory and file written once, above their matches.

    src/weft/engine/gap.py:30:def is_gap(text):        [matches by file]
    src/weft/engine/gap.py-31-    return True          src/weft/engine/
    src/weft/engine/model.py:12:class Kind:            gap.py:
    src/weft/cli/main.py:7:import sys                  30:def is_gap(text):
                                                       31-    return True
                                                       model.py:
                                                       12:class Kind:
                                                       src/weft/cli/main.py:
                                                       7:import sys

Matches without numbers are indented by a blank. The order stays; a file that comes again later is
written again. What is no match stands as it is, or behind `= ` where it could be taken for one.
The line on top also says whether breaks (`--`) are left out because they follow from the numbers,
whether the files stood above their matches already, and whether each line ended in CR LF.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.files.matches import BELOW, BREAK, Match, Style, headed, read, style_of
from weft.engine.forms.legends import BY_FILE, OURS
from weft.engine.model import Exactness, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SIGNS = ":-="
AS_IS = "= "
HERE = "./"
FEW = 20  # lines to one match, with all the context around it, at most

UNNUMBERED = "without numbers"
BREAKS = "breaks where numbers jump"
HEADED = "a blank line between files"
RETURNS = "each line ends in CR LF"


class SearchGroups:
    """Writes matches below their files."""

    name: ClassVar[str] = "search_groups"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.SEARCH})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def fold(self, text: str) -> str | None:
        """The matches by file."""
        if text.startswith(OURS):
            return None
        words: list[str] = []
        if "\r\n" in text and text.count("\r\n") == text.count("\n"):
            text = text.replace("\r\n", "\n")
            words.append(RETURNS)
        lines = text.split("\n")
        style = style_of(text, lines)
        numbered = style is not Style.PLAIN
        if style is Style.ONE_FILE:
            return None
        if style is Style.HEADED:
            bare = _without_blanks(headed(lines))
            if bare is None:
                return None
            found = bare
            words.append(HEADED)
        else:
            found = read(lines, numbered=numbered)
            if sum(match.path != "" for match in found) * FEW < len(lines):
                return None
        if not numbered:
            words.append(UNNUMBERED)
        if numbered and BREAK in lines:
            unbroken = [match for match in found if match.path or match.line != BREAK]
            if list(_with_breaks(unbroken, headed=HEADED in words)) == found:
                found = unbroken
                words.append(BREAKS)
        folded = _write(found, numbered=numbered)
        return "\n".join([f"{'; '.join([BY_FILE, *words])}]", *folded])

    def unfold(self, text: str) -> str:
        """The matches line by line."""
        legend, *lines = text.split("\n")
        if not legend.startswith(BY_FILE):
            raise ValueError("no line on top says that these are matches by file")
        words = legend[:-1].split("; ")[1:]
        found = list(_read(lines, numbered=UNNUMBERED not in words))
        if BREAKS in words:
            found = list(_with_breaks(found, headed=HEADED in words))
        if HEADED in words:
            written = list(_below_names(found))
        else:
            written = [path + at + line for path, at, line in found]
        return ("\r\n" if RETURNS in words else "\n").join(written)


def _without_blanks(found: Sequence[Match] | None) -> list[Match] | None:
    """Matches below names without the names and the blank lines that follow from them."""
    if found is None:
        return None
    bare: list[Match] = []
    for at, match in enumerate(found):
        if match.path and not match.at:
            if at and found[at - 1] != ("", "", ""):
                return None
            if bare:
                bare.pop()
            if at + 1 == len(found) or found[at + 1].path != match.path:
                return None
            if bare and bare[-1].path == match.path:
                return None
        else:
            bare.append(match)
    return bare


def _below_names(found: Sequence[Match]) -> Iterator[str]:
    path = ""
    for match in found:
        if match.path and match.path != path:
            if path:
                yield ""
            path = match.path
            yield path
        yield match.at[1:] + match.line


def _with_breaks(found: Sequence[Match], *, headed: bool) -> Iterator[Match]:
    """The matches with a break wherever the numbers of two lines next to each other jump.

    Between files one stands too, unless they stand below their names.
    """
    path, number = "", 0
    for match in found:
        if not match.path:
            path = ""
            yield match
            continue
        here = int(match.at.strip(SIGNS)[:18])
        jumps = here != number + 1 if match.path == path else not headed
        if path and jumps:
            yield Match("", "", BREAK)
        yield match
        path, number = match.path, here


def _write(found: Sequence[Match], *, numbered: bool) -> Iterator[str]:
    here = last = ""
    runs = [(path, list(run)) for path, run in groupby(found, lambda match: match.path)]
    places = [path[: path.rfind("/") + 1] for path, _ in runs if path]
    following = iter([*places[1:], ""])
    for path, run in runs:
        if not path:
            for _, _, line in run:
                yield AS_IS + line if _misleads(line, numbered=numbered) else line
            continue
        directory = path[: path.rfind("/") + 1]
        after = next(following)
        if path == last:
            pass  # what stood between was no match
        elif directory == here:
            yield path[len(directory) :] + ":"
        elif directory and after != directory:
            yield path + ":"  # alone in its directory
        else:
            yield directory or AS_IS + HERE
            here = directory
            yield path[len(directory) :] + ":"
        last = path
        for _, at, line in run:
            yield (at[1:] if at[0] in SIGNS else at) + line if numbered else " " + line


def _misleads(line: str, *, numbered: bool) -> bool:
    """Whether a line that is no match would be taken for a heading or a match."""
    return (
        line.endswith(("/", ":"))
        or line.startswith(AS_IS)
        or (BELOW.match(line) is not None if numbered else line.startswith(" "))
    )


def _read(lines: Sequence[str], *, numbered: bool) -> Iterator[Match]:
    directory = path = ""
    for line in lines:
        below = BELOW.match(line) if numbered else line.startswith(" ")
        if below and path:
            number = below[0] if numbered else ""  # type: ignore[index]
            yield Match(path, number[-1:] + number or ":", line[len(number) or 1 :])
        elif line == AS_IS + HERE:
            directory = ""
        elif line.startswith(AS_IS):
            yield Match("", "", line[len(AS_IS) :])
        elif line.endswith("/"):
            directory = line
        elif line.endswith(":"):
            path = line[:-1] if "/" in line else directory + line[:-1]
        else:
            yield Match("", "", line)


__all__ = ["SearchGroups"]
