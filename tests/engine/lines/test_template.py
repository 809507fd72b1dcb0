"""What lines have in common, as a line with holes."""

from __future__ import annotations

import pytest

from weft.engine.lines.cells import shapes_and_rows
from weft.engine.lines.template import filled, shared_start, table


def of(text: str) -> list[str] | None:
    shaped, cut = shapes_and_rows(text)
    return table(shaped[0], list(zip(*cut, strict=True)), len(cut))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("job 1 done\njob 2 done", ["[2 lines] job {} done", "1", "2"]),
        ("a=1 b=x\na=2 b=y\na=3 b=y", ["[3 lines] a={} b={}", "1 x", "2 y", "3 y"]),
        ("same\nsame\nsame", ["[3 lines] same"]),
        (
            "open /srv/shop/a.py\nopen /srv/shop/b.py",
            ["[2 lines] open /srv/shop/{}", "a.py", "b.py"],
        ),
    ],
)
def test_tables(text: str, written: list[str]) -> None:
    assert of(text) == written
    assert filled(iter(written[1:]), written[0]) == text.split("\n")


def test_what_looks_like_a_hole_is_no_table() -> None:
    assert of("a {} 1\na {} 2") is None


def test_a_line_that_is_no_head() -> None:
    assert filled(iter(()), "[x lines] y") is None


@pytest.mark.parametrize(
    ("cells", "start"),
    [
        (["/srv/a/x", "/srv/a/y"], "/srv/a/"),
        (["/srv/a/x", "/srv/b/y"], "/srv/"),
        (["20310304-09:00:00", "20310304-09:00:01"], "20310304-"),
        (["blk_123456", "blk_123457"], ""),
        (["/srv/a/", "/srv/a/y"], "/srv/"),
        (['"/srv/a/x y"', '"/srv/a/z y"'], ""),
    ],
)
def test_only_directories_and_dates_are_shared(cells: list[str], start: str) -> None:
    assert shared_start(cells) == start
