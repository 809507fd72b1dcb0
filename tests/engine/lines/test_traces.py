"""What of a stack trace stays."""

from __future__ import annotations

from weft.engine.lines.traces import rank_frames
from weft.engine.lines.worth import Rank

OWN = ["\tat com.example.Till.open(Till.java:41)", "\tat com.example.Shop.pay(Shop.java:88)"]
LIBRARY = [f"\tat org.springframework.web.X.call{n}(X.java:{n})" for n in range(9)]


def given(lines: list[str]) -> list[Rank]:
    ranks = [Rank.COMMON] * len(lines)
    rank_frames(lines, ranks)
    return ranks


def test_messages_and_frames_of_the_application_stay() -> None:
    trace = [
        "com.example.Shut: no till",
        *OWN,
        *LIBRARY,
        "Caused by: com.example.Gone: x",
        *OWN[:1],
    ]
    stays = given(["before", *trace, "behind"])
    assert stays[0] is stays[-1] is Rank.COMMON
    assert stays[1:4] == [Rank.ERROR] * 3
    assert stays[4] is stays[12] is Rank.ERROR
    assert set(stays[5:12]) == {Rank.COMMON}
    assert stays[13:15] == [Rank.ERROR] * 2


def test_frames_that_stood_above_just_so_say_nothing_new() -> None:
    trace = ["com.example.Shut: no till", *OWN, *LIBRARY[:3]]
    stays = given([*trace, "between", *trace, "between", *trace[:-1]])
    assert set(stays[:6]) == {Rank.ERROR}
    assert stays[7] is Rank.ERROR
    assert set(stays[8:13]) == {Rank.COMMON}
    assert set(stays[15:]) == {Rank.ERROR}  # these are others


def test_python_frames_keep_their_source() -> None:
    trace = [
        "Traceback (most recent call last):",
        '  File "/app/shop.py", line 88, in pay',
        "    return charge(order)",
        "shop.Shut: no till",
    ]
    assert given(["before", *trace]) == [Rank.COMMON, *[Rank.ERROR] * 4]


def test_a_text_without_frames_is_left() -> None:
    assert given(["a", "b"]) == [Rank.COMMON] * 2


def test_inner_frames_of_many_long_traces_go_first() -> None:
    traces = "".join(
        f"java.lang.IllegalStateException: job {n} failed\n"
        + "".join(f"\tat org.app.Step{n}x{at}.run(Step.java:{at})\n" for at in range(20))
        for n in range(12)
    )
    lines = traces.split("\n")
    given = [Rank.COMMON] * len(lines)
    rank_frames(lines, given)
    assert given[0] == given[1] == given[2] == given[20] == Rank.ERROR
    assert given[5] == given[15] == Rank.MORE
