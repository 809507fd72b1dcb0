"""A scorer of one's own decides which lines of logs, reports and terminals were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from line_texts import cut, kept, service_log

from weft.engine.forms.log_choice import LogChoice
from weft.engine.forms.registry import forms
from weft.engine.forms.report_choice import ReportChoice
from weft.engine.forms.terminal_choice import TerminalChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import LossyForm


MEANT = 2058940


class OneOnly:
    """Whatever is asked, one number is meant."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        return [float(bool(question) and f" {MEANT} " in text) for text in texts]


LOG = service_log()
BUILD = "=== test session starts ===\n" + "".join(
    f"tests/test_shop.py::test_total[part {n * 7919} of all] PASSED\n" for n in range(600)
)
DRAWN = "".join(f"\rprogress {n}%" for n in range(100)) + "\n" + LOG


@pytest.mark.parametrize(
    ("form", "text"),
    [(LogChoice, LOG), (ReportChoice, BUILD), (TerminalChoice, DRAWN)],
)
def test_a_scorer_of_ones_own_decides(form: type[LogChoice], text: str) -> None:
    asked = "Which of the parts matters?"
    assert f" {MEANT} " in kept(cut(form(OneOnly()), text, asked))
    assert f" {MEANT} " not in kept(cut(form(), text, asked))
    assert f" {MEANT} " not in kept(cut(form(OneOnly()), text))


def test_the_registry_hands_it_on() -> None:
    scorer = OneOnly()
    chosen: list[LossyForm] = [
        form
        for form in forms(scorer).lossy
        if form.name in {"log_choice", "report_choice", "terminal_choice"}
    ]
    assert [getattr(form, "scorer", None) for form in chosen] == [scorer] * 3
