"""The ways tables are drawn with characters: one entry in a table each.

A rule is written as left end, fill, crossing, right end; the ends and the crossing are as wide as
what stands at the same place in a row, the fill is repeated for the width of a column.
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """A horizontal line."""

    left: str
    fill: str
    cross: str
    right: str

    def drawn(self, widths: tuple[int, ...]) -> str:
        """The line above or below columns of these widths."""
        return self.left + self.cross.join(self.fill * abs(width) for width in widths) + self.right


class Style(NamedTuple):
    """How the rows and the rules of a table look. A rule that a style has not is `None`."""

    name: str
    left: str
    between: str
    right: str
    top: Rule | None
    middle: Rule | None  # below the heads
    inner: Rule | None  # between rows, where a table has that
    bottom: Rule | None
    head: tuple[str, str, str] | None = None  # ends and bars of the heads, if they differ


def _boxed(name: str, bar: str, fill: str, corners: str) -> Style:
    """A style whose rules are all of one kind; corners from the top left, row by row."""
    top, middle, bottom = (
        Rule(a + fill, fill, fill + b + fill, fill + c)
        for a, b, c in map(tuple, (corners[:3], corners[3:6], corners[6:]))
    )
    return Style(name, f"{bar} ", f" {bar} ", f" {bar}", top, middle, middle, bottom)


_PLUS = Rule("+-", "-", "-+-", "-+")
_DOUBLE_PLUS = Rule("+=", "=", "=+=", "=+")

STYLES = (
    _boxed("box", "│", "─", "┌┬┐├┼┤└┴┘"),
    _boxed("rounded box", "│", "─", "╭┬╮├┼┤╰┴╯"),
    _boxed("heavy box", "┃", "━", "┏┳┓┣╋┫┗┻┛"),
    _boxed("double box", "║", "═", "╔╦╗╠╬╣╚╩╝"),
    Style(
        "box with heavy head",
        "│ ",
        " │ ",
        " │",
        Rule("┏━", "━", "━┳━", "━┓"),
        Rule("┡━", "━", "━╇━", "━┩"),
        Rule("├─", "─", "─┼─", "─┤"),
        Rule("└─", "─", "─┴─", "─┘"),
        ("┃ ", " ┃ ", " ┃"),
    ),
    Style("plus and minus", "| ", " | ", " |", _PLUS, _PLUS, _PLUS, _PLUS),
    Style("plus and equals", "| ", " | ", " |", _PLUS, _DOUBLE_PLUS, _PLUS, _PLUS),
    Style("psql", " ", " | ", "", None, Rule("-", "-", "-+-", "-"), None, None, (" ", " | ", " ")),
    Style("org", "| ", " | ", " |", None, Rule("|-", "-", "-+-", "-|"), None, None),
    Style("columns", "", "  ", "", None, Rule("", "-", "  ", ""), None, None),
    Style("markdown", "| ", " | ", " |", None, None, None, None),
)
BY_NAME = {style.name: style for style in STYLES}

__all__ = ["BY_NAME", "STYLES", "Rule", "Style"]
