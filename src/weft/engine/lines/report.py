"""What each line of build output, a test run or a trace is worth keeping for.

Such a text is not a log: every line of it is another one, so what is rare says nothing. It has
sections and blocks instead. A failure is a block, from the line that names it to where the next
begins, and stays whole. What passed, was downloaded or was built is noise: its count is enough.
In a trace the frames of the application and every message stay, and runs of library frames go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.lines.frames import FRAME, is_library
from weft.engine.lines.worth import Rank, asked_for
from weft.engine.signals.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.engine.signals.severity import Signal

SURE = 0.7
HEAD, TAIL = 4, 12  # lines at either end
BLOCK = 30  # lines that may belong to one diagnostic
LIBRARY_RUN = 4  # frames: shorter runs of library frames stay
BEFORE = 1
TOUCHED = 0.3

# What went well, or goes on: its count says enough.
NOISE = re.compile(
    r"""^\s*(?:[✓✔√○●◌-]\s|ok\b|PASS\b|\u2713|(?:Downloading|Downloaded|Compiling|Checking|Fetching|Resolving
        |Using|Collecting|Processing|Obtaining|Building|Installing|Preparing|Unpacking|Selecting|Setting\ up|Created|Copying
        |Requirement\ already|Running\ command|Getting|Looking|Added|Get:\d|Hit:\d|Ign:\d|Reading|Stored|Linking)\b
        |\[\ {0,2}\d{1,3}%\]|\#\d+\ |(?:---\ PASS|===\ (?:RUN|CONT|PAUSE)|ok\ {2}\t|\?\ {3}\t)|test\ .*\.\.\.\ ok$
        |g?make(?:\[\d+\])?:\ (?:Entering|Leaving|Nothing|'.*'\ is)|npm\ (?:http|verbose|sill|silly|timing|info)\b
        |cd\ /|/usr/bin/|(?:gcc|g\+\+|cc|clang|ld|ar)\ |\[INFO\]\ *$|Progress|>\ Task\ .*(?:UP-TO-DATE|NO-SOURCE|FROM-CACHE)?$)
      | \ PASSED\b|\.\.\.\ ?(?:ok|done)$|\ \d{1,3}%\ *\|""",
    re.VERBOSE,
)
_SUMMARY = re.compile(
    r"""\b\d+\ (?:passed|failed|passing|failing|pending|skipped|errors?|warnings?|tests?|problems?)\b
      |^(?:Ran\ \d|FAILED|OK\b|Tests?:|Test\ Suites:|Test\ Files|BUILD\ |\[(?:INFO|ERROR)\]\ (?:BUILD|Tests\ run)
      |Successfully\ |added\ \d|test\ result:|Finished\ |Total|TOTAL|Plan:|Apply\ complete|Found\ \d|FAIL\b|ok\ \t
      |Name\ .*Stmts|make.*\*\*\*|\#\ (?:tests|pass|fail))""",
    re.VERBOSE,
)
# A section of failures begins, and where it ends.
_FAILURES = re.compile(
    r"^(?:=+ (?:FAILURES|ERRORS|short test summary info) =+|failures:$|\s+\d+ failing$|\s*● |\s{2}● "
    r"|--- FAIL|FAIL: |ERROR: |={70}$|\* What went wrong:|Failures:$|error(?:\[\w+\])?: |not ok \d"
    r"|⎯+ ?Failed Tests|Summary of all failing tests|\s*[✗✘×✕] )"
)
_OVER = re.compile(
    r"^(?:=+ .*(?:passed|failed|warnings summary|slowest).* =+|test result:|Test Suites:|Tests:|=== RUN|---\ PASS"
    r"|Ran \d+ tests|ok  \t|FAIL\t|\* Try:|\s{3,}Compiling |\s*[✓✔] |PASS\b)"
)


def severities(
    lines: Sequence[str], weigh: Callable[[Sequence[str]], list[Signal]]
) -> list[Severity]:
    """How bad each line is. What went well is harmless, whatever it is called."""
    return [
        signal.severity
        if signal.confidence >= SURE and not NOISE.match(line)
        else Severity.TRIFLE
        if NOISE.match(line)
        else Severity.PLAIN
        for line, signal in zip(lines, weigh(lines), strict=True)
    ]


def ranks(
    lines: Sequence[str],
    groups: Sequence[object],
    worst: Sequence[Severity],
    related: Sequence[float],
) -> list[Rank]:
    """A rank for each line."""
    count = len(lines)
    given = [Rank.COMMON] * count

    def rank(place: int, rank: Rank) -> None:
        if 0 <= place < count and rank < given[place]:
            given[place] = rank

    for place in (*range(HEAD), *range(count - TAIL, count)):
        rank(place, Rank.EDGE)
    for place in asked_for(related):
        for near in _block(lines, place):
            rank(near, Rank.ASKED)
    touched = TOUCHED * max(related, default=0.0)
    seen: dict[object, int] = {}
    for place, line in enumerate(lines):
        if worst[place] >= Severity.WARNING:
            times = seen[groups[place]] = seen.get(groups[place], 0) + 1
            bad = worst[place] >= Severity.ERROR
            for near in _block(lines, place):
                rank(near, (Rank.ERROR if bad else Rank.WARNING) if times <= 2 else Rank.MORE)
            rank(place, Rank.ERROR if bad else Rank.WARNING if times <= 2 else Rank.WARNED)
            rank(place - BEFORE, Rank.AROUND)
        elif _SUMMARY.search(line):
            rank(place, Rank.EDGE if worst[place] > Severity.TRIFLE else Rank.MORE)
        elif related[place] > touched:
            rank(place, Rank.MORE)
    for start, end in _sections(lines):
        for place in range(start, end):
            rank(place, Rank.ERROR)
    _rank_frames(lines, given)
    return given


def _block(lines: Sequence[str], place: int) -> range:
    """The lines below a diagnostic that belong to it: the source it points at, notes, hints."""
    indent = _indent(lines[place])
    end = place + 1
    while end < min(len(lines), place + BLOCK):
        line = lines[end]
        if not line.strip() or not (_indent(line) > indent or line[:1] in "|^~>"):
            break
        end += 1
    return range(place, end)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _sections(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Where failures are told."""
    found: list[tuple[int, int]] = []
    start = -1
    for place, line in enumerate(lines):
        if start < 0 and _FAILURES.match(line):
            start = place
        elif start >= 0 and _OVER.match(line):
            found.append((start, place + 1))
            start = -1
    if start >= 0:
        found.append((start, len(lines)))
    return found


def _rank_frames(lines: Sequence[str], given: list[Rank]) -> None:
    """Frames of the application stay; long runs of library frames go, but for their ends."""
    run: list[int] = []
    for place, line in enumerate((*lines, "")):
        if FRAME.match(line):
            if is_library(line):
                run.append(place)
                continue
            given[place] = min(given[place], Rank.ERROR)
        elif run and line.startswith("    ") and lines[run[-1]].lstrip().startswith("File "):
            run.append(place)  # the source line below a frame of Python
            continue
        elif place and FRAME.match(lines[place - 1]) and line.startswith("    "):
            given[place] = min(given[place], Rank.ERROR)
        for number, frame in enumerate(run):
            inner = LIBRARY_RUN <= len(run) and 0 < number < len(run) - 1
            given[frame] = Rank.COMMON if inner else min(given[frame], Rank.ERROR)
        run = []


__all__ = ["NOISE", "ranks", "severities"]
