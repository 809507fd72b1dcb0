"""Why a text is written as it is: what was detected, what was tried, how long each form took.

Nothing is kept: markers are written for an original that no store has.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from weft.engine.detect import detect
from weft.engine.pipeline import leave, render
from weft.policy.reads import Care, allowed, care, said_why
from weft.recall.store import from_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from weft.engine.formset import FormSet
    from weft.engine.model import Block, Kind, Rendering
    from weft.engine.pipeline import Terms

T = TypeVar("T")
TENANT = "explain"


@dataclass(slots=True)
class Stopwatch:
    """A limit that lets everything run and remembers how long each form took, in seconds."""

    seconds: dict[str, float] = field(default_factory=dict)

    def __call__(self, name: str, work: Callable[[], T], /) -> T:
        """Run the work of this form."""
        start = time.perf_counter()
        try:
            return work()
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Explained:
    """A rendering, and what there is to say about how it came to be."""

    kind: Kind
    rendering: Rendering
    text: str
    seconds: Mapping[str, float]
    total_seconds: float


def explain(block: Block, forms: FormSet, terms: Terms) -> Explained:
    """Write a block, and watch."""
    watch = Stopwatch()
    store = from_url("memory:")
    start = time.perf_counter()
    wanted = care(block)
    if wanted is Care.EXACT:
        rendering = leave(block, terms, wanted.value)
    else:
        reference = store.keyring.reference(TENANT, block.text)
        marks = reference if wanted is Care.FREE else None
        rendering = said_why(render(block, allowed(forms, wanted), terms, marks, watch), wanted)
    total = time.perf_counter() - start
    text = rendering.settle(lambda original: store.put(TENANT, original))
    store.close()
    kind = rendering.kind or detect(block.text)
    return Explained(kind, rendering, text, dict(watch.seconds), total)


__all__ = ["Explained", "Stopwatch", "explain"]
