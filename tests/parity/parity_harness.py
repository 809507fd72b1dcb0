"""A transform made for the tests of the harness, and folders to run it in."""

from __future__ import annotations

from datetime import UTC, datetime

from weft.parity import recorder
from weft.parity.comparator import Transform, text_of, the_text
from weft.parity.fixture import Case

NOON = datetime(2025, 1, 2, 12, tzinfo=UTC)


def shout(text: str, mark: str = "!") -> str:
    """The transform: upper case, and a mark."""
    return text.upper() + mark


SHOUT = Transform(
    name="shout",
    about="upper case",
    target="parity_harness:shout",
    capture=lambda given: (given["text"], {"mark": given["mark"]} if given["mark"] != "!" else {}),
    call=lambda case, config: shout(text_of(case), **config),
    project=lambda text: text.split("\n"),
    cases=the_text,
)
TABLE = {"shout": SHOUT}


def fill(root, *texts, **config):
    """Record these texts with `shout`."""
    cases = [Case("shout", text, config) for text in texts]
    return list(recorder.record(root, cases, now=lambda: NOON, transforms=TABLE))
