"""Markdown in units: what stays or goes as one, and what it stands under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from weft.engine.markup.manual import manual_units
from weft.engine.markup.markdown import markdown_units
from weft.engine.markup.restructured import restructured_units

if TYPE_CHECKING:
    from weft.engine.markup.unit import Unit


def told(text: str) -> list[str]:
    """Each unit as its role, where it stands and its first line."""
    lines = text.split("\n")
    return [f"{unit.role.name} {unit.under} {lines[unit.first]}" for unit in markdown_units(lines)]


def test_headings_hold_what_is_below_them() -> None:
    assert told("# A\n\nsaid\n\n## B\n\nmore\n\n# C\nlast") == [
        "HEADING -1 # A",
        "TEXT 0 said",
        "HEADING 0 ## B",
        "TEXT 2 more",
        "HEADING -1 # C",
        "TEXT 4 last",
    ]


def test_a_ruled_line_is_a_heading() -> None:
    assert told("A title\n=======\n\ntext\n\nB\n---\nmore") == [
        "HEADING -1 A title",
        "TEXT 0 text",
        "HEADING 0 B",
        "TEXT 2 more",
    ]


def test_a_rule_after_a_blank_line_is_no_heading() -> None:
    assert told("text\n\n---\n\nmore") == ["TEXT -1 text", "TEXT -1 ---", "TEXT -1 more"]


def test_items_need_the_item_around_them() -> None:
    units = markdown_units(["- a", "  - b", "    goes on", "  - c", "", "    text of c", "- d"])
    assert [(unit.role.name, unit.needs) for unit in units] == [
        ("ITEM", -1),
        ("ITEM", 0),
        ("ITEM", 0),
        ("TEXT", 2),
        ("ITEM", -1),
    ]


def test_code_needs_the_sentence_before_it_and_is_not_looked_into() -> None:
    text = "# T\n\nRun this:\n\n```sh\n# no heading\n\n- no item\n```\nafter"
    assert told(text) == ["HEADING -1 # T", "TEXT 0 Run this:", "CODE 0 ```sh", "TEXT 0 after"]
    assert markdown_units(text.split("\n"))[2].needs == 1


def test_long_code_is_parted_at_blank_lines() -> None:
    code = "".join(
        f"// option {n}\n// explained\n// at length\n// and more\nset({n})\n\n" for n in range(9)
    )
    units = markdown_units(f"```js\n{code}```\n".split("\n"))
    assert len(units) > 4
    assert {unit.needs for unit in units[1:-1]} == {0}


def test_code_that_is_never_closed_ends_with_the_text() -> None:
    assert told("a\n\n```\n# b\n") == ["TEXT -1 a", "CODE -1 ```"]


def test_rows_need_the_header() -> None:
    units = markdown_units(
        ["Before", "", "| a | b |", "|---|---|", "| 1 | 2 |", "| 3 | 4 |", "", "After"]
    )
    assert [(unit.role.name, unit.needs) for unit in units] == [
        ("TEXT", -1),
        ("ROW", -1),
        ("ROW", 1),
        ("ROW", 1),
        ("TEXT", -1),
    ]


def test_what_hardly_anyone_misses_is_known() -> None:
    text = (
        "---\ntitle: T\n---\n# T\n\n[![a](https://b)](https://c)\n![d](e)\n\n- [One](#one)\n"
        "- [Two](#two)\n\n<!-- a\ncomment -->\n\n[x]: https://y\n[z]: https://z"
    )
    assert [line.split()[0] for line in told(text)] == [
        *("META", "HEADING", "BADGE", "CONTENTS", "META", "TARGET")
    ]


def test_what_warns_is_known() -> None:
    roles = [
        unit.role.name
        for unit in markdown_units(
            ["> **Warning:** hot", "", "> [!CAUTION]", "> wet", "", "Deprecated: it", "", "> a"]
        )
    ]
    assert roles == ["NOTE", "NOTE", "NOTE", "TEXT"]


LINES = st.sampled_from(
    [
        *[
            "",
            " ",
            "# a",
            "## b",
            "text",
            "- a",
            "  - b",
            "1. c",
            "```",
            "~~~",
            "    code",
            "| a | b |",
        ],
        *["|---|---|", "===", "---", "> q", "<!--", "-->", "[a]: b", "[![a](b)](c)", "- [a](#a)"],
        *["NAME", "   Sub", "       -x", "           said", "       word  said", ".. note::"],
        *["   in", ".. function:: f(x)", "::", "said::", "+---+---+", "=== ===", "* b", ">>> 1"],
        *["\ud800", "\x00", "\U000f0000", "a\r", "<<lines 3-4>>", ":field: x", ".. _a: b", "***"],
    ]
)


@given(st.lists(LINES, max_size=60))
@settings(max_examples=300)
def test_units_tile_any_lines_and_point_back(lines: list[str]) -> None:
    for reader in (markdown_units, restructured_units, manual_units):
        units = reader(lines)
        said = any(line.strip() for line in lines)
        assert not said or _tile(units, len(lines)), reader
        for number, unit in enumerate(units):
            assert -1 <= unit.under < number
            assert -1 <= unit.needs < number


def _tile(units: list[Unit], count: int) -> bool:
    ends = [unit.last for unit in units]
    return [unit.first for unit in units] == [0, *ends[:-1]] and ends[-1] == count
