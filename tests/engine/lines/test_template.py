"""What lines have in common, as a line with holes."""

from __future__ import annotations

import pytest

from weft.engine.lines.cells import HOLE, shapes_and_rows
from weft.engine.lines.template import filled, looks_like_head, shared_ends, table


def of(text: str) -> tuple[str, list[str]] | None:
    shaped, cut = shapes_and_rows(text)
    return table(shaped[0].split(HOLE), list(zip(*cut, strict=True)))


@pytest.mark.parametrize(
    ("text", "shares", "rows"),
    [
        ("job 1 done\njob 2 done", "job {} done", ["1", "2"]),
        ("a=1 b=x\na=2 b=y\na=3 b=y", "a={} b={}", ["1 x", "2 y", "3 y"]),
        ("open /srv/shop/a.py\nopen /srv/shop/b.py", "open /srv/shop/{}", ["a.py", "b.py"]),
        ('"GET /a HTTP/1.1" 1\n"GET /b HTTP/1.1" 2', '"GET {} HTTP/1.1" {}', ["/a 1", "/b 2"]),
        ('"GET /a 1" x\n"PUT /b 1" x', "{} x", ['"GET /a 1"', '"PUT /b 1"']),
        ("100% of 3\n100% of 4", "100% of {}", ["3", "4"]),
    ],
)
def test_tables(text: str, shares: str, rows: list[str]) -> None:
    assert of(text) == (shares, rows)
    assert filled(shares, rows) == text.split("\n")


def test_lines_that_are_the_same_need_no_rows() -> None:
    assert of("same\nsame\nsame") == ("same", [])


@pytest.mark.parametrize("text", ["a {} 1\na {} 2", "a {...} 1\na {...} 2"])
def test_what_looks_like_a_hole_is_no_table(text: str) -> None:
    assert of(text) is None


def test_a_hole_for_the_rest_of_a_line() -> None:
    assert filled("  it should {...}", ["do this", "", "(not) that"]) == [
        "  it should do this",
        "  it should ",
        "  it should (not) that",
    ]


def test_a_row_that_does_not_fill_the_holes_is_refused() -> None:
    with pytest.raises(ValueError, match="2 holes"):
        filled("{} and {}", ["1 2", "3"])


@pytest.mark.parametrize(
    ("cells", "ends"),
    [
        (["/srv/a/x", "/srv/a/y"], ("/srv/a/", "")),
        (["/srv/a/x", "/srv/b/y"], ("", "")),
        (["https://host.example/a/x", "https://host.example/b"], ("https://host.example/", "")),
        (["20310304-09:00:00", "20310304-09:00:01"], ("20310304-", "")),
        (["blk_123456", "blk_123457"], ("", "")),
        (["/srv/a/", "/srv/a/y"], ("", "")),
        (['"/srv/a/x y"', '"/srv/a/z y"'], ("", "")),
        (['"say x now"', '"say y now"'], ('"say ', ' now"')),
        (['"say x now"', '"say (y) now"'], ("", "")),
        (['"say x now"', '"say a,b now"'], ("", "")),
        (['"say x now"', '"tell y now"'], ("", "")),
    ],
)
def test_only_directories_hosts_dates_and_words_are_shared(
    cells: list[str], ends: tuple[str, str]
) -> None:
    assert shared_ends(cells) == ends


@pytest.mark.parametrize("head", ["[3 lines] x", "[3 lines from 9] x", "[3 lines: 2 5-6] x"])
def test_heads_are_known(head: str) -> None:
    assert looks_like_head(f"a\n{head}")
    assert not looks_like_head(f"a {head}")
