"""Output for a terminal, as it stood in the end."""

from __future__ import annotations

from line_texts import cut, kept, service_log

from weft.engine.detect import detect
from weft.engine.forms.terminal_choice import TerminalChoice
from weft.engine.model import Cut, Kind, Whole

FORM = TerminalChoice()


def coloured(text: str) -> str:
    return text.replace(" INFO ", " \x1b[32mINFO\x1b[0m ").replace(
        " ERROR ", " \x1b[31mERROR\x1b[0m "
    )


def test_colours_go_and_errors_stay() -> None:
    text = coloured(service_log())
    assert detect(text) is Kind.LOG
    pieces = cut(FORM, text)
    stays = kept(pieces)
    assert "\x1b" not in stays
    assert "ERROR [billing] charge 4417 rejected: card expired" in stays
    assert "lines " in stays
    assert [piece.part for piece in pieces if isinstance(piece, Cut)] == [Whole()]


def test_a_progress_bar_is_its_last_state() -> None:
    bar = "".join(f"\rfetching {n} %" for n in range(101))
    stays = kept(cut(FORM, f"begin\n{bar}\nend\n"))
    assert stays == "begin\nfetching 100 %\nend\n"


def test_plain_text_is_left_to_others() -> None:
    assert cut(FORM, service_log()) == []
    assert cut(FORM, service_log().replace("\n", "\r\n")) == []
