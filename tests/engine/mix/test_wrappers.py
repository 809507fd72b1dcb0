"""Lines with labels before an output, read one by one."""

from __future__ import annotations

import pytest

from weft.engine.mix.wrappers import split_wrapped
from weft.engine.model import Origin


@pytest.mark.parametrize(
    "head",
    ["Output:\n", "Exit code: 1\nOutput:\n", "Exit code: 0\nWall time: 2 s\nCommand output:  \n"],
)
def test_the_output_is_the_body(head: str) -> None:
    text = f"{head}one\ntwo\n"
    (body,) = [one for one in split_wrapped(text, Origin()) if one.origin is not None]
    assert text[body.start : body.end] == "one\ntwo\n"


def test_lines_that_all_look_like_labels_take_no_longer() -> None:
    text = "Stone winter garden stone velvet garden garden velvet stone garden.\n" * 400
    assert split_wrapped(text, Origin()) == ()
