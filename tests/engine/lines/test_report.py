"""What a line of a build, a test run or a trace is worth keeping for."""

from __future__ import annotations

from weft.engine.lines.report import ranks, severities
from weft.engine.lines.worth import Rank
from weft.engine.signals.keywords import Keywords
from weft.engine.signals.severity import Severity


def given(text: str) -> list[Rank]:
    lines = text.split("\n")
    worst = severities(lines, Keywords().lines)
    return ranks(lines, lines, worst, [0.0] * len(lines))


PADDING = "\n".join(f"  ✔ should do {n}" for n in range(30))


def test_what_passed_is_noise_whatever_it_is_called() -> None:
    lines = [
        "tests/test_errors.py::test_fatal_error PASSED",
        "  ✔ should fail on errors",
        "FAILED x",
    ]
    assert severities(lines, Keywords().lines) == [
        Severity.TRIFLE,
        Severity.TRIFLE,
        Severity.ERROR,
    ]


def test_a_failure_stays_whole() -> None:
    failure = "=== FAILURES ===\n___ test_a ___\n\n    def test_a():\n>       assert 1 == 2\nE   x"
    text = f"{PADDING}\n{failure}\n=== 1 failed, 30 passed in 1s ===\n{PADDING}"
    kept = given(text)
    start = text.split("\n").index("=== FAILURES ===")
    assert all(rank <= Rank.MUST for rank in kept[start : start + 7])
    assert kept[10] is kept[-20] is Rank.COMMON


def test_a_diagnostic_keeps_its_source() -> None:
    found = "a.c:3:5: error: no such thing\n    3 | x\n      | ^\n"
    kept = given(f"{PADDING}\n{found}{PADDING}")
    assert kept[30:33] == [Rank.ERROR] * 3


def test_library_frames_go_and_those_of_the_application_stay() -> None:
    frames = "\n".join(
        [
            "java.lang.IllegalStateException: ledger is closed",
            "\tat com.example.Shop.pay(Shop.java:3)",
            *(f"\tat java.base/java.util.concurrent.X.run{n}(X.java:{n})" for n in range(8)),
            "\tat com.example.Main.main(Main.java:9)",
        ]
    )
    kept = given(f"{PADDING}\n{frames}\n{PADDING}")
    assert kept[31] is Rank.ERROR
    assert kept[32] is kept[39] is Rank.ERROR  # the ends of the run
    assert set(kept[33:39]) == {Rank.COMMON}
    assert kept[40] is Rank.ERROR
