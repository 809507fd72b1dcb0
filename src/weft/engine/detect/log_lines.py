"""Logs, output of builds and tests, and stack traces: told apart by what their lines begin with.

A log is a text most of whose lines say when they were written, or how bad it is. Build output is
known by lines that only one tool prints; one or two such lines are enough, because its other
lines are anything at all. A trace is a text that is to a good part frames.

A log may hold traces and the output of builds; where its lines have times it is a log.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.detect.sample import sample
from weft.engine.lines.clock import at_most, begin_with_day, times
from weft.engine.lines.frames import is_frame
from weft.engine.lines.notes import OURS
from weft.engine.lines.terminal import shown
from weft.engine.view import view

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST = 3  # lines; of fewer nothing can be said
TIMED = 0.5  # share of lines with a time, in a log
LEVELLED = 0.6  # share of lines with a level, in a log without times
FRAMES = 0.3  # share of frames, in a trace
TOOL_LINES = 0.2  # share of a tool's lines, where none of them is enough alone

_LEVEL = re.compile(
    r"^\W{0,3}(?:(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|ERR|CRIT(?:ICAL)?|FATAL|SEVERE|FINE)\b"
    r"|[VDIWEF]/[\w.-]+\s*\(|level=\w|<\d{1,3}>)"
    r"|^\[[\w.:-]{1,24}\] (?:\w+ )?(?:DEBUG|INFO|WARN|ERROR)\b"
)
# What a table, a listing or a page of markup begins with. They have times too.
_OTHER = re.compile(r"^\s*(?:[-dlbcps][rwxsStT-]{9}[.+@]?\s|[|+<{\[]$|\||\+[-=+]|<\w|[{}\"])")

_OTHER_SIGNS = frozenset('-dlcbps|+<{["}')

# One such line, and the text is what a test runner, a compiler or an installer printed.
_SIGNATURE = re.compile(
    r"""^(?:={3,}\ (?:test\ session\ starts|FAILURES|ERRORS|short|.*\d\ (?:passed|failed|err)).*=
    |Ran\ \d+\ tests?\ in\ |FAILED\ \((?:failures|errors)=
    |(?:Tests|Test\ Suites|Snapshots|Test\ Files):?\ +\S*\d\S*\ (?:passed|failed|skipped|total|todo)
    |\s+\d+\ (?:passing|failing|pending)\b
    |(?:---\ (?:FAIL|PASS|SKIP):|===\ RUN|ok\ {2}\t|FAIL\t|\?\ {3}\t)
    |\s{1,4}(?:Compiling|Checking|Downloaded|Finished|Running)\ \S+.*(?:v\d|target|\d+s|\()
    |error(?:\[E\d{4}\])?:\ .*|warning:\ unused\ .*
    |test\ result:\ (?:ok|FAILED)\.|running\ \d+\ tests?$
    |\S+:\d+(?::\d+)?:\ (?:fatal\ error|error|warning|note):[ ]
    |\S+\(\d+,\d+\):\ error\ TS\d+:|\S+:\d+:\d+\ -\ error\ TS
    |✖\ \d+\ problems?|Found\ \d+\ errors?\b|Success:\ no\ issues\ found
    |\[INFO\]\ (?:-{10,}|BUILD|Scanning|Building)|BUILD\ (?:SUCCESS|FAIL)|>\ Task\ :
    |npm\ (?:warn|WARN|error|ERR!|http|verbose|info|notice|timing|sill|silly)\b|added\ \d+\ pack
    |(?:Collecting|Processing|Obtaining)\ \S+|Successfully\ (?:installed|built)\ \S
    |Requirement\ already\ satisfied
    |(?:Get|Hit|Ign):\d+\ \S+|(?:Setting\ up|Preparing\ to\ unpack|Unpacking|Selecting\ prev\w+)\ \S
    |\#\d+\ (?:\[|DONE|CACHED|ERROR|sha256|transferring|exporting)|Step\ \d+/\d+\ :
    |(?:g|c|n|py)?make(?:\[\d+\])?:\ |\[\ {0,2}\d{1,3}%\]\ (?:Building|Linking|Built|Generating)
    |Plan:\ \d+\ to\ add|Terraform\ will\ perform
    |(?:\S+\.\S+|\S+\[.*\]):\ (?:Creating|Refreshing\ state|Creation\ complete|Still)
    |TAP\ version\ \d+|(?:not\ )?ok\ \d+\ -\ |1\.\.\d+$
    |\#\#\[(?:group|error|warning|section|command)\]|::(?:group|error|warning)
    |FAILED:\ \S+\.\w+|Failed\ examples:$|Finished\ in\ \d.*seconds
    |\d+\ examples?,\ \d+\ failures?|PHPUnit\ \d|FAILURES!$
    |Tests:\ \d+,\ Assertions:|PLAY\ (?:\[|RECAP)|TASK\ \[.*\]\ \*+$|fatal:\ \[\S+\]:
    |Build\ (?:FAILED|succeeded)\.$|\ +\d+\ (?:Error|Warning)\(s\)$
    |.*:\ (?:error|warning)\ [A-Z]{2,4}\d{4}:
    |CMake\ (?:Error|Warning)|--\ (?:Configuring|Generating)\ (?:done|incomplete)
    |(?:Resolved|Installed|Prepared|Audited)\ \d+\ packages?\ in\ |Package\ operations:\ \d
    |webpack\ \S+\ compiled|ERROR\ in\ \S|\*\*\ (?:BUILD|TEST)\ (?:FAILED|SUCCEEDED)\ \*\*
    |yarn\ install\ v\d|➤\ YN\d{4}|INFO:\ (?:Analyzed|Build\ completed|Elapsed)
    )""",
    re.VERBOSE,
)
_TICK = re.compile(
    r"^\s*(?:[✓✔✗✘×√●○]|PASS|FAIL|ok\b)\s|^\S+::\S+ (?:PASSED|FAILED|SKIPPED|ERROR)"
    r"|\.{3,} ?(?:ok|FAILED|ignored)$"
    # Steps of a build: how far it is, what is compiled, looked for or installed.
    r"|^\[ *\d+ ?/ ?\d+\] |^  (?:HOST)?(?:CC|LD|AR|CXX|AS|GEN|OBJCOPY|LINK)(?: \[M\])? +\S"
    r"|^(?:\S*/)?(?:[\w-]+-)?(?:gcc|g\+\+|cc|c\+\+|clang(?:\+\+)?|ld|ar|rustc|javac)(?:-\d+)? -"
    r"|^#\d+ (?:\d+\.\d+|sha256:)|^-- (?:Looking for|Performing|Detecting|Check|Found|The C)"
    r"|^checking (?:for|whether|how|if) .*\.\.\. |^(?:ok|changed|skipping): \[|^ [+~-] \S+==\d"
    r"|^  [-•] (?:Installing|Updating|Removing|Downloading) |^(?:Installing|Fetching|Using) \S+ \d"
    r"|^  Restored /|^  \S+ -> /|^asset \S+ \d|\[(?:built|emitted)\]|^[.FEWSRI]{20,} +\d+ / \d+ "
    r"|(?:Copying|Writing|Generating) .*\.{3}$"
    # What linters say: a place and a rule, or the source below an arrow.
    r"|^\S+:\d+:\d+: [A-Z]{1,4}\d{2,5}\b|^[A-Z]{1,4}\d{2,5} |^ *--> \S+:\d+"
    r"|^ +\d+:\d+ +(?:error|warning) "
)
_SOURCE = re.compile(r"^ *\d* +\| |^ +\|$")
# What a line that bears a signature has in it, or begins with: most lines need no closer look.
_SIGNED_WORDS = (
    *("rror: ", "warning: ", "note: ", "error TS", ": Creat", ": Refreshing", ": Still"),
    *(": error ", ": warning ", " Error(s)", " Warning(s)"),
)
_SIGNED_STARTS = (
    *("=", "-", "[", "#", "?", ">", ":", "✖", "Ran ", "FAIL", "Test", "Snapshots"),
    *("ok ", "not ok", "error", "warning", "test result", "running ", "Found ", "Success", "BUILD"),
    *("npm ", "added ", "Collecting", "Processing", "Obtaining", "Requirement", "Get:", "Hit:"),
    *("Ign:", "Setting", "Preparing", "Unpacking", "Selecting", "Step ", "make", "gmake", "cmake"),
    *("nmake", "pymake", "Plan:", "Terraform", "TAP ", "Failed examples", "Finished in", "PHPUnit"),
    *("PLAY ", "TASK ", "fatal: ", "Build ", "CMake ", "Resolved", "Installed", "Prepared"),
    *(
        "Audited",
        "Package op",
        "webpack ",
        "ERROR in",
        "** ",
        "yarn ",
        "➤ ",
        "INFO: ",
        *"0123456789",
    ),
)
_INDENTED = (*"0123456789", "Compiling", "Checking", "Downloaded", "Finished", "Running")


def is_log(text: str) -> bool:
    """Whether most lines say when, or how bad."""
    return look(text) == "log"


def is_build(text: str) -> bool:
    """Whether a test runner, a compiler or an installer printed this."""
    return look(text) == "build"


def is_trace(text: str) -> bool:
    """Whether it is to a good part stack frames."""
    return look(text) == "trace"


def is_tables_of_lines(text: str) -> bool:
    """Whether this is a log or a build that a form of ours has written shorter already."""
    return text.startswith(OURS)


@view(keep=2)
def look(text: str) -> str:
    """`log`, `build`, `trace` or nothing: found once for the three who ask."""
    lines = sample(text)
    joined = "\n".join(lines)
    if "\x1b" in joined or "\r" in joined:
        joined = shown(joined)
        lines = joined.split("\n")
    if len(lines) < LEAST:
        return ""
    frames = _frames(lines)
    likely = [line for line in lines if line.lstrip()[:1] in _OTHER_SIGNS]
    others = sum(map(bool, map(_OTHER.match, likely)))
    if 2 * others > len(lines):
        return ""
    if frames < len(lines) / 2 and _timed(joined, TIMED * (len(lines) - frames)):
        return "log"
    if _signed(lines, joined):
        return "build"
    if frames >= FRAMES * len(lines):
        return "trace"
    if sum(map(bool, map(_LEVEL.match, lines))) >= LEVELLED * (len(lines) - frames):
        return "log" if frames < FRAMES * len(lines) else "trace"
    return ""


def _timed(joined: str, least: float) -> bool:
    """Whether so many of these lines say when."""
    if at_most(joined) < least:
        return False
    if begin_with_day(joined) >= least:
        return True
    clock = times(joined)
    return len(clock) - clock.count("") >= least


def _frames(lines: Sequence[str]) -> int:
    """How many lines belong to frames. A frame of Python has its source below it."""
    framed = [*map(is_frame, lines)]
    count = sum(framed)
    if not count:
        return 0
    below = 0
    for line, frame in zip(lines, framed, strict=True):
        if frame:
            below = 2 if line.lstrip().startswith("File ") else 0
        elif below and line.startswith("    "):
            count += 1
            below -= 1
        else:
            below = 0
    return count


def _signed(lines: Sequence[str], joined: str) -> bool:
    """Whether lines that only tools print are among these."""
    if any(word in joined for word in _SIGNED_WORDS):
        likely = lines
    else:
        likely = [
            line
            for line in lines
            if line.startswith(_SIGNED_STARTS) or line.lstrip().startswith(_INDENTED)
        ]
    signed = sum(map(bool, map(_SIGNATURE.match, likely)))
    ticks = sum(map(bool, map(_TICK.match, lines)))
    if "--> " in joined:
        ticks += sum(map(bool, map(_SOURCE.match, lines)))
    return (
        signed >= 2
        or (signed > 0 and len(lines) < 40)
        or signed + ticks >= max(3, TOOL_LINES * len(lines))
    )


__all__ = ["is_build", "is_log", "is_tables_of_lines", "is_trace"]
