"""Which kinds texts are taken for, and how long it takes to tell.

    python bench/detect.py            the texts of the project, each with its kind
    python bench/detect.py FOLDER     also JSON files with `type` and `content`

Prints a table of confusions, what went wrong by name, and the time for 20 KB of each kind.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "engine" / "detect"))

from labelled import every

from weft.engine.detect import detect
from weft.engine.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SIZE = 20_000  # characters
RUNS = 15

# What a judge's wider types allow for.
TYPES = {
    "json": {Kind.JSON, Kind.JSON_LINES},
    "log": {Kind.LOG, Kind.BUILD, Kind.TRACE},
    "table": {Kind.TABLE, Kind.DELIMITED},
    "listing": {Kind.LISTING, Kind.TABLE},
    "docs": {Kind.MARKDOWN, Kind.RST, Kind.PROSE, Kind.HTML, Kind.MAN},
    "yaml": {Kind.YAML, Kind.CONFIG},
    "trace": {Kind.TRACE},
}

Labelled = tuple[frozenset[Kind], str, str]


def of_project() -> Iterator[Labelled]:
    """The texts that the tests are made of."""
    for kind, name, text in every():
        yield frozenset({kind}), name, text


def of_folder(folder: Path) -> Iterator[Labelled]:
    """The cases of a judge."""
    for path in sorted(folder.glob("*.json")):
        case = json.loads(path.read_text("utf-8"))
        yield frozenset(TYPES.get(case["type"], {case["type"]})), path.stem, case["content"]


def confusions(texts: Iterable[Labelled]) -> tuple[Counter[tuple[str, str]], list[str]]:
    """How often which kind was taken for which, and the names of what was taken wrongly."""
    counted: Counter[tuple[str, str]] = Counter()
    wrong = []
    for kinds, name, text in texts:
        kind = detect(text)
        true = kind if kind in kinds else min(kinds)
        counted[true, kind] += 1
        if kind not in kinds:
            wrong.append(f"{name}: {'/'.join(sorted(kinds))} taken for {kind}")
    return counted, wrong


def seconds(text: str) -> float:
    """How long it takes to tell the kind of a text that was not seen before, at best."""
    best = 1.0
    for _ in range(RUNS):
        began = time.perf_counter()
        detect(text)
        best = min(best, time.perf_counter() - began)
    return best


def show(title: str, texts: list[Labelled]) -> None:
    """Print the tables."""
    counted, wrong = confusions(texts)
    right = sum(count for (true, kind), count in counted.items() if true == kind)
    print(f"{title}: {right} of {len(texts)} right, {100 * right / len(texts):.1f} %")
    kinds = [kind for kind in Kind if any(kind in pair for pair in counted)]
    print(f"{'true, taken for':>16} " + " ".join(f"{kind[:5]:>5}" for kind in kinds))
    for true in kinds:
        cells = (counted[true, kind] or "" for kind in kinds)
        print(f"{true:>16} " + " ".join(f"{cell:>5}" for cell in cells))
    print("\n".join(wrong))
    times: dict[str, list[float]] = {}
    for kinds_, _, text in texts:
        long = (text * (SIZE // max(1, len(text)) + 1))[:SIZE] if len(text) < SIZE else text[:SIZE]
        times.setdefault(min(kinds_), []).append(seconds(long))
    every_one = [one for some in times.values() for one in some]
    print("microseconds for 20 KB:", ", ".join(
        f"{kind} {1e6 * sum(some) / len(some):.0f}" for kind, some in times.items()
    ))  # fmt: skip
    print(f"mean {1e6 * sum(every_one) / len(every_one):.0f}\n")


def main() -> None:
    """Measure."""
    show("texts of the project", list(of_project()))
    for folder in map(Path, sys.argv[1:]):
        show(str(folder), list(of_folder(folder)))


if __name__ == "__main__":
    main()
