"""Lines that end as one shortly above does: the end is said once, and comes back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_texts import TEXTS, turns_back

from weft.engine.forms.like_lines import LikeLines
from weft.engine.forms.same_ends import REACH, SameEnds, has_same_ends
from weft.engine.gap import FIRST

FORM = SameEnds()
NOTE = "[… ends a line as the word before it was followed when it last stood above]\n"
RULE = "Unexpected any. Specify a different type  @typescript-eslint/no-explicit-any"


def test_an_end_that_comes_again_is_left_out() -> None:
    text = (
        f"/app/cart.ts\n  12:40  error  {RULE}\n  18:2  error  {RULE}\n"
        f"/app/till.ts\n  3:1  error  {RULE}\n  9:9  warning  'x' is never used\n"
    )
    assert turns_back(FORM, text) == (
        f"{NOTE}/app/cart.ts\n  12:40  error  {RULE}\n  18:2  error …\n"
        "/app/till.ts\n  3:1  error …\n  9:9  warning  'x' is never used\n"
    )


def test_the_word_before_tells_which_end_is_meant() -> None:
    lines = [
        "Collecting anyio (from fastapi>=0.110->shop==0.16.0)",
        "Collecting rich (from shop==0.16.0 for the command line)",
        "Collecting idna (from fastapi>=0.110->shop==0.16.0)",
        "Collecting ruff (from fastapi>=0.110->shop==0.16.0)",
        "Collecting mypy (from fastapi>=0.110->shop==0.16.0)",
        "Collecting pytest (from fastapi>=0.110->shop==0.16.0)",
    ]
    folded = turns_back(FORM, "\n".join(lines))
    assert folded == NOTE + "\n".join([*lines[:3], *(f"{x} (from …" for x in _names(lines[3:]))])


def _names(lines: list[str]) -> list[str]:
    return [line.partition(" (")[0] for line in lines]


def test_the_end_in_full_is_never_far_above() -> None:
    lines = [
        f"tests/test_{n}.py is slow: a fixture of the whole session is made" for n in range(99)
    ]
    folded = turns_back(FORM, "\n".join(lines))
    assert folded is not None
    since = 0
    for line in folded.split("\n")[1:]:
        since = 0 if "…" not in line else since + len(line) + 1
        assert since <= REACH + len(lines[0])


def test_lines_with_ends_left_out_keep_their_places() -> None:
    lines = []
    for n in range(30):
        lines += [
            f"Collecting package{n} (from shop-{n // 10}=={n // 10}.{n // 10}.0 of the index)",
            f"  Downloading package{n}-1.0-py3-none-any.whl",
        ]
    folded = turns_back(FORM, "\n".join(lines))
    assert folded is not None
    both = turns_back(LikeLines(), folded)
    assert both is None or re.search(r"^\[\d+ lines\] ", both, re.MULTILINE) is None


def test_gaps_come_through_whole() -> None:
    text = "\n".join([f"a.ts:{n} {RULE}" for n in range(9)] + [chr(FIRST)])
    folded = turns_back(FORM, text)
    assert folded is not None
    assert folded.endswith(f"\n{chr(FIRST)}")


@pytest.mark.parametrize("text", ["", "a\nb", f"{RULE}", f"x … {RULE}\ny {RULE}\nz {RULE}"])
def test_nothing_to_offer(text: str) -> None:
    assert FORM.fold(text) is None


def test_its_own_text_is_known() -> None:
    assert has_same_ends(FORM.fold("\n".join([f"{n} {RULE}" for n in range(5)])) or "")
    with pytest.raises(ValueError, match="not a folded text"):
        FORM.unfold("a\nb")


@given(TEXTS | st.lists(st.sampled_from([f"1 {RULE}", f"b c {RULE}", "", "x"])).map("\n".join))
def test_any_text_comes_back(text: str) -> None:
    turns_back(FORM, text)
