"""Ways in which programs write the same listing: each can be taken off and put on again.

    .:                      .                          a heading for each directory (`ls -R`)
    run.sh  src             ./run.sh
                            ./src
    ./src:                  ./src/gap.py
    gap.py

     M src/gap.py           .M src/gap.py              blanks that mean something (`git status -s`)

    <DIR>          src               <DIR> src         words on the left among numbers on the right

and CR LF at the end of each line. What is the same for all of them is in `columns` and `path_tree`.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from collections.abc import Callable

FEWEST = 3  # sections
LOOK = 300  # characters in which a state must stand

_STATES = re.compile(r"^(?! {2})([ ACDMRTU?!])([ ACDMRTU?!]) (?=[^ \n])", re.MULTILINE)
_DOTTED = re.compile(r"^([.ACDMRTU?!])([.ACDMRTU?!]) (?=[^ \n])", re.MULTILINE)
_LEFT = re.compile(r"^(\d[\d/.-]+ +\d\d:\d\d(?: [AP]M)?) {4}(<[A-Z]+>)( +)(?=\S)", re.MULTILINE)
_RIGHT = re.compile(r"^(\d[\d/.-]+ +\d\d:\d\d(?: [AP]M)?)( +)(<[A-Z]+>) (?=\S)", re.MULTILINE)


class Way(NamedTuple):
    """A way of writing. `off` gives nothing where the text is not written so."""

    word: str
    off: Callable[[str], str | None]
    on: Callable[[str], str]


def _returns_off(text: str) -> str | None:
    if "\r" not in text or text.count("\r\n") != text.count("\n") or not text.endswith("\r\n"):
        return None
    return text.replace("\r\n", "\n")


def _returns_on(text: str) -> str:
    return text.replace("\n", "\r\n")


def _states_off(text: str) -> str | None:
    if not _STATES.search(text, 0, LOOK):
        return None
    dotted, times = _STATES.subn(lambda state: (state[1] + state[2]).replace(" ", ".") + " ", text)
    return dotted if times * 10 > 9 * text.count("\n") and times else None


def _states_on(text: str) -> str:
    return _DOTTED.sub(lambda state: (state[1] + state[2]).replace(".", " ") + " ", text)


def _words_off(text: str) -> str | None:
    if "    <" not in text or _RIGHT.search(text.replace("    <DIR>          ", "")):
        return None
    return _LEFT.sub(lambda row: f"{row[1]}{row[3]}   {row[2]} ", text)


def _words_on(text: str) -> str:
    return _RIGHT.sub(lambda row: f"{row[1]}    {row[3]}{row[2][3:]}", text)


def _sections_off(text: str) -> str | None:
    if ":\n" not in text or "/\n" in text:
        return None
    paths: list[str] = []
    sections = text.removesuffix("\n").split("\n\n")
    if len(sections) < FEWEST:
        return None
    for section in sections:
        heading, *names = section.split("\n")
        if heading[-1:] != ":" or heading.endswith(("/:", " :")) or heading == ":":
            return None
        place = heading[:-1]
        if not names or is_gap(names[0]):
            paths.append(place + "/")
        if names and (names[0].startswith("total ") or not all(names)):
            return None
        paths += [name if is_gap(name) else f"{place}/{name}" for name in names]
    return "\n".join(paths) + "\n" * text.endswith("\n")


def _sections_on(text: str) -> str:
    place = ""

    def of(path: str) -> str:
        nonlocal place
        if not is_gap(path):
            place = path[: path.rfind("/")]
        return place

    sections = []
    for directory, paths in groupby(text.removesuffix("\n").split("\n"), of):
        start = len(directory) + 1
        names = [path if is_gap(path) else path[start:] for path in paths]
        sections.append("\n".join([directory + ":", *filter(None, names)]))
    return "\n\n".join(sections) + "\n" * text.endswith("\n")


WAYS = (
    Way("each line ends in CR LF", _returns_off, _returns_on),
    Way("a heading for each directory", _sections_off, _sections_on),
    Way("a dot for a blank in git's states", _states_off, _states_on),
    Way("<DIR> on the left", _words_off, _words_on),
)


__all__ = ["WAYS", "Way"]
