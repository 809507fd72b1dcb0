"""Trains the learned tier and measures what it adds. Writes src/weft/engine/signals/weights.py.

Lines are made here from phrases, with slots that are filled by arithmetic, and taken from the
outputs of tools that parity fixtures are made from, where the keyword tier is sure of them. Held
out are other phrases, not the same ones with other numbers, so that what is measured is what it
does with lines it has not seen. Plain gradient descent in a fixed order: the same table on every
machine.

    python tools/train_signals.py          train, write, measure
    python tools/train_signals.py --check  measure the table that is there
"""

from __future__ import annotations

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
OUTPUTS = ROOT / "tests/parity/texts"
ROUNDS = 60
STEP = 0.15
DECAY = 0.002
WHOLE = "\0"
SMALLEST = 0.15  # weights below say nothing
FROM_OUTPUTS = 400
HEAD = '''"""What each feature of a line speaks for: trouble above zero, calm below. Data only.

Made by `tools/train_signals.py`; not edited by hand. Features of one weight stand together.
"""

from __future__ import annotations

TABLE = """
'''
TAIL = '''
"""

__all__ = ["TABLE"]
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


def from_outputs() -> list[Example]:
    """Lines of what tools printed, of which the tiers before it are sure."""
    texts = [path.read_text("utf-8")[:20000] for path in sorted(OUTPUTS.glob("*.txt"))]
    lines = list(
        dict.fromkeys(
            line
            for line in chain.from_iterable(t.split("\n") for t in texts)
            if 10 < len(line) < 200
        )
    )
    lines = lines[:: max(1, len(lines) // FROM_OUTPUTS)]
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
        # Lines are broken between names, not within one.
        names = "; ".join(name.replace(" ", WHOLE) for name in by_weight[weight])
        rows += textwrap.wrap(names, 88, initial_indent=f"{weight:+.1f} ", subsequent_indent="  ")
    rows = [row.replace(WHOLE, " ") for row in rows]
    TABLE.write_text(HEAD + "\n".join(rows) + TAIL)


def measure(learned: Learned) -> tuple[float, float]:
    """The share of held-out lines told rightly without the learned tier, and with it."""
    held_out = filled(HELD_OUT)
    return (
        right(Tiered((Structure(), Keywords())), held_out),
        right(Tiered((Structure(), Keywords(), learned)), held_out),
    )


def main() -> None:
    """Train, or measure."""
    learned = Learned()
    if "--check" not in sys.argv:
        learned = Learned(train(filled(TRAINING) + from_outputs()))
        write(dict(learned.weights))
    without, withal = measure(learned)
    print(f"{len(filled(HELD_OUT))} lines held out, told rightly:")
    print(f"{without:.1%} without the learned tier, {withal:.1%} with it")


if __name__ == "__main__":
    main()
