"""The service's source files, and what `cat -n`, `rg`, `ls` and `git` show of them."""

from __future__ import annotations

import difflib
import hashlib
import re
from pathlib import Path

from demo_scenes.dice import Dice

TREE = Path(__file__).parent / "tree"
NEW = Path(__file__).parent / "new"
SUFFIX = ".txt"  # so that no linter takes the scenery for our own code

COMMITS = (
    ("Name the worker in the idempotency key", "dev", "Tue Mar 11 16:48:02 2025 +0000"),
    ("deploy: reminder worker 2025.03.11-1", "ci-bot", "Tue Mar 11 14:30:41 2025 +0000"),
    ("Wait longer for a slow mail relay", "dev", "Tue Mar 11 14:12:19 2025 +0000"),
    ("web: page through deliveries", "dev", "Mon Mar 10 15:20:55 2025 +0000"),
    ("Run two reminder workers", "dev", "Mon Mar 10 09:41:30 2025 +0000"),
    ("deploy: web 2025.03.07-1", "ci-bot", "Fri Mar 7 17:02:10 2025 +0000"),
    ("Count lost leases", "dev", "Fri Mar 7 11:15:47 2025 +0000"),
    ("Take rows over when a lease runs out", "dev", "Thu Mar 6 16:03:12 2025 +0000"),
    ("retention: keep sent rows for 30 days", "dev", "Thu Mar 6 10:29:38 2025 +0000"),
    ("Bump urllib3 to 2.3.0 in the test image", "ci-bot", "Wed Mar 5 04:00:09 2025 +0000"),
    ("Reminders for reserved tools", "dev", "Tue Mar 4 13:55:21 2025 +0000"),
    ("Refuse unknown keys in the settings file", "dev", "Mon Mar 3 12:08:44 2025 +0000"),
)

BODIES = {
    "Name the worker in the idempotency key": (
        "The relay's log only shows the key. With two workers we could not tell which of them",
        "sent a message, so the name of the worker now stands at the end of the key.",
    ),
    "Wait longer for a slow mail relay": (
        "Since its update the relay greylists new addresses and holds the answer for up to 40 s.",
        "We gave up after 10 s and tried again, which only made the queue longer. Wait 45 s.",
    ),
    "Run two reminder workers": ("One worker needs 50 minutes for a morning. Two need 25.",),
    "Take rows over when a lease runs out": (
        "When a worker dies its rows stayed leased until somebody cleared them by hand.",
        "Now the next worker takes them. Should the first one live after all, the relay drops",
        "the second message, because both have the same idempotency key.",
    ),
}


class Checkout:
    """Files by path; edits change them."""

    def __init__(self) -> None:
        self._first = {
            path.relative_to(TREE).as_posix().removesuffix(SUFFIX): path.read_text("utf-8")
            for path in sorted(TREE.rglob(f"*{SUFFIX}"))
        }
        self._now = dict(self._first)

    def text(self, path: str) -> str:
        """The file as it is now."""
        return self._now[path]

    def numbered(self, path: str) -> str:
        """The file as `cat -n` shows it."""
        lines = self._now[path].splitlines()
        return "".join(f"{number:6}\t{line}\n" for number, line in enumerate(lines, 1))

    def edit(self, path: str, old: str, new: str) -> str:
        """Replace the one place where `old` stands."""
        if self._now[path].count(old) != 1:
            raise ValueError(f"{path}: the text to replace must stand there exactly once: {old!r}")
        line = self._now[path].split(old)[0].count("\n") + 1
        self._now[path] = self._now[path].replace(old, new)
        return f"Edited {path}, from line {line}: {old.count(chr(10)) + 1} line(s) replaced."

    def write(self, path: str) -> tuple[str, str]:
        """Put a new file there. Gives its text and what the tool says."""
        text = (NEW / f"{path}{SUFFIX}").read_text("utf-8")
        self._now[path] = text
        return text, f"Wrote {path}: {len(text.splitlines())} lines."

    def line(self, path: str, text: str) -> int:
        """The number of the first line with this text."""
        for number, line in enumerate(self._now[path].splitlines(), 1):
            if text in line:
                return number
        raise ValueError(f"{path} has no line with {text!r}")

    def grep(self, pattern: str, context: int = 0) -> str:
        """The files as `rg -n --no-heading` shows them."""
        found = re.compile(pattern)
        shown: list[str] = []
        for path in sorted(self._now):
            lines = self._now[path].splitlines()
            hits = {number for number, line in enumerate(lines) if found.search(line)}
            near = sorted(
                {
                    number
                    for hit in hits
                    for number in range(hit - context, hit + context + 1)
                    if 0 <= number < len(lines)
                }
            )
            for before, number in zip([-1, *near], near, strict=False):
                if shown and context and number != before + 1:
                    shown.append("--")
                sign = ":" if number in hits else "-"
                shown.append(f"{path}{sign}{number + 1}{sign}{lines[number]}")
        return "\n".join(shown) + "\n"

    def diff(self) -> str:
        """The edits as `git diff` shows them."""
        return "".join(
            _file_diff(path, self._first.get(path, ""), text)
            for path, text in sorted(self._now.items())
            if self._first.get(path) != text
        )


def _blob(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:7]


def _file_diff(path: str, old: str, new: str) -> str:
    head = f"diff --git a/{path} b/{path}\n"
    if old:
        head += f"index {_blob(old)}..{_blob(new)} 100644\n"
    else:
        head += f"new file mode 100644\nindex 0000000..{_blob(new)}\n"
    before = f"a/{path}" if old else "/dev/null"
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), before, f"b/{path}"
    )
    return head + "".join(lines)


def _id(title: str) -> str:
    return Dice(title).hex(40)


def log() -> str:
    """`git log` of the last days."""
    shown = []
    for title, author, when in COMMITS:
        shown += [f"commit {_id(title)}", f"Author: {author} <{author}@lendery.example>"]
        shown += [f"Date:   {when}", "", f"    {title}"]
        if title in BODIES:
            shown += ["", *(f"    {line}" for line in BODIES[title])]
        shown.append("")
    return "\n".join(shown)


def show_key_commit(files: Checkout) -> str:
    """`git show` of the commit that put the worker into the key."""
    after = files.text("src/lendery/reminders/keys.py")
    before = after.replace(
        "def idempotency_key(name: ReminderName, worker: str) -> str:\n"
        '    """The key under which the relay sees this reminder.\n\n'
        "    The worker stands last, so that the relay's log tells who sent it.\n"
        '    """\n',
        "def idempotency_key(name: ReminderName) -> str:\n"
        '    """The key under which the relay sees this reminder."""\n',
    ).replace("%Y%m%d}/{worker}", "%Y%m%d}")
    before = before.replace(
        "    loan, kind, due, *_ = key.split", "    loan, kind, due = key.split"
    ).replace(" The worker is of no interest here.", "")
    worker = files.text("src/lendery/reminders/worker.py")
    old_worker = worker.replace(
        "idempotency_key(row.name, self._name)", "idempotency_key(row.name)"
    )
    tests = files.text("tests/reminders/test_keys.py")
    old_tests = (
        tests.replace('(NAME, "reminder-worker-0")', "(NAME)")
        .replace('(NAME, "a")', "(NAME)")
        .replace('(other, "a")', "(other)")
        .replace('(extended, "a")', "(extended)")
    )
    title, author, when = COMMITS[0]
    head = f"commit {_id(title)}\nAuthor: {author} <{author}@lendery.example>\nDate:   {when}\n\n"
    body = "\n".join(f"    {line}" for line in (title, "", *BODIES[title]))
    return (
        f"{head}{body}\n\n"
        + _file_diff("src/lendery/reminders/keys.py", before, after)
        + _file_diff("src/lendery/reminders/worker.py", old_worker, worker)
        + _file_diff("tests/reminders/test_keys.py", old_tests, tests)
    )


def listing(files: Checkout) -> str:
    """Every file as `find . -type f -printf '%M %s %TY-%Tm-%Td %p'` shows it."""
    dice = Dice("listing")
    others = (Path(__file__).parent / "others.txt").read_text("utf-8").split()
    known = {path: len(files.text(path).encode()) for path in files._first}  # noqa: SLF001
    sizes = {path: dice.between(180, 7200) for path in others} | known
    return "".join(
        f"-rw-r--r-- {size:6} 2025-03-{11 if path in known else dice.between(3, 10):02} ./{path}\n"
        for path, size in sorted(sizes.items())
    )
