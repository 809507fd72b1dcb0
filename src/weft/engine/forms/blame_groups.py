"""`git blame` by commit: who and when is said once for lines that stand together.

    521a4a47 (A. Writer 2026-11-20 17:55:42 +0000  8) def size():
    521a4a47 (A. Writer 2026-11-20 17:55:42 +0000  9)     return 4
    9b3c1d22 (B. Writer 2026-11-24 09:12:07 +0000 10)     return 8
    521a4a47 (A. Writer 2026-11-20 17:55:42 +0000 11) # end

    [git blame, lines below their commits, numbers 2 wide]
    521a4a47 (A. Writer 2026-11-20 17:55:42 +0000
    8) def size():
    9)     return 4
    9b3c1d22 (B. Writer 2026-11-24 09:12:07 +0000
    10)     return 8
    521a4a47
    11) # end

A commit that has said who and when says its name alone from then on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.files.matches import BLAMED
from weft.engine.forms.legends import BLAME, OURS
from weft.engine.gap import is_gap
from weft.engine.model import Exactness, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FEWEST = 4  # lines
AS_IS = "= "

_BELOW = re.compile(r"(\d+)\) (.*)", re.DOTALL)
_LEGEND = re.compile(re.escape(BLAME) + r"(\d{1,9}) wide\]")


class BlameGroups:
    """Writes lines below the commits they are from."""

    name: ClassVar[str] = "blame_groups"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.SEARCH})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def fold(self, text: str) -> str | None:
        """The lines by commit."""
        lines = text.split("\n")
        first = BLAMED.fullmatch(lines[0])
        if text.startswith(OURS) or len(lines) < FEWEST or first is None:
            return None
        width = len(first[2])
        return "\n".join([f"{BLAME}{width} wide]", *_write(lines, width)])

    def unfold(self, text: str) -> str:
        """The lines, each with its commit."""
        first, *lines = text.split("\n")
        legend = _LEGEND.fullmatch(first)
        if legend is None:
            raise ValueError("no line on top says that these lines are by commit")
        return "\n".join(_read(lines, int(legend[1])))


def _write(lines: Sequence[str], width: int) -> Iterator[str]:
    known: dict[str, str] = {}
    here = ""
    for line in lines:
        said = BLAMED.fullmatch(line)
        if said is None or len(said[2]) != width or said[2][-1:] == " ":
            yield line if is_gap(line) or not line else AS_IS + line
            continue
        head, number, body = said.groups()
        name = _name(head)
        if head == name != known.get(name, name):  # it would be taken for the one that said more
            yield AS_IS + line
            continue
        if head != here:
            yield name if known.get(name) == head else head
            known[name] = here = head
        yield f"{number.lstrip(' ')}) {body}"


def _read(lines: Sequence[str], width: int) -> Iterator[str]:
    known: dict[str, str] = {}
    head = ""
    for line in lines:
        below = _BELOW.fullmatch(line)
        if below:
            yield f"{head} {below[1]:>{width}}) {below[2]}"
        elif line.startswith(AS_IS):
            yield line[len(AS_IS) :]
        elif not line or is_gap(line):
            yield line
        else:
            head = known.get(line, line)
            known[_name(head)] = head


def _name(head: str) -> str:
    return head.partition(" ")[0]


__all__ = ["BlameGroups"]
