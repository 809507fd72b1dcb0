"""Measuring the engine: seconds, memory and tokens of one rendering, and of the simple baselines.

Nothing is printed here. A text is rendered once and never again, so nothing that was kept of it
can help: that is what cold means.
"""

from __future__ import annotations

import json
import re
import statistics
import time
import tracemalloc
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from asked import asked
from weft.engine.detect import detect
from weft.engine.forms.registry import FORMS
from weft.engine.model import Block, Origin, Trial
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import count
from weft.recall.marker import Keyring, Receipt

if TYPE_CHECKING:
    from collections.abc import Callable

    from asked import Asked
    from weft.engine.model import Rendering

T = TypeVar("T")

KEYRING = Keyring(bytes(32))
TERMS = Terms(count)
_WORD = re.compile(r"\w{3,}")


def rendered(case: Asked, *, cuts: bool, limit: Callable[..., T] | None = None) -> Rendering:
    """The rendering of a text, with cuts or without loss."""
    marks = KEYRING.reference("bench", case.text) if cuts else None
    block = Block(case.text, Origin(question=case.question))
    return render(block, FORMS, TERMS, marks, *([limit] if limit else []))


def text_of(rendering: Rendering) -> str:
    """What is sent."""
    return rendering.settle(
        lambda original: Receipt(KEYRING.reference("bench", original).hash, "bench", KEYRING)
    )


# ── Speed ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Speed:
    """Megabytes of UTF-8 a second, in the median of some texts, and memory in sizes of the text."""

    kind: str
    counting: float
    detecting: float
    lossless: float
    all_forms: float
    peak: float = 0.0


def speed(kind: str, size: int, texts: int, *, memory: bool = False) -> Speed:
    """How fast texts of a kind and size are rendered."""
    rendered(asked(kind, size // 4, seed=99), cuts=True)  # loads what is loaded once
    cases = [asked(kind, size, seed) for seed in range(texts)]
    rates: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        works: dict[str, Callable[[Asked], object]] = {
            "count": lambda case: count(case.text),
            "detect": lambda case: detect(case.text),
            "lossless": lambda case: rendered(case, cuts=False),
            "all": lambda case: rendered(case, cuts=True),
        }
        length = len(case.text.encode()) / 1e6
        for name, work in works.items():
            rates[name].append(length / max(_seconds(work, case), 1e-9))
    middle = {name: statistics.median(found) for name, found in rates.items()}
    peak = _peak(cases[0]) if memory else 0.0
    return Speed(kind, middle["count"], middle["detect"], middle["lossless"], middle["all"], peak)


def _seconds(work: Callable[[Asked], object], case: Asked) -> float:
    began = time.process_time()
    work(case)
    return time.process_time() - began


def _peak(case: Asked) -> float:
    """The most memory a rendering takes, in sizes of its text."""
    tracemalloc.start()
    try:
        rendered(case, cuts=True)
        return tracemalloc.get_traced_memory()[1] / len(case.text.encode())
    finally:
        tracemalloc.stop()


# ── Forms ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Work:
    """What one form did in one rendering: how long, and what it came to alone."""

    form: str
    kind: str
    share: float  # of the time of all forms
    rate: float  # megabytes of the text a second
    trial: Trial | None
    before: int


def works(case: Asked) -> list[Work]:
    """What each form did with this text, the longest first."""
    seconds: dict[str, float] = defaultdict(float)

    def stopwatch(name: str, work: Callable[[], T]) -> T:
        began = time.process_time()
        try:
            return work()
        finally:
            seconds[name] += time.process_time() - began

    rendering = rendered(case, cuts=True, limit=stopwatch)
    alone = {trial.forms[0]: trial for trial in rendering.trials if len(trial.forms) == 1}
    whole = sum(seconds.values()) or 1.0
    size = len(case.text.encode()) / 1e6
    return [
        Work(
            name,
            case.kind,
            spent / whole,
            size / max(spent, 1e-9),
            alone.get(name),
            rendering.tokens_before,
        )
        for name, spent in sorted(seconds.items(), key=lambda item: -item[1])
    ]


# ── Savings ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Saving:
    """What a way to shorten a text leaves of it, in tokens, and whether the fact is readable."""

    way: str
    left: float
    told: bool
    forms: str = ""


def savings(case: Asked) -> list[Saving]:
    """What Weft and the baselines make of a text."""
    whole = count(case.text)
    found = []
    for way, cuts in (("lossless", False), ("all forms", True)):
        rendering = rendered(case, cuts=cuts)
        forms = "+".join(rendering.candidate.forms) or rendering.reason
        found.append(_saving(way, text_of(rendering), case, whole, forms))
    found += [_saving(way, make(case), case, whole, "") for way, make in BASELINES.items()]
    return found


def _saving(way: str, text: str, case: Asked, whole: int, forms: str) -> Saving:
    return Saving(way, count(text) / whole, case.fact in text, forms)


def compact(case: Asked) -> str:
    """JSON without white space; anything else as it is."""
    try:
        return json.dumps(json.loads(case.text), separators=(",", ":"), ensure_ascii=False)
    except ValueError:
        return case.text


def related(case: Asked) -> str:
    """The lines that share a word with the question."""
    words = set(_WORD.findall(case.question.lower()))
    lines = case.text.splitlines(keepends=True)
    return "".join(line for line in lines if words & set(_WORD.findall(line.lower())))


def ends(case: Asked) -> str:
    """The first quarter of the text and the last."""
    quarter = len(case.text) // 4
    return case.text[:quarter] + "\n...\n" + case.text[-quarter:]


BASELINES: dict[str, Callable[[Asked], str]] = {
    "compact JSON": compact,
    "lines of the question": related,
    "head and tail": ends,
}

__all__ = ["Saving", "Speed", "Work", "rendered", "savings", "speed", "text_of", "works"]
