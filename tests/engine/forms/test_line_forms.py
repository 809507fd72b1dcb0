"""What holds for every form of lines, whatever the text: nothing lost, nothing raised, settled."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from line_texts import HOSTILE, TEXTS, cut, service_log, turns_back

from weft.engine.forms.like_lines import LikeLines
from weft.engine.forms.lines_again import LinesAgain
from weft.engine.forms.log_choice import LogChoice
from weft.engine.forms.registry import FORMS
from weft.engine.forms.report_choice import ReportChoice
from weft.engine.forms.same_ends import SameEnds
from weft.engine.forms.terminal_choice import TerminalChoice
from weft.engine.model import Block
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import count
from weft.recall.store import from_url

LOSSLESS = (LikeLines(), LinesAgain(), SameEnds())
LOSSY = (LogChoice(), ReportChoice(), TerminalChoice())


@pytest.mark.parametrize("form", LOSSLESS, ids=lambda form: form.name)
@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_any_text_comes_back(form: LikeLines | LinesAgain, text: str) -> None:
    turns_back(form, text)


@pytest.mark.parametrize("form", LOSSY, ids=lambda form: form.name)
@settings(max_examples=150, deadline=None)
@given(text=TEXTS.map(lambda text: text * (1 + 3000 // (len(text) + 1))))
def test_what_stays_and_what_is_cut_is_any_text(form: LogChoice | ReportChoice, text: str) -> None:
    cut(form, text, "which word failed at 12:00:01?")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts(name: str) -> None:
    for lossless in LOSSLESS:
        turns_back(lossless, HOSTILE[name])
    for lossy in LOSSY:
        cut(lossy, HOSTILE[name])


@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_the_pipeline_settles(text: str) -> None:
    store = from_url("memory:")
    for body in (text, service_log(60) + text):
        marks = store.keyring.reference("t", body)
        first = render(Block(body), FORMS, Terms(count), marks)
        sent = first.settle(partial(store.put, "t"))
        assert not [d for d in first.discards if "raised" in d.reason or "original" in d.reason]
        again = render(Block(sent), FORMS, Terms(count), store.keyring.reference("t", sent))
        assert again.unchanged
