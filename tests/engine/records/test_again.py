"""Lines that came before are told by notes, and the notes by what came before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from weft.engine.records import again

PIN = "uses: actions/checkout@9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0 # v7"


def test_a_long_line_is_told_by_how_it_begins():
    text = f"a:\n  - {PIN}\nb:\n  {PIN}\n"
    folded = again.fold(text)
    assert folded == f"a:\n  - {PIN}\nb:\n  uses: actions/checkout@[as above]\n"
    assert again.unfold(folded) == text


def test_of_two_ends_the_last_one_counts():
    other = PIN.replace("9c09", "ffff")
    text = "\n".join([PIN, "1", other, "2", PIN, "3", other, other])
    folded = again.fold(text)
    head = "uses: actions/checkout@[as above]"
    assert folded == "\n".join([PIN, "1", other, "2", PIN, "3", other, head])
    assert again.unfold(folded) == text


def test_a_block_may_stand_deeper():
    block = "env:\n  LOG_LEVEL: information\n\n  DATABASE: postgres://db/orders\n"
    deeper = "".join(f"    {line}\n" if line else "\n" for line in block.split("\n")[:-1])
    text = f"{block}job:\n{deeper}end: 1"
    folded = again.fold(text)
    assert folded == f"{block}job:\n    env:\n      [the next 3 lines as above]\nend: 1"
    assert again.unfold(folded) == text


BODY = st.sampled_from(
    ["", "a:", "- b: 1", PIN, f"- {PIN}", PIN.replace("9c", "aa"), "x" * 60, "c: " + "d" * 50,
     "[e]", "\U000f0000", "\tf", "g\r", "\ud800\x00" + "=h" * 30, "- - i"]
)  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 2), BODY), max_size=12), st.integers(0, 4))
def test_any_text_comes_back(lines, deeper):
    once = [" " * (2 * depth) + body for depth, body in lines]
    text = "\n".join(once + [" " * deeper + line for line in once] + once)
    folded = again.fold(text)
    if folded is not None:
        assert again.unfold(folded) == text
