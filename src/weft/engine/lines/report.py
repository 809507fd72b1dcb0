"""What each line of build output, a test run or a trace is worth keeping for.

Such a text is not a log: every line of it is another one, so what is rare says nothing. It has
sections and blocks instead. A failure is a block, from the line that names it to where the next
begins, and stays whole. What passed, was downloaded or was built is noise: its count is enough.
In a trace the frames of the application and every message stay, and runs of library frames go.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from weft.engine.lines.traces import rank_frames
from weft.engine.lines.worth import Rank, Ranking, asked_for, touched
from weft.engine.signals.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.engine.signals.severity import Signal

SURE = 0.7
HEAD, TAIL = 4, 12  # lines at either end
BLOCK = 30  # lines that may belong to one diagnostic
BEFORE = 1
WHOLE = 2  # diagnostics of one kind that are shown with what belongs to them

# What went well: its count says enough, whatever it is called.
_PASSED = re.compile(
    r"""^\s*(?:[✓✔√○●◌-]\s|ok\b|PASS\b|---\ PASS|===\ (?:RUN|CONT|PAUSE)|\?\ {3}\t
      |test\ .*\.\.\.\ ok$)""",
    re.VERBOSE,
)
_PASSED_AT_LAST = re.compile(r".* PASSED\b|.*\.\.\. ?(?:ok|done)$")
# What goes on: it says little, unless it says that something went wrong.
_GOING_ON = re.compile(
    r"""^\s*(?:(?:Downloading|Downloaded|Compiling|Checking|Fetching|Resolving|Using|Collecting
        |Processing|Obtaining|Building|Installing|Preparing|Unpacking|Selecting|Setting\ up|Created
        |Copying|Requirement\ already|Running\ command|Getting|Looking|Added|Get:\d|Hit:\d|Ign:\d
        |Reading|Stored|Linking|Restored|Generating|Writing|asset)\b
      |\[\ {0,2}\d{1,3}%\]|\[\ *\d+\ ?/\ ?\d+\]
      |\#\d+\ (?:\d+\.\d+\ )?(?:sha256:|DONE|CACHED|transferring|extracting|exporting|\[)
      |g?make(?:\[\d+\])?:\ (?:Entering|Leaving|Nothing|'.*'\ is)
      |(?:HOST)?(?:CC|LD|AR|CXX|AS|GEN|OBJCOPY|LINK)(?:\ \[M\])?\ {2}\ *\S
      |npm\ (?:http|verbose|sill|silly|timing|info)\b|cd\ /|/usr/bin/|(?:gcc|g\+\+|cc|ld|ar)[ ]
      |--\ (?:Looking|Performing|Detecting|Check|Found)|checking\ (?:for|whether|how|if)
      |(?:ok|changed|skipping):\ \[|[-•]\ (?:Installing|Updating|Removing|Downloading)
      |[+~-]\ \S+==\d|\[INFO\]\ *$|Progress|>\ Task\ .*(?:UP-TO-DATE|NO-SOURCE|FROM-CACHE)?$)""",
    re.VERBOSE,
)
_GOING_ON_AT_LAST = re.compile(r".* \d{1,3}% *\||.*\[(?:built|emitted)\]")
_COUNTED = (
    *(" passed", " failed", " passing", " failing", " pending", " skipped"),
    *(" error", " warning", " test", " problem"),
)
_COUNT = re.compile(
    r"\b\d+ (?:passed|failed|passing|failing|pending|skipped|errors?|warnings?|tests?|problems?)"
)
_SUMMARY = re.compile(
    r"""(?:Ran\ \d|FAILED|OK\b|Tests?:|Test\ Suites:|Test\ Files|BUILD\ |Successfully\ |added\ \d
        |\[(?:INFO|ERROR)\]\ (?:BUILD|Tests\ run)|test\ result:|Finished\ |Total|TOTAL|Plan:
        |Apply\ complete|Found\ \d|FAIL\b|ok\ \t|Name\ .*Stmts|make.*\*\*\*|\#\ (?:tests|pass))""",
    re.VERBOSE,
)
# What a linter found: a place and a rule, on one line or above the source.
_FOUND = re.compile(
    r"^(?:\S+:\d+:\d+: )?(?P<code>[A-Z]{1,4}\d{2,5})\b"
    r"|^\s+\d+:\d+\s+(?:error|warning)\s.*\s(?P<rule>\S+)$"
)
_FLAG = re.compile(r"\[(-W[\w=+-]+)\]$|\b(TS\d{4})\b|  \[([\w-]+)\]$")
_SOURCE = re.compile(r"^\s*+(?:\d*+ *+\||-->|\d++ ++[+-] )")
# A section of failures begins, and where it ends.
_FAILURES = re.compile(
    r"^(?:=+ (?:FAILURES|ERRORS|short test summary info) =+|failures:$|\s+\d+ failing$|\s*● "
    r"|--- FAIL|FAIL: |ERROR: |={70}$|\* What went wrong:|Failures:$"
    r"|error(?:\[\w+\])?: |\s*not ok \d"
    r"|⎯+ ?Failed Tests|Summary of all failing tests|\s*[✗✘×✕] )"
)
_OVER = re.compile(
    r"^(?:=+ .*(?:passed|failed|warnings summary|slowest).* =+|test result:|Test Suites:|Tests:"
    r"|=== RUN|---\ PASS|\s*ok \d|\s*# Subtest"
    r"|Ran \d+ tests|ok  \t|FAIL\t|\* Try:|\s{3,}Compiling |\s*[✓✔] |PASS\b)"
)


def severities(
    lines: Sequence[str], weigh: Callable[[Sequence[str]], list[Signal]]
) -> list[Severity]:
    """How bad each line is. What went well is harmless, whatever it is called."""
    worst = []
    for line, signal in zip(lines, weigh(lines), strict=True):
        if _passed(line) or (_goes_on(line) and not _is_failure(line, signal)):
            worst.append(Severity.TRIFLE)
        elif _SOURCE.match(line):
            worst.append(Severity.PLAIN)  # it quotes what is found fault with
        else:
            said = signal.severity if signal.confidence >= SURE else Severity.PLAIN
            worst.append(Severity.WARNING if _FOUND.match(line) else said)
    return worst


def _is_failure(line: str, signal: Signal) -> bool:
    """Whether a step says that it failed. What was looked for and not found is no failure."""
    return (
        signal.severity >= Severity.ERROR
        and signal.confidence >= SURE
        and not line.endswith(("not found", "no"))
    )


def is_noise(line: str) -> bool:
    """Whether a line tells that something went well, or goes on."""
    return _passed(line) or _goes_on(line)


def _passed(line: str) -> bool:
    return bool(
        _PASSED.match(line)
        or ((" PASSED" in line or "..." in line) and _PASSED_AT_LAST.match(line))
    )


def _goes_on(line: str) -> bool:
    if _GOING_ON.match(line):
        return True
    may_end_so = ("%" in line and "|" in line) or "[built]" in line or "[emitted]" in line
    return may_end_so and _GOING_ON_AT_LAST.match(line) is not None


def ranks(
    lines: Sequence[str],
    groups: Sequence[object],
    worst: Sequence[Severity],
    related: Sequence[float],
) -> list[Rank]:
    """A rank for each line."""
    ranking = Ranking(len(lines))
    ranking.give((*range(HEAD), *range(len(lines) - TAIL, len(lines))), Rank.EDGE)
    for place in asked_for(related):
        ranking.give(_block(lines, place), Rank.ASKED)
    for place in touched(related):
        ranking.give(_block(lines, place), Rank.MORE)
    _rank_diagnostics(lines, groups, worst, ranking)
    text = "\n".join(lines)
    counted = [words for words in _COUNTED if words in text]
    for place, line in enumerate(lines):
        if _SUMMARY.match(line) or (any(map(line.__contains__, counted)) and _COUNT.search(line)):
            ranking.give((place,), Rank.EDGE if worst[place] > Severity.TRIFLE else Rank.MORE)
    for start, end in _sections(lines):
        ranking.give(range(start, end), Rank.ERROR)
    rank_frames(lines, ranking.given)
    return ranking.given


def _rank_diagnostics(
    lines: Sequence[str],
    groups: Sequence[object],
    worst: Sequence[Severity],
    ranking: Ranking,
) -> None:
    """Errors whole; of warnings the first two of a kind whole, of the others the line itself."""
    seen: Counter[object] = Counter()
    for place, severity in enumerate(worst):
        if severity < Severity.WARNING:
            continue
        kind = _kind(lines[place]) or groups[place]
        seen[kind] += 1
        first = Rank.ERROR if severity >= Severity.ERROR else Rank.WARNING
        again = Rank.ERROR if severity >= Severity.ERROR else Rank.WARNED
        shown = seen[kind] <= WHOLE
        if shown or first is Rank.ERROR:
            ranking.give(_block(lines, place), first if shown else Rank.MORE)
        ranking.give((place,), first if shown else again)
        if shown:
            ranking.give((place - BEFORE,), Rank.AROUND)


def _kind(line: str) -> str | None:
    """The rule or the flag that a diagnostic names."""
    found = _FOUND.match(line) or _FLAG.search(line)
    return next(filter(None, found.groups()), None) if found else None


def _block(lines: Sequence[str], place: int) -> range:
    """The lines below a diagnostic that belong to it: the source it points at, notes, hints."""
    indent = _indent(lines[place])
    end = place + 1
    while end < min(len(lines), place + BLOCK):
        line = lines[end]
        belongs = _indent(line) > indent or line[:1] in "|^~>" or _SOURCE.match(line)
        if not line.strip() or not belongs or is_noise(line):
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


__all__ = ["is_noise", "ranks", "severities"]
