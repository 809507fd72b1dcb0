"""Which lines are of one kind."""

from __future__ import annotations

from weft.engine.lines.sheet import sheet


def test_words_tell_kinds_apart_and_numbers_do_not() -> None:
    lines = [f"{'stored' if n % 2 else 'read'} row {n} of table orders" for n in range(60)]
    groups = sheet("\n".join(lines)).groups
    assert len(set(groups)) == 2
    assert groups[0] == groups[2] != groups[1]


def test_what_is_of_this_line_alone_makes_no_kind() -> None:
    lines = [f"user u{n * 7919} came from host{n}" for n in range(60)]
    assert len(set(sheet("\n".join(lines)).groups)) == 1
