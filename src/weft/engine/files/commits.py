"""Heads of commits, as `git log` and `git show` print them: three lines and two blanks become one.

    commit 8b73edc1f0...                            commit 8b73edc1f0..., Fri Nov 20 14:49:01
    Author: A. Writer <a@example.org>                The gap is one character
    Date:   Fri Nov 20 14:49:01 2026 +0000

        The gap is one character

Who wrote most of the commits, and the year and zone of most of the dates, is said once on top. A
commit that differs says its own. Messages are indented by one blank instead of four. Which of the
words on top were used is data of its own (`Usual`), so that this file knows no legend.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

_HEAD = re.compile(
    r"\ncommit ([0-9a-f]{40}(?:[0-9a-f]{24})?)((?: [0-9a-f]{40})*(?: \([^\n]*\))?)\n"
    r"((?:Merge: [^\n]*\n)?)"
    r"Author:(?: |     )(?! )([^\n]*)\n"
    r"(?:Date:   (?! )([^\n,]*)\n"
    r"|AuthorDate: ([^\n,]*)\nCommit:     (?! )([^\n]*)\nCommitDate: ([^\n,]*)\n)"
    r"\n((?:    [^\n]*\n)*(?:    [^\n]*$)?)",
)
_SHORT = re.compile(
    r"^commit ([0-9a-f]{40}(?:[0-9a-f]{24})?)((?: [0-9a-f]{40})*(?: \([^\n]*\))?), ([^\n,]*)"
    r"(?:, by ([^\n]*?))?(?:, committed ([^\n,]*) by ([^\n]*?))?\n"
    r"((?:Merge: [^\n]*\n)?)((?: [^\n]*\n)*(?: [^\n]*$)?)",
    re.MULTILINE,
)
_SUFFIX = re.compile(r"(?: \d{4})? [-+]\d{4}$")
_UNSAYABLE = re.compile(r", by |, committed |[;\"\]]")


class Usual(NamedTuple):
    """What a commit does not say because most say it. `fuller`: who committed is said too."""

    author: str = ""
    suffix: str = ""
    fuller: bool = False


def put(text: str) -> tuple[str, Usual] | None:
    """The text with short heads, and what they do not say; nothing where there are none."""
    if not text.startswith("commit ") and "\ncommit " not in text:
        return None
    if _SHORT.search(text):
        return None
    whole = "\n\n" + text
    found = _HEAD.findall(whole)
    if not found:
        return None
    fuller = not found[0][4]
    authors = Counter(head[3] for head in found if not _UNSAYABLE.search(head[3]))
    dates = [date for head in found for date in (head[4], head[5], head[7]) if date]
    ends = Counter(end[0] if (end := _SUFFIX.search(date)) else "" for date in dates)
    if not authors:
        return None
    usual = Usual(
        authors.most_common(1)[0][0], "" if "" in ends else ends.most_common(1)[0][0], fuller
    )

    def short(head: re.Match[str]) -> str:
        name, beside, merge, author, date, first, committer, second, message = head.groups()
        alone = whole[head.start() - 1] == "\n"  # a blank line stands before it
        if (date is None) is not fuller or not alone or _UNSAYABLE.search(author):
            return head[0]
        written = f"commit {name}{beside}, {_without(date or first, usual)}"
        if author != usual.author:
            written += f", by {author}"
        if fuller and (committer, second) != (author, first):
            if _UNSAYABLE.search(committer):
                return head[0]
            written += f", committed {_without(second, usual)} by {committer}"
        return f"{written}\n{merge}{message.replace('    ', ' ', 1) if message else ''}".replace(
            "\n    ", "\n "
        )

    shorter = _HEAD.sub(short, whole)
    return shorter[1:] if shorter.startswith("\ncommit ") else shorter[2:], usual


def take(text: str, usual: Usual) -> str:
    """The text as git wrote it."""

    def long(head: re.Match[str]) -> str:
        name, beside, date, author, second, committer, merge, message = head.groups()
        author = author or usual.author
        first = _with(date, usual)
        blank = "\n" if head.start() else ""
        if usual.fuller:
            who = (
                f"Author:     {author}\nAuthorDate: {first}\n"
                f"Commit:     {committer or author}\n"
                f"CommitDate: {_with(second, usual) if second else first}\n"
            )
        else:
            who = f"Author: {author}\nDate:   {first}\n"
        body = ("\n" + message).replace("\n ", "\n    ")[1:]
        return f"{blank}commit {name}{beside}\n{merge}{who}\n{body}"

    return _SHORT.sub(long, text)


def _without(date: str, usual: Usual) -> str:
    return date.removesuffix(usual.suffix) if usual.suffix else date


def _with(date: str, usual: Usual) -> str:
    return date if _SUFFIX.search(date) else date + usual.suffix


__all__ = ["Usual", "put", "take"]
