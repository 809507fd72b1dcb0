"""Choice of a history: each commit of `git log` on one line, those the question is about whole.

    8b73edc1f0 2026-11-20 A. Writer: Access log: the leftovers of its former file

The first commits stay as they are, and those that have most to do with the question; of others
the lines do that the question is about. A commit's line holds the first ten digits of its name, the
day, who wrote it and what it is about: all that most readers take from it. Because such a line is
not verbatim, the whole is cut.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from weft.engine.files.cuts import counted, sayable
from weft.engine.forms.file_choice import FileChoice, is_ours
from weft.engine.model import Cut, Kind, Whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.model import Block, Piece

FEWEST = 8  # commits
FIRST = 2
ASKED = 4
ASKED_LINES = 20
CLOSE = 0.5  # of what the best line has to do with the question
DIGITS = 10

_COMMIT = re.compile(r"^(?=commit [0-9a-f]{40}\b)", re.MULTILINE)
_NAME = re.compile(r"commit ([0-9a-f]{40})([^\n]*)")
_AUTHOR = re.compile(r"^Author: +([^<\n]*?) *(?:<[^\n]*)?$", re.MULTILINE)
_DATE = re.compile(r"^(?:Author)?Date: +([^\n]+)$", re.MULTILINE)
_SUBJECT = re.compile(r"^ {4}(\S[^\n]*)$", re.MULTILINE)
_TOTAL = re.compile(r"^ (\d+ files? changed[^\n]*)$", re.MULTILINE)
_GIT_DATE = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d+) [\d:]+ (\d{4}) [-+]\d{4}")


@dataclass(frozen=True, slots=True)
class HistoryChoice(FileChoice):
    """Writes each commit as one line."""

    name: ClassVar[str] = "history_choice"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.DIFF})

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:  # noqa: ARG002
        """The commits, below one marker for the whole."""
        text = block.text
        if is_ours(text) or "\n@@ -" in text or not text.startswith("commit "):
            return None
        commits = _COMMIT.split(text)[1:]
        if len(commits) < FEWEST:
            return None
        whole = {*self.best(block.origin.question, commits, ASKED), *range(FIRST)}
        lines = [(at, line) for at, commit in enumerate(commits) for line in commit.split("\n")]
        told: dict[int, list[str]] = {}
        best = self.best(block.origin.question, [line for _, line in lines], ASKED_LINES, CLOSE)
        for at, line in map(lines.__getitem__, sorted(best)):
            told.setdefault(at, []).append(line)
        written = [
            commit.rstrip("\n") if at in whole else "\n".join(_lines(commit, told.get(at, ())))
            for at, commit in enumerate(commits)
        ]
        authors = Counter(found[1] for commit in commits if (found := _AUTHOR.search(commit)))
        label = f"{len(commits)} commits by {counted(authors.most_common())}; most as one line each"
        return [Cut(Whole(), sayable(label), after="\n"), "\n".join(written) + "\n"]


def _lines(commit: str, told: Sequence[str]) -> Iterator[str]:
    """A commit on one line, and what of it the question asks for."""
    line = _line(commit)
    yield line
    yield from [said for said in told if said[:1] == " " and said.strip() not in line]


def _line(commit: str) -> str:
    """A commit on one line."""
    name = _NAME.match(commit)
    parts = [name[1][:DIGITS] + name[2] if name else "commit"]
    if date := _DATE.search(commit):
        parts.append(_day(date[1]))
    author, subject, total = (found.search(commit) for found in (_AUTHOR, _SUBJECT, _TOTAL))
    line = f"{' '.join(parts)} {author[1] if author else ''}: {subject[1] if subject else ''}"
    return f"{line} ({total[1]})" if total else line


def _day(date: str) -> str:
    """The day of git's usual date; any other as it is."""
    usual = _GIT_DATE.fullmatch(date.strip())
    return f"{usual[3]} {usual[1]} {usual[2]}" if usual else date.strip()


__all__ = ["HistoryChoice"]
