"""Where the values stand in a JSON text: spans of characters, found by one linear scan.

Nothing here gives objects: the answer to a question is the source's own text, so
number text, key order, duplicate keys and escapes survive. No recursion, so nesting of any
depth is read or refused, never fatal. What lies inside a value that nobody asks about is only
checked for its strings and its brackets.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from weft.engine.view import view

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from weft.engine.json_path import Path

MAX_DEPTH = 100_000  # brackets open at once; parsers give up far earlier
MAX_ARRAY_DEPTH = 12  # steps to an array that is found without being named
MAX_DOTTED = 8  # parts of a key that has dots in it
MAX_DIGITS = 18  # of a position
MOST_REMEMBERED = 1 << 20  # characters
SAMPLED_ELEMENTS = 8  # elements of an array in which further arrays are looked for

_STRING = r'"(?:[^"\\]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"'
_NUMBER = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?"
_LEAF = re.compile(rf"{_STRING}|(?:{_NUMBER}|true|false|null|NaN|-?Infinity)\b")
_KEY = re.compile(rf"({_STRING})[ \t\r\n]*+:[ \t\r\n]*+")
_BRACKET = re.compile(rf'[^"\[\]{{}}]*+(?:{_STRING}[^"\[\]{{}}]*+)*+([\[\]{{}}])')
_BLANK = re.compile(r"[ \t\r\n]*+")
# A member whose value holds no further array or object, with what follows it: nearly all are so.
_FLAT = rf'[^"\[\]{{}}]*+(?:{_STRING}[^"\[\]{{}}]*+)*+'
_ITEM = rf"({_LEAF.pattern}|\[{_FLAT}\]|\{{{_FLAT}\}})[ \t\r\n]*+([,\]}}])[ \t\r\n]*+"
_ELEMENT = re.compile(rf"()[ \t\r\n]*+{_ITEM}")
_MEMBER = re.compile(rf"({_STRING})[ \t\r\n]*+:[ \t\r\n]*+{_ITEM}")
LINE_STEP = re.compile(r"line ([1-9][0-9]{0,8})")
_LEAD = re.compile(r"\ufeff?[ \t\r\n]*+")
# The parser of the standard library, for where a value ends: it runs in C. Numbers stay text.
_SCAN = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str).scan_once  # type: ignore[attr-defined]
_skim = msgspec.json.Decoder(msgspec.Raw).decode
_CLOSERS = {"[": "]", "{": "}"}

Child = tuple[str, int, int]
"""The source of the key (empty in an array), and where the value starts and ends."""


class NotJsonError(Exception):
    """The text is not JSON from this character on."""


class Found(NamedTuple):
    """An array in a document."""

    path: Path
    start: int
    rows: int
    objects: int


def end_of(text: str, start: int) -> int:
    """Where the value that starts here ends."""
    if text[start : start + 1] not in _CLOSERS:
        leaf = _LEAF.match(text, start)
        if leaf is None:
            raise NotJsonError(start)
        return leaf.end()
    try:
        return int(_SCAN(text, start)[1])
    except (StopIteration, ValueError, RecursionError):
        return _end_by_brackets(text, start)


def _end_by_brackets(text: str, start: int) -> int:
    """The same for a value that no parser reads: too deep, or with something odd inside."""
    closers: list[str] = []
    at = start
    while True:
        match = _BRACKET.match(text, at)
        if match is None or len(closers) > MAX_DEPTH:
            raise NotJsonError(at)
        bracket, at = match[1], match.end()
        closer = _CLOSERS.get(bracket)
        if closer:
            closers.append(closer)
        elif closers.pop() != bracket:
            raise NotJsonError(at)
        if not closers:
            return at


def children(text: str, start: int) -> Generator[Child, None, int]:
    """The values directly in the array or object that starts here. Returns where it ends."""
    closer = _CLOSERS[text[start]]
    named = closer == "}"
    easy = (_MEMBER if named else _ELEMENT).match
    at = _skip(text, start + 1)
    if text[at : at + 1] == closer:
        return at + 1
    while True:
        match = easy(text, at)
        if match is not None:
            yield match[1], *match.span(2)
            mark = match[3]
            if mark == ",":
                at = match.end()
                continue
            if mark == closer:
                return match.end(3)
            raise NotJsonError(match.start(3))
        key = ""
        if named:
            name = _KEY.match(text, at)
            if name is None:
                raise NotJsonError(at)
            key, at = name[1], name.end()
        end = end_of(text, at)
        yield key, at, end
        at = _skip(text, end)
        mark = text[at : at + 1]
        if mark == closer:
            return at + 1
        if mark != ",":
            raise NotJsonError(at)
        at = _skip(text, at + 1)


def children_of(text: str, start: int) -> Sequence[Child]:
    """The values directly in the array or object that starts here.

    What is cut is looked for when it is chosen and again when it is checked, so the last few
    answers are remembered.
    """
    return (_remembered if len(text) <= MOST_REMEMBERED else _listed)(text, start)


def _listed(text: str, start: int) -> Sequence[Child]:
    return list(children(text, start))


_remembered = view(8)(_listed)


def document(text: str) -> int | None:
    """Where the value starts if the text is one JSON array or object and nothing else."""
    start = _lead(text)
    if text[start : start + 1] not in _CLOSERS:
        return None
    try:
        _skim(text.encode())
    except (UnicodeEncodeError, RecursionError, msgspec.DecodeError):
        pass  # by the letter it is none, or too deep; the scan below lets more pass
    else:
        return start
    try:
        end = end_of(text, start)
    except NotJsonError:
        return None
    return start if _skip(text, end) == len(text) else None


def line_step(line: int) -> str:
    """The first step of a path into a document that begins on a line of a larger text."""
    return f"line {line}"


def document_below(text: str, path: Path) -> tuple[int | None, Path]:
    """Where the document starts that the first step of a path names by its line, and the rest."""
    step = LINE_STEP.fullmatch(path[0]) if path else None
    if step is None:
        return None, path
    start = 0
    for _ in range(int(step[1]) - 1):
        start = text.find("\n", start) + 1
        if not start:
            return None, path
    return (start if text[start : start + 1] in _CLOSERS else None), path[1:]


def name_of(key: str) -> str:
    """The key that this source spells."""
    return str(json.loads(key, strict=False)) if "\\" in key else key[1:-1]


def resolve(text: str, start: int, path: Path) -> tuple[int, int] | None:
    """Where the value at this path stands. The last of duplicate keys counts.

    A key that has dots in it is found by them as they stand: `http.status` is looked for as one
    key and as one inside the other, the longer key first.
    """
    if not path:
        return start, end_of(text, start)
    while True:
        found = _member(text, start, path) if text[start] == "{" else _element(text, start, path)
        if found is None:
            return None
        taken, start, end = found
        path = path[taken:]
        if not path:
            return start, end


def _member(text: str, start: int, path: Path) -> tuple[int, int, int] | None:
    wanted = {".".join(path[:size]): size for size in range(1, min(len(path), MAX_DOTTED) + 1)}
    best = None
    for key, begin, end in children(text, start):
        taken = wanted.get(name_of(key), 0)
        if taken and (best is None or taken >= best[0]):
            best = (taken, begin, end)
    return best


def _element(text: str, start: int, path: Path) -> tuple[int, int, int] | None:
    step = path[0]
    if text[start] != "[" or not (step.isascii() and step.isdecimal()) or len(step) > MAX_DIGITS:
        return None
    for index, (_, begin, end) in enumerate(children(text, start)):
        if index == int(step):
            return 1, begin, end
    return None


def arrays(text: str, start: int) -> Iterator[Found]:
    """The arrays of a document, each before those inside it."""
    waiting: list[tuple[Path, int]] = [((), start)]
    while waiting:
        path, start = waiting.pop()
        named = text[start] == "{"
        rows = objects = 0
        inside: list[tuple[Path, int]] = []
        for key, begin, _ in children(text, start):
            opener = text[begin]
            rows += 1
            objects += opener == "{"
            if opener in _CLOSERS and (named or rows <= SAMPLED_ELEMENTS):
                step = name_of(key) if named else str(rows - 1)
                if len(path) < MAX_ARRAY_DEPTH:
                    inside.append(((*path, step), begin))
        if not named:
            yield Found(path, start, rows, objects)
        waiting.extend(reversed(inside))


def _lead(text: str) -> int:
    return _LEAD.match(text).end()  # type: ignore[union-attr]


def _skip(text: str, at: int) -> int:
    return _BLANK.match(text, at).end()  # type: ignore[union-attr]
