"""How fast the engine is: `python bench/engine.py`.

Megabytes a second on generated texts, each the best of a few runs, and under it the ratio to a
reference in the same run: `json.loads` of a JSON text, a split into lines of any other. Ratios
travel from machine to machine, megabytes do not. Also what becomes of the texts, resident memory,
and hostile texts.
"""

from __future__ import annotations

import json
import platform
import random
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import texts
from weft.engine.detect import detect
from weft.engine.forms.compact_json import CompactJson
from weft.engine.forms.like_lines import LikeLines
from weft.engine.forms.log_choice import LogChoice
from weft.engine.forms.outline import Outline
from weft.engine.forms.registry import FORMS
from weft.engine.forms.repeated_lines import RepeatedLines
from weft.engine.model import Block
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import CL100K, O200K, count, estimate
from weft.recall.marker import Keyring

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 1_000_000
SMALL = 20_000
SECONDS_EACH = 0.06
KEYRING = Keyring(bytes(32))
TERMS = Terms(count)


def measures(text: str) -> dict[str, Callable[[str], object]]:
    compact, repeated, outline = CompactJson(), RepeatedLines(), Outline()
    folded = repeated.fold(text) or text
    return {
        "detect": detect,
        "estimate": estimate,
        "o200k": lambda text: count(text, O200K),
        "cl100k": lambda text: count(text, CL100K),
        "compact": compact.fold,
        "repeats": repeated.fold,
        "unfold": lambda _: repeated.unfold(folded),
        "alike": _alike,
        "chosen": _chosen,
        "outline": lambda text: outline.cut(Block(text), None),
        "render": _render,
    }


def _alike(text: str) -> object:
    """Lines that share words, the sheet made anew each time as it is for a text never seen."""
    return LikeLines().fold(text)


def _chosen(text: str) -> object:
    return LogChoice().cut(Block(text), None)


def _render(text: str) -> object:
    return render(Block(text), FORMS, TERMS, KEYRING.reference("bench", text))


def reference(kind: str) -> Callable[[str], object]:
    return json.loads if kind.startswith("JSON") else str.splitlines


def speed(work: Callable[[str], object], text: str) -> float:
    """Megabytes (of UTF-8) a second, the best of the runs that fit the time."""
    work(text)  # the first run fills caches
    best = float("inf")
    deadline = time.perf_counter() + SECONDS_EACH
    while True:
        began = time.perf_counter()
        work(text)
        ended = time.perf_counter()
        best = min(best, ended - began)
        if ended > deadline:
            return len(text.encode()) / 1e6 / best


def table(size: int) -> None:
    print(f"\nMB/s on texts of {size / 1000:g} KB (x: times the speed of the reference)\n")
    names = list(measures(""))
    print(f"{'':14}{'reference':>10}" + "".join(f"{name:>10}" for name in names))
    for kind, text in texts.all_kinds(size).items():
        base = speed(reference(kind), text)
        found = [speed(work, text) for work in measures(text).values()]
        print(f"{kind:14}{base:10.0f}" + "".join(f"{value:10.1f}" for value in found))
        print(f"{'':24}" + "".join(f"{value / base:9.2f}x" for value in found))


def outcomes() -> None:
    print(f"\nWhat becomes of {SMALL / 1000:g} KB, in o200k tokens\n")
    for kind, text in texts.all_kinds(SMALL).items():
        block = Block(text)
        for label, marks in (("lossless", None), ("all", KEYRING.reference("bench", text))):
            done = render(block, FORMS, TERMS, marks)
            share = done.tokens_after / done.tokens_before
            forms = "+".join(done.candidate.forms) or done.reason
            counts = f"{done.tokens_before:7} -> {done.tokens_after:6} {share:6.0%}"
            print(f"{kind:14} {label:9}{counts}  {forms}")


def hostile() -> None:
    print("\nHostile texts of 1 MB: seconds for one render\n")
    size = 1_000_000
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
    for name, text in cases.items():
        began = time.perf_counter()
        done = _render(text)
        seconds = time.perf_counter() - began
        forms = "+".join(done.candidate.forms) or done.reason  # type: ignore[attr-defined]
        print(f"{name:22}{seconds:8.2f}  {forms}")


def resident() -> float:
    """Megabytes in memory now."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1000)


def loading() -> None:
    print(f"Python {platform.python_version()}, {platform.machine()}")
    print("\nResident memory, MB")
    print(f"  engine imported, no vocabulary  {resident():6.1f}")
    for encoding in (O200K, CL100K):
        began = time.perf_counter()
        count("a", encoding)
        loaded = time.perf_counter()
        count(texts.code(random.Random(1), SMALL), encoding)
        first = time.perf_counter() - loaded
        words = f"({(loaded - began) * 1000:.0f} ms, and {first * 1000:.0f} ms for the first text)"
        print(f"  {encoding + ' loaded':32}{resident():6.1f}  {words}")


def main() -> None:
    loading()
    table(SIZE)
    table(SMALL)
    outcomes()
    hostile()
    print(f"\nResident memory at the end, MB  {resident():6.1f}")


if __name__ == "__main__":
    main()
