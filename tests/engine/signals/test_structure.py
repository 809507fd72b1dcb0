"""What the form of a line says."""

from __future__ import annotations

import pytest

from weft.engine.signals.severity import SILENCE, Severity
from weft.engine.signals.structure import Structure


def severity(line: str) -> Severity:
    (signal,) = Structure().lines([line])
    assert signal.confidence > 0
    return signal.severity


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("3 failed, 12 passed", Severity.ERROR),
        ("0 failed, 12 passed", Severity.PLAIN),
        ("errors=2", Severity.ERROR),
        ('"failed": 0', Severity.PLAIN),
        ("0 errors, 4 warnings", Severity.WARNING),
        ("1,204 errors", Severity.ERROR),
        ("make: exited with code 2", Severity.ERROR),
        ("exit code 0", Severity.PLAIN),
        ("module failed: rc=2", Severity.ERROR),
        ("done, rc=0", Severity.PLAIN),
        ('"GET / HTTP/1.1" 503 12', Severity.ERROR),
        ('"GET / HTTP/1.1" 404 12', Severity.WARNING),
        ("status=200", Severity.PLAIN),
        ("Traceback (most recent call last):", Severity.ERROR),
        ("\tat com.example.Shop.pay(Shop.java:3)", Severity.NOTABLE),
    ],
)
def test_forms(line: str, said: Severity) -> None:
    assert severity(line) is said


@pytest.mark.parametrize("line", ["", "plain words", "12 files", "status unknown"])
def test_no_opinion(line: str) -> None:
    assert Structure().lines([line]) == [SILENCE]
    assert Structure().items([line]) == [SILENCE]
