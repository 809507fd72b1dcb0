"""How fast the engine is and what it saves: `python bench/engine.py [--quick] [--page FILE]`.

Everything is measured on texts that `asked` makes, cold: no text is rendered twice. Seconds are
processor time. With `--page` the tables are also written into a page of the documentation.
"""

from __future__ import annotations

import argparse
import platform
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import asked
from engine_measure import Saving, Speed, rendered, savings, speed, works
from weft.engine.tokens import CL100K, O200K, count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SMALL, MIDDLE, LARGE = 20_000, 200_000, 1_000_000
AIM = 15.0  # megabytes a second, cold
LEAST_SHARE = 0.03  # of the time of all forms, to be told of


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A table in Markdown, its columns padded."""
    cells = [list(heads), *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, ["-" * width for width in widths])
    for row in cells:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "| " + " | ".join(padded) + " |"
    yield ""


def saved(sizes: Sequence[int]) -> Iterator[str]:
    """Tokens saved by each way, and whether the answer to the question stayed readable."""
    for size in sizes:
        yield f"## Tokens saved, texts of {size // 1000} KB"
        yield ""
        yield (
            "Each text has one fact that answers its question. A way that lost it is marked `!`: "
            "its saving is paid for with a second request, or a wrong answer. The lines of the "
            "question are at their best here: each fact stands in a line that shares a word "
            "with it."
        )
        yield ""
        found = {case.kind: savings(case) for case in asked.all_asked(size)}
        ways = [one.way for one in next(iter(found.values()))]
        rows = [[kind, *map(_cell, row), f"`{row[1].forms}`"] for kind, row in found.items()]
        middle = [_average([row[at] for row in found.values()]) for at in range(len(ways))]
        yield from table(["kind", *ways, "by"], [*rows, ["**all**", *middle, ""]])


def _cell(saving: Saving) -> str:
    return f"{1 - saving.left:.0%}{'' if saving.told else ' !'}"


def _average(found: Sequence[Saving]) -> str:
    """The mean, and that of those only that kept the fact."""
    safe = statistics.mean(1 - one.left if one.told else 0.0 for one in found)
    return f"{statistics.mean(1 - one.left for one in found):.0%}, safe {safe:.0%}"


def speeds(size: int, texts: int) -> Iterator[str]:
    """Megabytes a second, and the most memory."""
    yield f"## Megabytes a second, texts of {size // 1000} KB"
    yield ""
    memory = size == MIDDLE  # tracing it takes five times as long as the work
    found = [speed(kind, size, texts, memory=memory) for kind in asked.KINDS]
    heads = ["kind", "counting", "detecting", "lossless", "all forms"]
    if memory:
        heads.append("memory, times the text")
    figures = [_figures(one, memory=memory) for one in found]
    middle = map(statistics.median, zip(*figures, strict=True))
    rows = [[one.kind, *map(_short, row)] for one, row in zip(found, figures, strict=True)]
    yield from table(heads, [*rows, ["**median**", *map(_short, middle)]])


def _figures(one: Speed, *, memory: bool) -> list[float]:
    rates = [one.counting, one.detecting, one.lossless, one.all_forms]
    return [*rates, one.peak] if memory else rates


def _short(figure: float) -> str:
    return f"{figure:.1f}"


def forms(size: int) -> Iterator[str]:
    """What each form took and what it came to alone."""
    yield f"## Forms at work, texts of {size // 1000} KB"
    yield ""
    yield "Time is all that a form does for one rendering: what it folds, cuts and turns back."
    yield ""
    rows = []
    for case in asked.all_asked(size, seed=2):
        for work in works(case):
            if work.share >= LEAST_SHARE:
                trial = work.trial
                left = f"{trial.tokens / work.before:.0%}" if trial and trial.tokens else ""
                verdict = trial.verdict if trial else "on what stays of a cut"
                figures = (f"{work.rate:.1f}", f"{work.share:.0%}", left)
                rows.append((work.kind, f"`{work.form}`", *figures, verdict))
    heads = ["kind", "form", "MB/s", "of the time", "tokens left", "verdict"]
    yield from table(heads, rows)


def hostile(size: int) -> Iterator[str]:
    """Texts that are made to take long."""
    yield f"## Hostile texts of {size // 1000} KB"
    yield ""
    cases = {
        "one letter": "a" * size,
        "spaces": " " * size,
        "line feeds": "\n" * size,
        "one-letter lines": "a\n" * (size // 2),
        "all but periodic": "".join("a\n" * (n % 17) + "b\n" for n in range(size // 20)),
        "depth bomb": "[" * size,
        "deep but closed": "[" * (size // 2) + "]" * (size // 2),
        "many at the limit": "[" + ",".join(["[" * 127 + "]" * 127] * (size // 256)) + "]",
        "quotes": '["' + '\\"' * (size // 2) + '"]',
        "white space in JSON": "[" + " " * size + "]",
        "lone surrogates": "\ud800 " * (size // 4),
    }
    rows = []
    for name, text in cases.items():
        began = time.process_time()
        done = rendered(asked.Asked(name, text), cuts=True)
        seconds = time.process_time() - began
        rows.append([name, f"{seconds:.2f}", "+".join(done.candidate.forms) or done.reason])
    yield from table(["text", "seconds", "outcome"], rows)


def resident() -> float:
    """Megabytes in memory now."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1000)


def loading() -> Iterator[str]:
    """What stands in memory before any text."""
    yield "## Loading"
    yield ""
    rows = [["engine imported, no vocabulary", f"{resident():.1f}", ""]]
    for encoding in (O200K, CL100K):
        began = time.perf_counter()
        count("a", encoding)
        took = (time.perf_counter() - began) * 1000
        rows.append([f"{encoding} loaded", f"{resident():.1f}", f"{took:.0f}"])
    yield from table(["", "resident, MB", "ms"], rows)


def report(sizes: Sequence[int], texts: int) -> Iterator[str]:
    """The whole page."""
    small, middle, large = sizes
    yield "# What the engine saves, and how fast"
    yield ""
    yield (
        "Made by `make bench` on generated texts (`bench/texts*.py`), so "
        f"anyone can repeat it. Python {platform.python_version()}, {platform.machine()}, one "
        f"core. The aim is {AIM:.0f} MB/s."
    )
    yield ""
    yield from loading()
    yield from saved((small, middle))
    for size, some in ((small, texts), (middle, max(1, texts // 3)), (large, 1)):
        yield from speeds(size, some)
    yield from forms(middle)
    yield from hostile(large)
    yield f"Resident at the end: {resident():.0f} MB."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small texts, in a few seconds")
    parser.add_argument("--page", type=Path, help="write the tables into this file too")
    given = parser.parse_args()
    sizes, texts = ((4000, 8000, 16_000), 1) if given.quick else ((SMALL, MIDDLE, LARGE), 6)
    lines = []
    for line in report(sizes, texts):
        print(line, flush=True)
        lines.append(line)
    if given.page:
        given.page.parent.mkdir(parents=True, exist_ok=True)
        given.page.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
