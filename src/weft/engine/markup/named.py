"""What is left out of a document, in words: the headings of sections, or how much of what.

All headings are named, so that a reader knows what can be asked for. A label has an end, so a run
of many sections is told in several labels.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from weft.engine.markup.unit import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.markup.unit import Unit

LABEL = 440  # characters
NAME = 90  # characters of a heading
COUNTED = 600  # characters left out, from which on it is worth saying what they were

_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_UNFIT = str.maketrans(
    {"<": "‹", ">": "›", ";": ",", **dict.fromkeys("\"'`\\", "")}
    | dict.fromkeys(map(chr, range(32)), " ")
)
_BEGINS = " #*=:|"
_ENDS = " \t:-_~.^#*=|"


def runs(
    units: Sequence[Unit], stay: set[int], names: Sequence[str], sizes: Sequence[int]
) -> Iterator[tuple[int, int, str]]:
    """Each run of units that go: the first, the one after the last, and the label."""
    first = 0
    while first < len(units):
        if first in stay:
            first += 1
            continue
        last, label = _run(units, stay, names, first)
        yield first, last, label or _counts(units, sizes, first, last)
        first = last


def _run(
    units: Sequence[Unit], stay: set[int], names: Sequence[str], first: int
) -> tuple[int, str]:
    said: list[str] = []
    length = 0
    last = first
    while last < len(units) and last not in stay:
        if units[last].role is Role.HEADING and names[last]:
            if said and length + len(names[last]) > LABEL:
                break
            said.append(names[last])
            length += len(names[last]) + 2
        last += 1
    return last, "; ".join(said)


def _counts(units: Sequence[Unit], sizes: Sequence[int], first: int, last: int) -> str:
    roles = Counter(units[at].role for at in range(first, last))
    if sum(sizes[first:last]) < COUNTED and not roles.keys() & {Role.CONTENTS, Role.BADGE}:
        return ""
    return ", ".join(_many(role, count) for role, count in roles.most_common(4))


def _many(role: Role, count: int) -> str:
    if role in (Role.CONTENTS, Role.BADGE):
        return role.value if role is Role.CONTENTS else "badges"
    return f"{count} {role.value}{'s' * (count > 1)}"


def heading_name(text: str) -> str:
    """A heading as a label may say it."""
    first = text.strip().partition("\n")[0]
    plain = _LINK.sub(r"\1", first).translate(_UNFIT)
    name = " ".join(plain.encode("utf-8", "replace").decode().split()).lstrip(_BEGINS).rstrip(_ENDS)
    return name if len(name) <= NAME else name[: NAME - 1].rstrip() + "…"


__all__ = ["heading_name", "runs"]
