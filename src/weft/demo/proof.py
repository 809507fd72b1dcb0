"""Two promises, put to the test on the spot: the same bytes again, and the original back.

What may stand here: checks that compare, and say what they found. A check that fails is a
finding, not an error: what is wrong stands in `Finding.faults`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.demo.story import block_of, write
from weft.engine.model import Chars, Cut, Lines, Rows, Whole
from weft.recall import marker, query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.demo.story import Step
    from weft.engine.model import Part
    from weft.recall.marker import Marker
    from weft.recall.store import Store
    from weft.rewrite.scribe import Scribe


FIRST_LINES = 10  # a part to ask for where no marker names one


@dataclass(frozen=True, slots=True)
class Replay:
    """The second walk: how many texts came from the ledger, and whether each was the same."""

    texts: int
    from_ledger: int
    same: int
    sha256_first: str
    sha256_second: str
    faults: tuple[str, ...]

    @property
    def held(self) -> bool:
        """Whether the promise held."""
        return not self.faults and self.sha256_first == self.sha256_second


@dataclass(frozen=True, slots=True)
class Fetch:
    """One original, fetched back: the part a marker names, and the whole."""

    step: Step
    hash: str
    marker: str
    part_name: str
    part: str
    whole_bytes: int
    sha256_original: str
    sha256_fetched: str
    by_hand: bool  # whether the original was stored for this alone, nothing having been left out
    faults: tuple[str, ...]

    @property
    def held(self) -> bool:
        """Whether the promise held."""
        return not self.faults and self.sha256_original == self.sha256_fetched


def replay(steps: Sequence[Step], scribe: Scribe) -> Replay:
    """Send everything again, as every later request of the conversation does."""
    faults = []
    first, second = hashlib.sha256(), hashlib.sha256()
    from_ledger = same = 0
    for step in steps:
        again = write(block_of(step.result), scribe)
        from_ledger += again.replayed
        same += again.text == step.sent
        if not again.replayed:
            faults.append(f"result {step.number} was decided anew")
        if again.text != step.sent:
            faults.append(f"result {step.number} was written otherwise")
        for digest, text in ((first, step.sent), (second, again.text)):
            data = text.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
    return Replay(
        len(steps), from_ledger, same, first.hexdigest(), second.hexdigest(), tuple(faults)
    )


def fetch(steps: Sequence[Step], store: Store, tenant: str) -> Fetch:
    """Fetch back, by its marker, the original of which most was left out."""
    step, mark = _largest_cut(steps) or _by_hand(steps, store, tenant)
    original = step.result.text
    faults: list[str] = []
    part: Part = query.parse_part(mark.what)
    part_text = whole = ""
    folio = store.open(tenant, mark.hash)
    if folio is None:
        faults.append("the store has no original under this hash")
    else:
        answer = query.ask(folio, part)
        part_text, whole = answer.text, folio.text()
        expected = _part_of(original, part)
        if expected is not None and answer.parts == (part,) and part_text != expected:
            faults.append(f"{part} came back otherwise than in the original")
        if whole != original:
            faults.append("the whole came back otherwise than it was put")
    return Fetch(
        step=step,
        hash=mark.hash,
        marker=marker.write(mark.hash, mark.what),
        part_name=str(part),
        part=part_text,
        whole_bytes=len(whole.encode("utf-8", "surrogatepass")),
        sha256_original=sha256(original),
        sha256_fetched=sha256(whole),
        by_hand=not step.cuts,
        faults=tuple(faults),
    )


def _largest_cut(steps: Sequence[Step]) -> tuple[Step, Marker] | None:
    cut = [step for step in steps if step.cuts]
    if not cut:
        return None
    step = max(cut, key=lambda each: (each.saved, -each.number))
    return step, next(each for each in marker.parse(step.sent) if each.hash == step.hash)


def _by_hand(steps: Sequence[Step], store: Store, tenant: str) -> tuple[Step, Marker]:
    """Store the largest result, of which nothing was left out, and make a marker for its start."""
    step = max(steps, key=lambda each: (each.before, -each.number))
    lines = min(FIRST_LINES, len(step.result.text.split("\n")) - 1)
    cut = Cut(Lines(1, lines) if lines else Whole())
    receipt = store.put(tenant, step.result.text)
    return step, next(marker.parse(receipt.mark(cut)))


def sha256(text: str) -> str:
    """The fingerprint of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _part_of(original: str, part: Part) -> str | None:
    """The part, cut out of the original by other means than the store's; rows cannot be."""
    match part:
        case Whole():
            return original
        case Lines(first, last):
            return "".join(f"{line}\n" for line in original.split("\n")[first - 1 : last])[
                : None if last <= original.count("\n") else -1
            ]
        case Chars(first, last):
            return original[first - 1 : last]
        case Rows():
            return None
