"""Of a text without useful lines, what stands around the words of the question stays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from weft.engine.forms.stretch_choice import HEAD, TAIL, StretchChoice
from weft.engine.model import Block, Cut, Origin
from weft.engine.verify import pieces_of, tiles

BUNDLE = "".join(f"function f{n}(a){{return a.server({n})?{n * 7}:void 0}}" for n in range(400))
BUNDLE = BUNDLE.replace("f200(a){", "quartzRate(a){if(!a)throw Error('no rate');")


def kept(text: str, question: str) -> str:
    pieces = StretchChoice().cut(Block(text, Origin(question=question)), None)
    assert pieces is not None
    return "".join(piece for piece in pieces if isinstance(piece, str))


def test_what_was_asked_stays_with_what_stands_around_it() -> None:
    stays = kept(BUNDLE, "What does quartzRate throw?")
    assert "throw Error('no rate')" in stays
    assert stays.startswith(BUNDLE[:HEAD])
    assert stays.endswith(BUNDLE[-TAIL:])
    assert len(stays) < len(BUNDLE) / 4


def test_it_is_left_to_others_where_no_word_tells() -> None:
    form = StretchChoice()
    for question in ("", "What is this?", "Which function uses the server?"):
        assert form.cut(Block(BUNDLE, Origin(question=question)), None) is None
    lines = BUNDLE.replace("}", "}\n")
    assert form.cut(Block(lines, Origin(question="What does quartzRate throw?")), None) is None


@given(st.text(min_size=1, max_size=60), st.text(max_size=30), st.integers(1, 400))
def test_whatever_stays_tiles(unit: str, question: str, times: int) -> None:
    text = unit * times
    pieces = StretchChoice().cut(Block(text, Origin(question=question)), None)
    if pieces is not None:
        assert any(isinstance(piece, Cut) for piece in pieces)
        tiles(text, pieces_of(pieces, text))
