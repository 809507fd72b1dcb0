"""Trains the learned tier and measures what it adds. Writes src/weft/engine/signals/weights.py.

Lines are made here from phrases, with slots that are filled by arithmetic, and taken from the
inputs of the parity fixtures, where the keyword tier is sure of them. Held out are other phrases,
not the same ones with other numbers, so that what is measured is what it does with lines it has
not seen. Plain gradient descent in a fixed order: the same table on every machine.

    python tools/train_signals.py          train, measure, write
    python tools/train_signals.py --check  measure the table that is there
"""

from __future__ import annotations

import json
import sys
import textwrap
from itertools import chain
from math import exp
from pathlib import Path

from signal_phrases import HELD_OUT, TRAINING
from weft.engine.signals.features import features
from weft.engine.signals.keywords import Keywords
from weft.engine.signals.learned import Learned
from weft.engine.signals.severity import Severity
from weft.engine.signals.structure import Structure
from weft.engine.signals.tiered import Tiered

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "src/weft/engine/signals/weights.py"
FIXTURES = ROOT / "tests/parity/fixtures"
ROUNDS = 60
STEP = 0.15
DECAY = 0.002
SMALLEST = 0.15  # weights below say nothing
FROM_FIXTURES = 400
HEAD = '''"""What each feature of a line speaks for: trouble above zero, calm below. Data only.

Made by `tools/train_signals.py`; not edited by hand. Features of one weight stand together.
"""

from __future__ import annotations

TABLE = """
'''
TAIL = '''
"""


def _read(table: str) -> dict[str, float]:
    """The table as weights by feature. A line without a weight goes on with the one above."""
    weights: dict[str, float] = {}
    weight = 0.0
    for line in table.strip().split("\\n"):
        first, _, names = line.partition(" ")
        if first:
            weight = float(first)
        for name in names.split(";"):
            if name.strip():
                weights[name.strip()] = weight
    return weights


WEIGHTS = _read(TABLE)

__all__ = ["WEIGHTS"]
'''
HEADS = (
    "{}",
    "12:0{n}:31 worker-{n} {}",
    "[main] {}",
    "2031-04-0{n}T10:1{n}:00Z app[{n}1]: {}",
    "  {}",
)
Example = tuple[str, bool]


def filled(phrases: dict[bool, str]) -> list[Example]:
    """Every phrase behind every head."""
    lines = []
    for bad, text in phrases.items():
        for number, phrase in enumerate(filter(None, map(str.strip, text.split("\n")))):
            for turn, head in enumerate(HEADS):
                n = 1 + (number * 7 + turn * 3) % 8
                body = phrase.replace("{n}", str(n * 137 % 900 + 2))
                lines.append((head.replace("{n}", str(n)).replace("{}", body), bad))
    return lines


def from_fixtures() -> list[Example]:
    """Lines of the project's own fixtures of which the keyword tier is sure."""
    texts = []
    for path in sorted(FIXTURES.glob("detect/*.json")):
        given = json.loads(path.read_text())["input"]
        if isinstance(given, str):
            texts.append(given[:20000])
    lines = list(
        dict.fromkeys(
            line
            for line in chain.from_iterable(t.split("\n") for t in texts)
            if 10 < len(line) < 200
        )
    )
    lines = lines[:: max(1, len(lines) // FROM_FIXTURES)]
    signals = Tiered((Structure(), Keywords())).lines(lines)
    return [
        (line, signal.severity >= Severity.WARNING)
        for line, signal in zip(lines, signals, strict=True)
        if signal.confidence == 0 or signal.confidence > 0.75
    ]


def train(examples: list[Example]) -> dict[str, float]:
    """Weights by gradient descent, bad and harmless lines counting alike."""
    seen = [(features(line), bad) for line, bad in examples]
    share = sum(bad for _, bad in seen) / len(seen)
    weights: dict[str, float] = {}
    for turn in range(ROUNDS):
        step = STEP / (1 + turn / 20)
        for present, bad in seen:
            guess = 1 / (1 + exp(-sum(weights.get(f, 0.0) for f in present)))
            error = (bad - guess) * (0.5 / share if bad else 0.5 / (1 - share))
            for feature in present:
                weight = weights.get(feature, 0.0)
                weights[feature] = weight + step * (error - DECAY * weight)
    return {f: round(w, 1) for f, w in sorted(weights.items()) if abs(w) >= SMALLEST}


def right(tiers: Tiered, examples: list[Example]) -> float:
    """The share of lines of which it is said rightly whether they tell of trouble."""
    signals = tiers.lines([line for line, _ in examples])
    hits = sum(
        (s.severity >= Severity.WARNING and s.confidence >= 0.6) == bad
        for s, (_, bad) in zip(signals, examples, strict=True)
    )
    return hits / len(examples)


def write(weights: dict[str, float]) -> None:
    """The table, features of equal weight on one line, the heaviest first."""
    by_weight: dict[float, list[str]] = {}
    for name, weight in weights.items():
        by_weight.setdefault(weight, []).append(name)
    rows = []
    for weight in sorted(by_weight, reverse=True):
        names = "; ".join(by_weight[weight])
        rows += textwrap.wrap(names, 88, initial_indent=f"{weight:+.1f} ", subsequent_indent="  ")
    TABLE.write_text(HEAD + "\n".join(rows) + TAIL)


def main() -> None:
    """Train, or measure."""
    if "--check" not in sys.argv:
        write(train(filled(TRAINING) + from_fixtures()))
        print("written; run again with --check to measure")
        return
    held_out = filled(HELD_OUT)
    without = right(Tiered((Structure(), Keywords())), held_out)
    withal = right(Tiered((Structure(), Keywords(), Learned())), held_out)
    print(f"{len(held_out)} lines held out, told rightly:")
    print(f"{without:.1%} without the learned tier, {withal:.1%} with it")


if __name__ == "__main__":
    main()
