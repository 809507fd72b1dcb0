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


def test_the_message_of_a_trace_stays_whatever_its_words() -> None:
    java = ["com.example.Shut: the till was closed", *["\tat java.base/a.B.c(B.java:1)"] * 9]
    python = ["Traceback (most recent call last):"]
    for n in range(9):
        python += [f'  File "/usr/lib/python3.13/x.py", line {n}, in x', "    x()"]
    python += ["shop.Shut: the till was closed"]
    for lines in (java, python):
        kept = given("\n".join([PADDING, *lines, PADDING]))
        places = [30 + place for place, line in enumerate(lines) if "till" in line]
        assert [kept[place] for place in places] == [Rank.ERROR]


def test_a_step_that_says_it_failed_is_no_noise() -> None:
    lines = [
        "#12 3.401 E: unable to locate package foo",
        "#12 3.402 Reading package lists",
        "#12 DONE 3.5s",
        "Downloading index: connection refused",
        "Downloading index",
        "-- Looking for pthread.h - not found",
        "[12/90] Building CXX object a.o",
        "ok: [web-3]",
        "  CC      kernel/fork.o",
    ]
    told = severities(lines, Keywords().lines)
    assert [severity >= Severity.ERROR for severity in told] == [
        True,
        *[False] * 2,
        True,
        *[False] * 5,
    ]
    assert set(told[4:]) == {Severity.TRIFLE}


def test_what_follows_a_diagnostic_is_its_own_only_if_it_is_no_step() -> None:
    steps = "\n".join(f"  CC      fs/ext4/part{n}.o" for n in range(40))
    kept = given(f"{steps}\nfoo.c:8:9: error: no such thing\n    8 | x\n{steps}")
    assert kept[40:42] == [Rank.ERROR] * 2
    assert set(kept[43:60]) == {Rank.COMMON}
