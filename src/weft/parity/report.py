"""What a run says: counts per transform, for people and for machines, and whether it is good.

Rules of this file: it counts and writes, it runs nothing. Every text it gives is safe to print.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from weft.parity import value
from weft.parity.compare import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from weft.parity.compare import Result
    from weft.parity.value import Json

# The words of the summary line, in its order.
WORDS = {
    Outcome.MATCH: "matched",
    Outcome.SKIPPED: "skipped",
    Outcome.DIFF: "diffed",
    Outcome.ERROR: "errors",
}


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a run, by transform; one without fixtures has an empty list."""

    results: dict[str, list[Result]]
    strict: bool = False

    @property
    def total(self) -> int:
        """How many fixtures were looked at."""
        return sum(len(results) for results in self.results.values())

    @property
    def ok(self) -> bool:
        """Nothing differs and nothing failed; when strict, nothing was skipped or is missing."""
        outcomes = Counter(one.outcome for results in self.results.values() for one in results)
        bad = outcomes[Outcome.DIFF] + outcomes[Outcome.ERROR]
        if not self.strict:
            return bad == 0
        return bad + outcomes[Outcome.SKIPPED] == 0 and all(self.results.values())

    def lines(self) -> Iterator[str]:
        """The report as text: a line for each transform, and under it what is not a match."""
        for name, results in self.results.items():
            counts = " ".join(f"{word}={count}" for word, count in _counts(results).items())
            yield f"[{value.visible(name)}] {counts}"
            if self.strict and not results:
                yield "  missing: a transform must have fixtures"
            for one in results:
                if one.outcome is not Outcome.MATCH:
                    first, *more = one.detail.split("\n")
                    joint = "\n" if one.outcome is Outcome.DIFF else " "
                    yield f"  {one.outcome.value}: {value.visible(one.file)}:{joint}" + "\n".join(
                        ["    " + first if joint == "\n" else first, *("    " + x for x in more)]
                    )

    def document(self) -> Json:
        """The report as JSON: `weft parity run --json`."""
        return {
            "ok": self.ok,
            "strict": self.strict,
            "total": self.total,
            "transforms": [
                {"name": name, **_counts(results), "fixtures": [_entry(one) for one in results]}
                for name, results in self.results.items()
            ],
        }


def make(results: Iterable[Result], names: Iterable[str], *, strict: bool = False) -> Report:
    """Gather results; `names` are the transforms that are expected to have some."""
    gathered: dict[str, list[Result]] = {name: [] for name in names}
    for result in results:
        gathered.setdefault(result.transform, []).append(result)
    return Report(dict(sorted(gathered.items())), strict)


def dump(document: Json) -> str:
    """JSON for a pipe: nothing outside ASCII in it."""
    return json.dumps(document, indent=2)


def _counts(results: list[Result]) -> dict[str, int]:
    outcomes = Counter(one.outcome for one in results)
    return {"total": len(results)} | {word: outcomes[key] for key, word in WORDS.items()}


def _entry(result: Result) -> Json:
    members = asdict(result)
    members.pop("transform")
    return members
