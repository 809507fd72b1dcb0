"""From the rounds of measurements to a table: medians, ratios within a round, their spread, aims.

A ratio is taken between two targets of one round and never between medians, so that what slows
the machine down slows both. Pure: figures in, text out.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Round = "Mapping[str, Measured]"  # by the name of the target


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of one scenario against one target."""

    cpu_us: float | None  # a unit, the proxy's processes; nothing for a direct connection
    rate: float  # units a second
    p50_us: float
    p99_us: float
    errors: int
    first_us: float | None = None  # to the first byte of a stream


@dataclass(frozen=True, slots=True)
class Aim:
    """What is wanted of one figure: of its ratio to nginx, or of what it is over nginx's."""

    bound: float
    how: Literal["at most", "at least"] = "at most"
    over: bool = False  # the difference, in us, and not the ratio

    def met(self, value: float) -> bool:
        """Whether the figure is as wanted."""
        return value <= self.bound if self.how == "at most" else value >= self.bound

    def __str__(self) -> str:
        return f"{self.how} {self.bound:g}{' us over' if self.over else ''}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: medians of the targets, and the comparison over the rounds."""

    scenario: str
    what: str
    medians: Mapping[str, float | None]
    compared: float
    least: float
    most: float
    over: bool
    aim: str = ""
    met: bool | None = None


def lines(
    scenario: str,
    unit: str,
    rounds: Sequence[Mapping[str, Measured]],
    aims: Mapping[str, Aim],
    names: tuple[str, str] = ("nginx", "weft"),
) -> list[Line]:
    """The lines of one scenario."""
    figures: dict[str, tuple[str, Callable[[Measured], float | None]]] = {
        "cpu": (f"CPU us per {unit}", lambda each: each.cpu_us),
        "rate": (f"{unit}s per second", lambda each: each.rate),
        "p50": ("p50 us", lambda each: each.p50_us),
        "p99": ("p99 us", lambda each: each.p99_us),
        "first": ("first byte us", lambda each: each.first_us),
    }
    found = []
    for key, (what, figure) in figures.items():
        base, own = names
        pairs = [(figure(each[base]), figure(each[own])) for each in rounds]
        aim = aims.get(key)
        over = aim.over if aim else False
        values = [
            (b - a) if over else b / a
            for a, b in pairs
            if a is not None and b is not None and (over or a)
        ]
        if not values:
            continue
        middle = statistics.median(values)
        found.append(
            Line(
                scenario,
                what,
                {name: median(map(figure, of(rounds, name))) for name in rounds[0]},
                middle,
                min(values),
                max(values),
                over,
                str(aim) if aim else "",
                aim.met(middle) if aim else None,
            )
        )
    return found


def of(rounds: Sequence[Mapping[str, Measured]], name: str) -> Iterable[Measured]:
    """The measurements of one target."""
    return (each[name] for each in rounds)


def median(values: Iterable[float | None]) -> float | None:
    """The median of what is there."""
    there = [value for value in values if value is not None]
    return statistics.median(there) if there else None


def table(every: Sequence[Line], targets: Sequence[str]) -> str:
    """The lines for people to read."""
    head = f"{'':22}" + "".join(f"{name:>11}" for name in targets)
    told = [f"{head}   {'against nginx':28}aim"]
    scenario = ""
    for line in every:
        if line.scenario != scenario:
            scenario = line.scenario
            told.append(f"\n{scenario}")
        cells = "".join(f"{number(line.medians.get(name)):>11}" for name in targets)
        verdict = "" if line.met is None else ("  met" if line.met else "  MISSED")
        told.append(f"  {line.what:20}{cells}   {compared(line):28}{line.aim}{verdict}".rstrip())
    return "\n".join(told)


def compared(line: Line) -> str:
    """The comparison with its spread."""
    if line.over:
        return f"{line.compared:+.0f} us [{line.least:+.0f} to {line.most:+.0f}]"
    return f"{line.compared:.2f} [{line.least:.2f}-{line.most:.2f}]"


def number(value: float | None) -> str:
    """Three figures that mean something."""
    if value is None:
        return "-"
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"
