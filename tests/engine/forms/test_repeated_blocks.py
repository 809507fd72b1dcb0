"""Repeated blocks: lines that follow a line once more are given by that line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from weft.engine.forms.repeated_blocks import RepeatedBlocks

FORM = RepeatedBlocks()
STEP = (
    "      - uses: actions/checkout@v4\n"
    "        with:\n"
    "          persist-credentials: false\n"
    "          fetch-depth: 0 # all of it\n"
)


def test_steps_of_two_jobs() -> None:
    text = f"jobs:\n  lint:\n    steps:\n{STEP}      - run: lint\n  test:\n    steps:\n{STEP}"
    short = FORM.fold(text)
    assert short == (
        f"jobs:\n  lint:\n    steps:\n{STEP}      - run: lint\n  test:\n    steps:\n"
        "      [the next 4 lines as above]\n"
    )
    assert FORM.unfold(short) == text
    assert FORM.fold(short) is None


def test_short_repeats_are_plainer_written() -> None:
    assert FORM.fold("a:\n  b: 1\n  c: 2\nd:\n  b: 1\n  c: 2\n") is None


def test_a_text_with_such_a_note_is_left_alone() -> None:
    assert FORM.fold(STEP + "[the next 4 lines as above]\nx\n" + STEP) is None


@given(
    st.lists(st.sampled_from(["a" * 30, "  b: " + "c" * 30, "", "x", "\U000f0000", "d" * 70]))
    .map(lambda lines: lines * 3)
    .map("\n".join)
)
def test_any_text_comes_back(text: str) -> None:
    short = FORM.fold(text)
    if short is not None:
        assert FORM.unfold(short) == text
        assert FORM.fold(short) is None
