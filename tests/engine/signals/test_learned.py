"""The learned tier, and that what it adds is as measured."""

from __future__ import annotations

import train_signals
from weft.engine.signals.features import features
from weft.engine.signals.learned import WEIGHTS, Learned, read
from weft.engine.signals.severity import SILENCE, Severity


def test_trouble_in_words_that_no_list_has() -> None:
    assert Learned().lines(["the disk is full"])[0].severity is Severity.WARNING
    probability = Learned().probability
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


def test_a_line_of_the_table_without_a_weight_goes_on_with_the_one_above() -> None:
    assert read("+1.5 word disk; word full\n  word lag\n-0.5 bias") == {
        "word disk": 1.5,
        "word full": 1.5,
        "word lag": 1.5,
        "bias": -0.5,
    }
    assert len(WEIGHTS) > 100


def test_weights_of_ones_own() -> None:
    signal = Learned({"word warm": 9.0}).lines(["the cache is warm"])[0]
    assert signal.severity is Severity.WARNING


def test_it_adds_what_was_measured() -> None:
    without, withal = train_signals.measure(Learned())
    assert withal > without + 0.3


def test_the_table_is_what_the_script_trains() -> None:
    examples = train_signals.filled(train_signals.TRAINING) + train_signals.from_outputs()
    assert train_signals.train(examples) == dict(WEIGHTS)
