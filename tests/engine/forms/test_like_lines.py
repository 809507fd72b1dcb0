"""Lines that are alike: what they share is said once, and they come back byte for byte."""

from __future__ import annotations

import pytest
from line_texts import Kind, service_log, turns_back

from weft.engine.forms.like_lines import LikeLines, is_folded
from weft.engine.gap import FIRST

FORM = LikeLines()


def test_a_log_in_order_of_time() -> None:
    text = (
        "10:00:01 INFO request 17 served in 3 ms\n"
        "10:00:02 WARN disk nearly full\n"
        "10:00:03 INFO request 18 served in 5 ms\n"
        "10:00:04 INFO request 21 served in 4 ms\n"
        + "".join(f"10:00:1{n} INFO request 3{n} served in 2 ms\n" for n in range(4))
    )
    assert turns_back(FORM, text) == (
        "[lines alike stand together, each stretch in order of time; {} is what varies]\n"
        "[7 lines] {} INFO request {} served in {} ms\n"
        "10:00:01 17 3\n"
        "10:00:03 18 5\n"
        "10:00:04 21 4\n"
        "10:00:10 30 2\n10:00:11 31 2\n10:00:12 32 2\n10:00:13 33 2\n"
        "10:00:02 WARN disk nearly full\n"
    )


def test_where_times_do_not_tell_the_order_numbers_do() -> None:
    lines = [f'127.0.0.1 [09:10:11] "GET /orders/{n} HTTP/1.1" 200 "curl/7.88.1"' for n in range(6)]
    lines[2] = "127.0.0.1 [09:10:11] worker 3 has been started again"
    assert turns_back(FORM, "\n".join(lines)) == (
        "[lines alike stand together; {} is what varies, numbers in front give the order]\n"
        '[5 lines] 127.0.0.1 [09:10:11] "GET {} HTTP/1.1" 200 "curl/7.88.1"\n'
        "1 /orders/0\n2 /orders/1\n4 /orders/3\n5 /orders/4\n6 /orders/5\n"
        "3 127.0.0.1 [09:10:11] worker 3 has been started again"
    )


def test_a_record_stays_with_its_trace() -> None:
    folded = turns_back(FORM, service_log())
    assert folded is not None
    assert (
        "ERROR [billing] charge 4417 rejected: card expired\n"
        "Traceback (most recent call last):\n"
        '  File "/app/billing.py", line 41, in charge\n'
    ) in folded
    assert len(folded) < 0.6 * len(service_log())


def test_lines_of_the_same_second_keep_their_order() -> None:
    text = "".join(
        f"10:00:0{n // 20} step {'abcab'[n % 5]} of round {n} has begun\n" for n in range(60)
    )
    turns_back(FORM, text)


def test_the_clock_may_go_back() -> None:
    text = "".join(
        f"{hour:02}:{n:02}:01 the clock in the hall says {hour}\n"
        for n, hour in enumerate((10, 11, 12, 13, 14, 9, 10, 11, 12, 13))
    )
    folded = turns_back(FORM, text)
    assert folded is not None
    assert "[next stretch]" in folded


def test_gaps_come_through_whole() -> None:
    lines = [f"10:00:{n:02} INFO request {n} served in 3 ms" for n in range(40)]
    lines[10] = f"10:00:10 {chr(FIRST)}"
    lines[25] = chr(FIRST + 1)
    folded = turns_back(FORM, "\n".join(lines))
    assert folded is not None
    assert [folded.count(chr(FIRST + n)) for n in range(2)] == [1, 1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one line",
        "a\nb\nc",
        "\n\n\n\n",
        "x {} 1\nx {} 2\nx {} 3",
        "10:00:00 a\n[2 lines] x\n10:00:01 a",
        "nul \0 1\nnul \0 2\nnul \0 3",
    ],
)
def test_nothing_to_offer(text: str) -> None:
    assert FORM.fold(text) is None


def test_what_was_not_folded_is_refused() -> None:
    with pytest.raises(ValueError, match="not a folded text"):
        FORM.unfold("a\nb")


def test_its_own_text_is_known() -> None:
    assert is_folded(FORM.fold(service_log()) or "")
    assert not is_folded(service_log())
    assert Kind.LOG in FORM.kinds
