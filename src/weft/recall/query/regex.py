"""Regular expressions on bytes, bounded in program, memory and work: RE2's.

Time is linear in the text whatever the expression; look-around and back-references do not
exist, and `\\d`, `\\w`, `\\s` mean ASCII. `^` and `$` stand for the ends of a line, and a match
lies within one line. A lone surrogate counts as U+FFFD, which takes as many bytes.

Linear is not always fast: for some expressions RE2 keeps as many states as the program has
steps, and takes up to 10 ns for each of them and each byte (measured: 507 steps, 1 MB, 5.3 s; up
to `FAST_STEPS` it never does, 7 ns a byte at the worst). So bytes times steps are bounded by
`MAX_WORK`: about five seconds at the worst, milliseconds as a rule; the places in long lines may
cost a fifth of that again. Where the search stopped before the end of the text is part of what
is found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import re2

from weft.recall.query.question import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_EXPRESSION = 2000  # characters
MAX_STEPS = 20_000  # of the compiled program
FAST_STEPS = 17  # a program as small as this costs one step a byte
MAX_MEMORY = 8 << 20  # bytes for program and states
MAX_WORK = 500_000_000  # bytes of text times steps of the program
MAX_PLACES_WORK = MAX_WORK // 5  # the same, for the further matches in long lines
MAX_HITS = 100_000  # beyond these nothing is looked for
LONG_LINE = 2000  # bytes; in a longer line every place counts, in another only the first
STRIDE = 16_384  # bytes of a long line that are searched at a time
OVERLAP = 4096  # bytes by which strides overlap: the longest match in a long line

_SURROGATE = re.compile("[\ud800-\udfff]")
_SLASH_N = re.compile(r"(?<!\\)(?:\\\\)*\\n|\n")


@dataclass(frozen=True, slots=True)
class Hit:
    """A match in bytes, and the line it lies in, without its line feed."""

    start: int
    end: int
    line_start: int
    line_end: int

    @property
    def is_place(self) -> bool:
        """Whether its line is too long to be shown for it."""
        return self.line_end - self.line_start > LONG_LINE


@dataclass(frozen=True, slots=True)
class Found:
    """Matches in the order of the text, and how many bytes of it were looked at."""

    hits: tuple[Hit, ...]
    looked: int


def encode(text: str) -> bytes:
    """The text as bytes: as many characters, and as many bytes, as it has itself."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode()


def find(expression: str, data: bytes, *, ignore_case: bool = False) -> Found:
    """Where the expression matches."""
    program = _compile(expression, ignore_case)
    steps = int(program.programsize)
    steps = steps if steps > FAST_STEPS else 1
    affordable = MAX_WORK // steps
    if len(data) > affordable:
        data = data[: data.rfind(b"\n", 0, affordable) + 1 or boundary(data, affordable)]
    work = _Work(MAX_PLACES_WORK, steps)
    hits: list[Hit] = []
    looked = len(data)
    at = 0
    while at < len(data):
        match = program.search(data, at)
        if match is None or (match.start() == len(data) and data.endswith(b"\n")):
            break
        hit = _located(data, *match.span())
        hits.append(hit)
        if hit.is_place:
            hits.extend(_further(program, data, hit, work))
        if work.stopped is not None or len(hits) >= MAX_HITS:
            looked = min(hit.line_end + 1, len(data)) if work.stopped is None else work.stopped
            break
        at = hit.line_end + 1
    return Found(tuple(hits), looked)


def boundary(data: bytes, at: int) -> int:
    """The start of the character that this byte belongs to."""
    while 0 < at < len(data) and data[at] & 0xC0 == 0x80:
        at -= 1
    return at


def speaks_of_line_feeds(expression: str) -> bool:
    """Whether the expression asks for a line feed, which no match contains."""
    return _SLASH_N.search(expression) is not None


@dataclass(slots=True)
class _Work:
    """What may still be spent on long lines, and where it was spent."""

    left: int
    steps: int
    stopped: int | None = None

    def spend(self, at: int, size: int) -> bool:
        self.left -= size * self.steps
        if self.left < 0:
            self.stopped = at
        return self.left >= 0


def _compile(expression: str, ignore_case: bool) -> re2._Regexp:
    if len(expression) > MAX_EXPRESSION:
        raise QueryError(
            f"the pattern has {len(expression)} characters; the most is {MAX_EXPRESSION}"
        )
    options = re2.Options()
    options.log_errors = False
    options.never_nl = True
    options.max_mem = MAX_MEMORY
    options.case_sensitive = not ignore_case
    try:
        program = re2.compile(b"(?m)" + encode(expression), options)
    except re2.error as error:
        raise QueryError(_explained(expression, error)) from error
    if program.programsize > MAX_STEPS:
        raise QueryError(f"pattern {expression!r} is too large: repeat less, or count lower")
    return program


def _explained(expression: str, error: Exception) -> str:
    """What is wrong with an expression, and where."""
    said = error.args[0]
    said = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    reason, _, fragment = said.partition(": ")
    fragment = fragment.removeprefix("(?m)")
    at = expression.find(fragment) if fragment else -1
    where = f" at character {at + 1}, {fragment!r}" if at >= 0 else ""
    hint = ""
    if re.search(r"\(\?<?[=!]|\\[1-9]", expression):
        hint = "; look-around and back-references do not exist here"
    elif "repetition size" in reason or "too large" in reason:
        hint = "; count no higher than 1000, nested counts multiplied"
    return f"pattern {expression!r} is not valid{where}: {reason}{hint}"


def _located(data: bytes, start: int, end: int) -> Hit:
    feed = data.find(b"\n", start)
    line_end = feed if feed >= 0 else len(data)
    line_start = data.rfind(b"\n", 0, start) + 1
    return Hit(boundary(data, start), boundary(data, end), line_start, line_end)


def _further(program: re2._Regexp, data: bytes, hit: Hit, work: _Work) -> Iterator[Hit]:
    """The other matches in a long line."""
    at = _after(data, hit)
    while at < hit.line_end:
        stop = min(at + STRIDE, hit.line_end)
        if not work.spend(at, stop - at):
            return
        match = program.search(data, at, stop)
        if match is not None:
            start, end = match.span()
            ends = boundary(data, start), boundary(data, end)
            hit = Hit(*ends, hit.line_start, hit.line_end)
            yield hit
            at = _after(data, hit)
        elif stop == hit.line_end:
            return
        else:
            at = boundary(data, stop - OVERLAP)


def _after(data: bytes, hit: Hit) -> int:
    """The first character behind a match, and at least one further than its start."""
    at = max(hit.end, hit.start + 1)
    while at < len(data) and data[at] & 0xC0 == 0x80:
        at += 1
    return at
