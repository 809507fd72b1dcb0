"""Section: a stretch of a mixed text, and what is known of where it came from.

Helpers that all splitters share stand here; how a mixture looks does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from weft.engine.model import Origin

MOST = 2000  # sections of one sort; what has more is not written for a reader
LEAST_BODY = 400  # characters; a text of shorter ones is not worth dividing


@dataclass(frozen=True, slots=True)
class Section:
    """Characters `start` to `end`. Without an origin it is a seam and stays as it is."""

    start: int
    end: int
    origin: Origin | None = None


def tiled(bodies: Iterable[Section], end: int) -> tuple[Section, ...]:
    """The bodies with seams between them; nothing where there are none."""
    found = [body for body in bodies if body.end > body.start]
    return tuple(_with_seams(found, end)) if found else ()


def _with_seams(bodies: Sequence[Section], end: int) -> Iterator[Section]:
    done = 0
    for body in bodies:
        if body.start > done:
            yield Section(done, body.start)
        yield body
        done = body.end
    if end > done:
        yield Section(done, end)


def between(bodies: Sequence[Section], end: int, origin: Origin) -> Iterator[Section]:
    """The bodies, and what stands between them as bodies too."""
    done = 0
    for body in bodies:
        if body.start > done:
            yield Section(done, body.start, origin)
        yield body
        done = body.end
    if end > done:
        yield Section(done, end, origin)


def plain(origin: Origin) -> Origin:
    """What is known of a part of which nothing is known but the question."""
    return replace(origin, arguments="", media_type="")


__all__ = ["LEAST_BODY", "MOST", "Section", "between", "plain", "tiled"]
