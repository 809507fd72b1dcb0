"""What of a document may go: rows of long arrays, members of long maps, parts of long texts.

A walk over the source text: whatever is short stays; a long array or map loses rows, and what stays
of it is walked into. What goes is told as cuts of the source; `json_rows` makes pieces of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from weft.engine.documents.preview import LONG, left_out
from weft.engine.documents.source import Unfit, read_source
from weft.engine.documents.table import rows_as_text
from weft.engine.json_cut import broken_lines
from weft.engine.json_path import write_path
from weft.engine.json_text import children_of, name_of
from weft.engine.model import Chars, Cut, Lines, Rows
from weft.engine.select.answer import answers, named_columns
from weft.engine.select.rows import choose, how_many
from weft.engine.signals.question import asked
from weft.engine.tables import columns as table_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from weft.engine.json_text import Child
    from weft.engine.signals.relevance import Scorer
    from weft.engine.tables.columns import Column

MIN_ROWS = 16
MIN_MEMBERS = 32  # of an object whose members are rather rows
ALIKE = 0.9
MIN_CHARS = 900  # of an array or map from which rows are left out
MOST_WANTED = 2  # rows whose long texts stay
NO_GAP = 48  # characters of rows; a marker is hardly shorter
GAP_SHARE = 5 * NO_GAP  # characters for each row that stays, or markers eat what is saved
LABEL = 400  # characters
MOST_MISSES = 4  # columns for which there is no room, until no more are tried
CHARS_A_TOKEN = 3
MOST_PATH = 2  # steps; what lies deeper is cut by characters, which needs no path
MAX_DEPTH = 24
UNKNOWN: Any = object()  # a value that is not held: only its text is known

_UNFIT = str.maketrans({"<": "‹", ">": "›", **dict.fromkeys("\"'\\`", ""), "\n": " "})

Span = tuple[int, int, Cut]
"""Where a cut stands in the source, and the cut."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to choose by."""

    text: str
    question: str
    scorer: Scorer
    room: int | None = None
    by_path: bool = True  # whether rows can be named by where their array stands

    def of_document(self) -> list[Span]:
        """The cuts of the one value that the text is."""
        spans: list[Span] = []
        start = len(self.text) - len(self.text.lstrip("\ufeff \t\r\n"))
        self._walk(self._held(), start, len(self.text.rstrip()), (), spans, wanted=False)
        return spans

    def of_lines(self) -> list[Span]:
        """The cuts of JSON lines."""
        inside: list[Child] = []
        at = 0
        for line in self.text[: broken_lines(self.text)].split("\n"):
            if line:
                inside.append(("", at, at + len(line)))
            at += len(line) + 1
        return self._of_many(inside, at, as_lines=self.by_path)

    def of_stream(self, documents: Sequence[tuple[int, int]]) -> list[Span]:
        """The cuts of documents that stand one after another."""
        inside = [("", begin, end) for begin, end in documents]
        return self._of_many(inside, inside[-1][2], as_lines=False)

    def _of_many(self, inside: list[Child], end: int, *, as_lines: bool) -> list[Span]:
        held = self._held()
        values = held if type(held) is list and len(held) == len(inside) else UNKNOWN
        spans: list[Span] = []
        if len(inside) < MIN_ROWS:
            kept, surest = list(range(len(inside))), list[int]()
        else:
            kept, surest = self.rows(inside, values, (), spans, named=False, end=end)
            spans = [_of_lines(span, inside[-1][2], named=as_lines) for span in spans]
        for number in kept:
            _, begin, stop = inside[number]
            value = UNKNOWN if values is UNKNOWN else values[number]
            self._walk(value, begin, stop, (str(number),), spans, wanted=number in surest)
        return spans

    def _held(self) -> Any:
        """What the text holds, as far as it can be told."""
        try:
            source = read_source(self.text)
        except (Unfit, RecursionError):
            return UNKNOWN
        return source.value

    def _walk(
        self,
        value: Any,
        start: int,
        end: int,
        path: tuple[str, ...],
        spans: list[Span],
        *,
        wanted: bool,
    ) -> None:
        if end - start < LONG or len(path) > MAX_DEPTH:
            return
        opener = self.text[start]
        if opener == '"':
            self._string(start, end, spans, wanted=wanted)
        elif opener in "[{" and (value is UNKNOWN or _holds_long(value)):
            inside = children_of(self.text, start)
            kept: Iterable[int] = range(len(inside))
            named: Sequence[int] = ()
            if end - start >= MIN_CHARS and (
                len(inside) >= MIN_ROWS if opener == "[" else self._is_map(inside)
            ):
                kept, named = self.rows(inside, value, path, spans, named=opener == "{", end=end)
            for number in kept:
                key, begin, stop = inside[number]
                if stop - begin >= LONG:
                    step = name_of(key) if key else str(number)
                    inner = value if value is UNKNOWN else value[step if key else number]
                    self._walk(
                        inner, begin, stop, (*path, step), spans, wanted=wanted or number in named
                    )

    def _is_map(self, inside: Sequence[Child]) -> bool:
        """Whether an object is a collection: many members, all of one sort, not a record."""
        if len(inside) < MIN_MEMBERS:
            return False
        firsts = Counter(self.text[begin] for _, begin, _ in inside)
        opened = [firsts.pop(opener, 0) for opener in '"[{']
        return max(*opened, sum(firsts.values())) >= ALIKE * len(inside)

    def _string(self, start: int, end: int, spans: list[Span], *, wanted: bool) -> None:
        inside = self.text[start + 1 : end - 1]
        for first, last in left_out(inside, self.question, self.scorer, wanted=wanted):
            part = Chars(start + 2 + first, start + 1 + last)
            spans.append((start + 1 + first, start + 1 + last, Cut(part)))

    def rows(
        self,
        inside: Sequence[Child],
        value: Any,
        path: tuple[str, ...],
        spans: list[Span],
        *,
        named: bool,
        end: int,
    ) -> tuple[list[int], list[int]]:
        """Rows of an array or members of a map that stay, and the surest that are asked for."""
        count = len(inside)
        texts, columns = self._columns(inside, value, named=named)
        budget = min(how_many(texts), max(6, (end - inside[0][1]) // GAP_SHARE))
        if self.room is not None:
            a_row = max(1, (end - inside[0][1]) / count / CHARS_A_TOKEN)
            budget = max(6, min(budget, int(self.room / a_row)))
        wanted = answers(texts, columns, self.question, self.scorer)
        surest = wanted[:MOST_WANTED]
        kept = _closed(choose(texts, columns, self.question, budget, self.scorer, wanted), inside)
        if len(kept) == count:
            return kept, surest
        staying = set(kept)
        said = _summaries(columns, count, self.question)
        label = f"of all {count} {'members' if named else 'rows'}: {said}"
        if not columns:
            label = f"{count - len(kept)} of {count} {'members' if named else 'rows'}"
        for stays, group in groupby(range(count), staying.__contains__):
            if stays:
                continue
            numbers = list(group)
            first, last = numbers[0], numbers[-1]
            begin = _begin(inside[first], self.text)
            stop = inside[last][2] if last == count - 1 else _begin(inside[last + 1], self.text)
            after = '"' + (":null" if named else "") + ("" if last == count - 1 else ",")
            where = _where(path) if self.by_path else None
            part: Rows | Chars = Chars(begin + 1, stop)
            said = label or f"{len(numbers)} more"
            if where is not None and not named:
                part, said = Rows(first + 1, last + 1, where), label
            spans.append((begin, stop, Cut(part, said[:LABEL].rstrip(), before='"', after=after)))
            label = ""
        return kept, surest

    def _columns(
        self, inside: Sequence[Child], value: Any, *, named: bool
    ) -> tuple[list[str], list[Column]]:
        """Each row as a text without the names of its members, and its columns."""
        keys = [name_of(key) for key, _, _ in inside] if named else []
        if value is UNKNOWN:
            return [self.text[begin:end] for _, begin, end in inside], []
        values = list(value.values()) if named else value
        names, cells, texts = rows_as_text(values)
        if named:
            texts = [f"{key} {text}" for key, text in zip(keys, texts, strict=True)]
            names, cells = ["name", *names], [keys, *cells]
        read = [table_columns.read(name, column) for name, column in zip(names, cells, strict=True)]
        return texts, read


def _holds_long(value: Any) -> bool:
    """Whether anything in this array or object may be cut."""
    kind = type(value)
    if kind is str:
        return len(value) >= LONG // 2  # it may be longer where it stands, by its escapes
    if kind is list:
        return len(value) >= MIN_ROWS or any(map(_holds_long, value))
    if kind is dict:
        return len(value) >= MIN_MEMBERS or any(map(_holds_long, value.values()))
    return False


def _of_lines(span: Span, last: int, *, named: bool) -> Span:
    """A cut of rows as one of documents that stand below each other, lines where they are named."""
    begin, stop, cut = span
    after = '"' if stop == last else '"\n'
    part = Lines(cut.part.first, cut.part.last) if named and type(cut.part) is Rows else cut.part
    return begin, stop, Cut(part, cut.label, before='"', after=after)


def _begin(child: Child, text: str) -> int:
    """Where a row begins, or a member with its key."""
    key, begin, _ = child
    return text.rfind(key, 0, begin) if key else begin


def _where(path: tuple[str, ...]) -> str | None:
    if len(path) > MOST_PATH:
        return None
    written = write_path(path)
    return None if '"' in written or "\\" in written else written


def _closed(kept: Sequence[int], inside: Sequence[Child]) -> list[int]:
    """The rows that stay, and with them those between that are no longer than a marker."""
    closed: list[int] = []
    for row in kept:
        if closed and row - closed[-1] > 1:
            between = inside[row][1] - inside[closed[-1]][2]
            if between < NO_GAP:
                closed += range(closed[-1] + 1, row)
        closed.append(row)
    return closed


def _summaries(columns: Sequence[Column], count: int, question: str) -> str:
    """What the columns hold, as far as there is room: those asked for, then those of few values."""
    said = ""
    rows = range(count)
    terms = asked(question)
    words = {*terms.names, *terms.words}
    named = {column.name for column in named_columns(columns, question)}
    ordered = sorted(
        columns,
        key=lambda column: (
            column.name not in named,
            column.kinds is None,
            column.kinds is not None and len(column.kinds) == 1,
            not column.numbers,
        ),
    )
    misses = 0
    for column in ordered:
        one = table_columns.summary(column, rows, words).translate(_UNFIT)
        if not one.isprintable():
            one = "".join(sign if sign.isprintable() else " " for sign in one)
        if len(said) + len(one) < LABEL - 40:
            said += f"; {one}" if said else one
        elif (misses := misses + 1) == MOST_MISSES:
            break
    return said


__all__ = ["Choice", "Span"]
