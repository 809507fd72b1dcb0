"""Which lines of a log stay."""

from __future__ import annotations

from line_texts import cut, kept, service_log

from weft.engine.forms.log_choice import LogChoice
from weft.engine.model import Cut

FORM = LogChoice()


def test_errors_stay_whole_with_what_is_around() -> None:
    stays = kept(cut(FORM, service_log()))
    assert "ERROR [billing] charge 4417 rejected: card expired" in stays
    assert "billing.CardExpired: 4417" in stays
    assert "request 2637027 served" in stays  # the line before
    assert stays.startswith("2031-04-02 10:00:00 INFO [worker-0] request 0 served")
    assert len(stays) < 0.3 * len(service_log())


def test_an_error_of_several_lines_stays_whole() -> None:
    record = "ERROR statement failed\nSELECT id,\n  name,\n  total\nFROM orders\nWHERE n = 3\n"
    mark = "2031-04-02 10:05:00 INFO"
    text = service_log().replace(mark, f"2031-04-02 10:05:00 {record}{mark}", 1)
    assert record in kept(cut(FORM, text))


def test_of_a_trace_in_a_log_the_messages_and_own_frames_stay() -> None:
    frames = "".join(f"\tat org.springframework.web.X.call{n}(X.java:{n})\n" for n in range(25))
    trace = (
        "com.example.OrderLost: no till for it\n"
        "\tat com.example.Till.open(Till.java:41)\n"
        f"{frames}"
        "\tat com.example.Main.main(Main.java:9)\n"
        "Caused by: com.example.Gone: drawer is gone\n"
        "\tat com.example.Drawer.find(Drawer.java:7)\n"
    )
    mark = "2031-04-02 10:05:00 INFO"
    text = service_log().replace(mark, f"2031-04-02 10:05:00 ERROR order lost\n{trace}{mark}", 1)
    stays = kept(cut(FORM, text))
    for line in trace.replace(frames, "").splitlines():
        assert line in stays
    assert "call12(" not in stays


def test_warnings_stay_first_and_last() -> None:
    stays = kept(cut(FORM, service_log(2000)))
    assert "connection 11 slow" in stays
    assert "connection 1951 slow" in stays


def test_the_lines_of_the_question_stay() -> None:
    stays = kept(cut(FORM, service_log(), "What became of request 2058940?"))
    assert "request 2058940 served" in stays
    assert "request 2058940 served" not in kept(cut(FORM, service_log()))


def test_a_cut_says_what_went_and_begins_with_its_time() -> None:
    cuts = [piece for piece in cut(FORM, service_log(2000)) if isinstance(piece, Cut)]
    largest = max(cuts, key=lambda piece: len(piece.what))
    assert largest.before.startswith("10:")
    assert "until 10:" in largest.label
    assert all(piece.after == "\n" for piece in cuts)


def test_room_says_how_much_stays() -> None:
    question = "Which requests were served by worker-3?"
    small = kept(cut(FORM, service_log(2000), question, room=1000))
    large = kept(cut(FORM, service_log(2000), question, room=20_000))
    assert len(small) < len(large)


def test_of_rare_lines_those_that_sound_like_trouble_come_first() -> None:
    lines = []
    for n in range(900):
        clock = f"10:{n // 60:02}:{n % 60:02}"
        words = " ".join(f"{'abcdefgh'[n * k % 8]}{k}{n}" for k in range(1, 3 + n % 9))
        lines.append(f"{clock} {words} was stored and sent on its way to where it belongs")
    lines[400] = "10:06:40 the volume is full and nothing is written any more"
    stays = kept(cut(FORM, "\n".join(lines), room=800))
    assert "the volume is full" in stays


def test_little_is_not_cut() -> None:
    assert cut(FORM, "10:00:00 a\n" * 20) == []


def test_our_own_text_is_not_cut() -> None:
    folded = (
        "[lines alike stand together; {} is what varies, numbers in front give the order]\n"
        + service_log()
    )
    assert cut(FORM, folded) == []
