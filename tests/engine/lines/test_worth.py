"""What a line of a log is worth keeping for."""

from __future__ import annotations

from weft.engine.lines.sheet import sheet
from weft.engine.lines.worth import Rank, asked_for, ranks, severities, touched
from weft.engine.signals.keywords import Keywords
from weft.engine.signals.severity import Severity


def judged(text: str) -> tuple[list[Severity], list[Rank]]:
    page = sheet(text)
    worst = severities(page, Keywords().lines)
    return worst, ranks(page, worst, [0.0] * len(page.lines))


def test_a_level_says_more_than_a_word() -> None:
    worst, _ = judged("INFO no way around this error\nWARN x y failed with error z\nERROR a")
    assert worst == [Severity.WARNING, Severity.WARNING, Severity.ERROR]


def test_first_and_last_error_stay_and_what_is_around() -> None:
    lines = [f"INFO step {n} of 900 done" for n in range(300)]
    for place in (50, 100, 150):
        lines[place] = f"ERROR step {place} of 900 failed"
    worst, given = judged("\n".join(lines))
    assert worst[50] is Severity.ERROR
    assert given[50] is given[150] is Rank.ERROR
    assert given[100] <= Rank.MORE
    assert given[49] is Rank.AROUND
    assert given[200] is Rank.COMMON
    assert given[0] is given[299] is Rank.EDGE


def test_what_stands_out_stays() -> None:
    lines = [f"INFO request {n * 7919 % 100000} took {n % 9} ms state open" for n in range(300)]
    lines[120] = "INFO request 77 took 4000 ms state open"
    lines[200] = "INFO request 78 took 4 ms state lost-it"
    lines[220] = "another shape: of its own"
    _, given = judged("\n".join(lines))
    assert given[120] is Rank.ODD
    assert given[200] <= Rank.RARE
    assert given[220] is Rank.ALONE


def test_what_was_asked_for() -> None:
    related = [0.0, 3.0, 10.0, 7.0, 0.0]
    assert asked_for(related) == [2, 3]
    assert touched(related) == [2, 3]
    assert asked_for([0.0, 0.0]) == []
    assert asked_for([]) == []
