"""reStructuredText in units: titles, directives, code that was announced, tables."""

from __future__ import annotations

from weft.engine.markup.restructured import restructured_units


def told(text: str) -> list[str]:
    """Each unit as its role, where it stands and its first line."""
    lines = text.split("\n")
    return [
        f"{unit.role.name} {unit.under} {lines[unit.first].strip()}"
        for unit in restructured_units(lines)
    ]


def test_levels_of_titles_are_as_they_first_come() -> None:
    assert told("*****\nTitle\n*****\n\na\n\nOne\n===\n\nb\n\nSub\n---\n\nc\n\nTwo\n===\nd") == [
        "HEADING -1 *****",
        "TEXT 0 a",
        "HEADING 0 One",
        "TEXT 2 b",
        "HEADING 2 Sub",
        "TEXT 4 c",
        "HEADING 0 Two",
        "TEXT 6 d",
    ]


def test_what_a_directive_describes_is_a_heading_of_what_is_indented_below_it() -> None:
    text = (
        "T\n=\n\n.. class:: Depot\n\n   Keeps crates.\n\n   .. method:: open()\n\n      Opens.\n\n"
        "   .. method:: close()\n\n      Closes.\n\nAfter the class.\n"
    )
    assert told("Tit\n===" + text[3:]) == [
        "HEADING -1 Tit",
        "HEADING 0 .. class:: Depot",
        "TEXT 1 Keeps crates.",
        "HEADING 1 .. method:: open()",
        "TEXT 3 Opens.",
        "HEADING 1 .. method:: close()",
        "TEXT 5 Closes.",
        "TEXT 0 After the class.",
    ]


def test_notes_and_code_hold_their_bodies() -> None:
    text = (
        ".. warning:: Hot.\n\n   Very.\n\nRun::\n\n    a = 1\n\n    b = 2\n\nThen:\n\n"
        ".. code-block:: sh\n\n   $ c\n\n.. deprecated:: 3.2\n   Use d.\n"
    )
    assert told(text) == [
        "NOTE -1 .. warning:: Hot.",
        "TEXT -1 Run::",
        "CODE -1 a = 1",
        "TEXT -1 Then:",
        "CODE -1 .. code-block:: sh",
        "NOTE -1 .. deprecated:: 3.2",
    ]


def test_contents_targets_comments_and_images_are_trifles() -> None:
    text = (
        ".. _label:\n.. _other: https://x\n\n.. contents::\n   :local:\n\n.. a comment\n\n"
        ".. image:: x.png\n"
    )
    assert [line.split()[0] for line in told(text)] == ["TARGET", "CONTENTS", "META", "BADGE"]


def test_rows_of_a_table_need_its_header() -> None:
    text = "=====  =====\nA      B\n=====  =====\n1      2\n3      4\n=====  =====\n\nafter"
    units = restructured_units(text.split("\n"))
    assert [(unit.role.name, unit.needs) for unit in units[-3:]] == [
        ("ROW", 0),
        ("ROW", 0),
        ("TEXT", -1),
    ]
