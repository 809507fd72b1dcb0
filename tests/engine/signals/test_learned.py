"""The learned tier, and that what it adds is as measured."""

from __future__ import annotations

import train_signals
from weft.engine.signals.features import features
from weft.engine.signals.keywords import Keywords
from weft.engine.signals.learned import Learned, probability
from weft.engine.signals.severity import SILENCE, Severity
from weft.engine.signals.structure import Structure
from weft.engine.signals.tiered import Tiered
from weft.engine.signals.weights import WEIGHTS


def test_trouble_in_words_that_no_list_has() -> None:
    assert Learned().lines(["the disk is full"])[0].severity is Severity.WARNING
    assert probability("the disk is full") > probability("the cache is warm")


def test_blank_lines_say_nothing() -> None:
    assert Learned().lines(["", "   "]) == [SILENCE, SILENCE]
    assert Learned().items([]) == []


def test_features_have_readable_names() -> None:
    assert features("  Disk full: /var") == [
        "bias",
        "is indented",
        "has a path",
        "word disk",
        "word full",
        "word var",
    ]


def test_the_table_is_as_it_was_read() -> None:
    assert all(isinstance(weight, float) and weight for weight in WEIGHTS.values())
    assert "bias" in WEIGHTS or len(WEIGHTS) > 100


def test_it_adds_what_was_measured() -> None:
    held_out = train_signals.filled(train_signals.HELD_OUT)
    without = train_signals.right(Tiered((Structure(), Keywords())), held_out)
    withal = train_signals.right(Tiered((Structure(), Keywords(), Learned())), held_out)
    assert withal > without + 0.3
