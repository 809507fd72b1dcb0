"""Repeats: what stands earlier in the conversation is said by reference, with what differs.

A file is read again, or a part of it, or all of it after an edit. The lines that the model has in
front of it already are left out, and a marker in their place says where they stand; it resolves to
the original as any marker does, should the client drop that place one day.

Only where it is certain that the lines stand there, as they are: an earlier text that was itself
cut or folded is no place to point at. Earlier items are not searched one by one: a few lines of the
new text are looked for in the bytes of the body, and only items in which one is found are read.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

import msgspec

from weft.dialects.splice import find, quoted
from weft.engine.model import Candidate, Cut, Lines, Rendering
from weft.engine.repeats import Seen, Shelf, repeat
from weft.rewrite.sight import AS_BEFORE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from weft.dialects.slot import Call, Path
    from weft.engine.model import Marks, Piece
    from weft.engine.repeats import Repeat
    from weft.rewrite.sight import Found, Sight

LEAST = 600  # characters; a shorter text is shorter than the pointing
WORTH = 0.7  # of its tokens at most may remain
_PROBES = 6  # lines that are looked for
_PROBE = 24  # characters that such a line has at least
_PLACES = 6  # earlier items that are read, at most
_NAME = 60  # characters of what an earlier text is called
_SAYING = ("command", "cmd", "file_path", "path", "absolute_path", "filename", "pattern", "query")


class Repeats:
    """What stands earlier in one request, in the form in which it goes out."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._ends = [step.end for step in sight.steps] + [each.span.end for each in sight.items]

    def of(self, found: Found, marks: Marks, count: Callable[[str], int]) -> Rendering | None:
        """The text with references in the place of what stands earlier, where that is worth it."""
        text = found.placed.block.text
        if len(text) < LEAST:
            return None
        shelf = Shelf.of(self._earlier(found))
        again = repeat(text, shelf) if shelf.texts else None
        if again is None or again.new > WORTH * len(text):
            return None
        candidate = Candidate((AS_BEFORE,), tuple(_pieces(again)))
        before = count(text)
        after = count(candidate.write(marks.mark, marks.again))
        if after > WORTH * before:
            return None
        return Rendering(found.placed.block, candidate, before, after)

    def _earlier(self, found: Found) -> Iterator[tuple[str, str]]:
        """Earlier texts that have lines of this one, by what they are called; newest first."""
        begin = self._begin(found.placed.item)
        read: dict[int, list[tuple[str, str]]] = {}
        for line in _probes(found.placed.block.text):
            self._look_back(quoted(line)[1:-1], begin, read)
        named: set[str] = set()
        for name, text in (each for texts in read.values() for each in texts):
            if name not in named:
                named.add(name)
                yield name, text

    def _look_back(self, line: bytes, end: int, read: dict[int, list[tuple[str, str]]]) -> None:
        """Read the last item with this line whose texts are whole, and those on the way to it."""
        while (at := self._sight.body.rfind(line, 0, end)) >= 0:
            item = bisect_right(self._ends, at)
            if item not in read and len(read) == _PLACES:
                return
            if item not in read:
                read[item] = list(self._texts(item))
            if read[item]:
                return
            end = self._begin(item)

    def _begin(self, number: int) -> int:
        return self._ends[number - 1] if number else 0

    def _texts(self, number: int) -> Iterator[tuple[str, str]]:
        """The texts of an item that the model sees line by line as they came."""
        sight = self._sight
        start = max(self._begin(number), sight.layout.begin)
        raw = sight.body[start : self._ends[number]]
        start += len(raw) - len(raw := raw.lstrip(b", \t\r\n"))
        try:
            item = msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return
        slots = {slot.path: slot for slot in sight.dialect.slots(item)}
        spans = find(raw, {path: slot.text for path, slot in slots.items()})
        for path, slot in slots.items():
            call = sight.call(slot.call)
            if call is None or path not in spans or len(slot.text) < LEAST // 2:
                continue
            if self._kept(number, path, start + spans[path].start):
                yield _name(call), slot.text

    def _kept(self, number: int, path: Path, start: int) -> bool:
        """Whether the text at this place goes out with every line as it came."""
        sight = self._sight
        known = len(sight.steps)
        if number < known:
            texts = sight.steps[number].texts
            return all(text.kept for text in texts if text.span.start == start)
        texts_here = sight.items[number - known].texts
        return all(each.kept for each in texts_here if each.placed.path == path)


def _probes(text: str) -> list[str]:
    """A few long lines from all over the text, without what they may be numbered with."""
    lines = text.split("\n")
    step = max(1, len(lines) // (_PROBES * 4))
    found = []
    for line in lines[::step]:
        bare = line.lstrip(" 0123456789\t→|:").rstrip("\r")
        if len(bare) >= _PROBE:
            found.append(bare)
    spread = max(1, len(found) // _PROBES)
    return found[::spread][:_PROBES]


def _pieces(again: Repeat) -> Iterator[Piece]:
    line = 1
    last = len(again.pieces) - 1
    for number, piece in enumerate(again.pieces):
        end = "" if number == last else "\n"
        if isinstance(piece, Seen):
            length = piece.last - piece.first + 1
            label = f"as in {piece.name}, its lines {piece.first}-{piece.last}"
            yield Cut(Lines(line, line + length - 1), label, after=end)
            line += length
        else:
            yield piece + end
            line += piece.count("\n") + 1


def _name(call: Call) -> str:
    """What an earlier text is called: the tool, and what it was asked."""
    said = _said(call.arguments)
    return " ".join(f"{call.tool} {said}".split())[:_NAME].strip() or "an earlier result"


def _said(arguments: str) -> str:
    try:
        given: Any = json.loads(arguments)
    except ValueError:
        return arguments
    if not isinstance(given, dict):
        return arguments
    for key in _SAYING:
        if isinstance(given.get(key), str):
            return str(given[key])
    return next((str(value) for value in given.values() if isinstance(value, str)), "")
