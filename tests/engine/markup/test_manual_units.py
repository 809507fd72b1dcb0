"""Pages of a manual in units: headings, tags and what is said of them."""

from __future__ import annotations

from weft.engine.markup.manual import manual_units

PAGE = """\
LS(1)                   User Commands                  LS(1)

NAME
       ls - list names

OPTIONS
       -a, --all
              do not leave out names that
              begin with a dot

       --block-size=SIZE
              with -l, scale sizes

              More of it.

   Old options
       Some are old.

       -o   like -l, without groups

ENVIRONMENT
       COLUMNS
              how wide

AUTHOR
       Somebody.

GNU coreutils            January 2026                  LS(1)
"""


def told(text: str) -> list[str]:
    """Each unit as its role, where it stands and its first line."""
    lines = text.split("\n")
    return [
        f"{unit.role.name} {unit.under} {' '.join(lines[unit.first].split())}"
        for unit in manual_units(lines)
    ]


def test_a_tag_is_a_heading_of_what_is_said_of_it() -> None:
    assert told(PAGE)[1:] == [
        "HEADING -1 NAME",
        "TEXT 1 ls - list names",
        "HEADING -1 OPTIONS",
        "HEADING 3 -a, --all",
        "TEXT 4 do not leave out names that",
        "HEADING 3 --block-size=SIZE",
        "TEXT 6 with -l, scale sizes",
        "TEXT 6 More of it.",
        "HEADING 3 Old options",
        "TEXT 9 Some are old.",
        "HEADING 9 -o like -l, without groups",
        "HEADING -1 ENVIRONMENT",
        "HEADING 12 COLUMNS",
        "TEXT 13 how wide",
        "HEADING -1 AUTHOR",
        "TEXT 15 Somebody.",
        "TEXT 15 GNU coreutils January 2026 LS(1)",
    ]


def test_help_of_a_program_is_read_alike() -> None:
    text = (
        "usage: depot [-h] [--all] name\n\nKeeps crates.\n\npositional arguments:\n"
        "  name        what to keep\n\noptions:\n  -h, --help  show this\n"
        "  --all       keep all\n              of them\n"
    )
    assert told(text) == [
        "TEXT -1 usage: depot [-h] [--all] name",
        "TEXT -1 Keeps crates.",
        "HEADING -1 positional arguments:",
        "TEXT 2 name what to keep",
        "HEADING -1 options:",
        "HEADING 4 -h, --help show this",
        "HEADING 4 --all keep all",
    ]
