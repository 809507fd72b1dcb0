"""Repeats: a text that stands earlier is said by reference, with what differs."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.repeats import Seen, Shelf, repeat, restore

if TYPE_CHECKING:
    from pathlib import Path

FILE = "".join(f"def step_{n}(row):\n    return row + {n * 7}\n\n" for n in range(40))


def numbered(text: str, start: int = 1) -> str:
    lines = text.split("\n")[:-1]
    return "".join(f"{n:>6}\t{line}\n" for n, line in enumerate(lines, start))


SHELF = Shelf.of([("the first reading", FILE), ("a log", "one\ntwo\nthree\n" * 50)])
EDITED = FILE.replace("row + 70", "row + 71")


@pytest.mark.parametrize(
    "text",
    [
        FILE,
        numbered(FILE),
        FILE.replace("\n", "\r\n"),
        numbered(FILE).replace("\t", "→"),
        numbered(FILE).replace("\t", " | "),
        "".join(f"{n}:{line}\n" for n, line in enumerate(FILE.split("\n")[:-1], 1)),
        "".join(f"    {line}\n" if line else "\n" for line in FILE.split("\n")[:-1]),
    ],
    ids=["again", "numbers", "other line ends", "an arrow", "a bar", "grep -n", "indented"],
)
def test_the_same_file_again(text: str) -> None:
    found = repeat(text, SHELF)
    assert found is not None
    assert found.new < 20
    assert restore(found, SHELF) == text


@pytest.mark.parametrize("text", [EDITED, numbered(EDITED)], ids=["bare", "numbered"])
def test_a_small_edit(text: str) -> None:
    found = repeat(text, SHELF)
    assert found is not None
    assert "row + 71" in found.write()
    assert found.new < 80
    assert restore(found, SHELF) == text


def test_part_of_a_file_with_its_own_numbers() -> None:
    part = numbered("\n".join(FILE.split("\n")[30:60]) + "\n", start=31)
    found = repeat(part, SHELF)
    assert found is not None
    assert found.pieces[0] == Seen("the first reading", 31, 60, 31)
    assert restore(found, SHELF) == part


def test_numbers_earlier_and_none_now() -> None:
    shelf = Shelf.of([("cat -n", numbered(FILE))])
    found = repeat(FILE, shelf)
    assert found is not None
    assert found.write().startswith("[as in cat -n, lines 1-120]")


def test_what_tools_print_of_a_file(tmp_path: Path) -> None:
    for number, (text, command) in enumerate(
        [
            (FILE, ["cat", "-n"]),
            (FILE, ["sed", "-n", "31,90p"]),
            (FILE, ["grep", "-n", ""]),
            (EDITED, ["cat", "-n"]),
        ]
    ):
        file = tmp_path / f"{number}.py"
        file.write_text(text, "utf-8")
        printed = subprocess.run([*command, file], capture_output=True, check=True).stdout.decode()
        found = repeat(printed, SHELF)
        assert found is not None
        assert found.new < 80, command
        assert restore(found, SHELF) == printed


def test_what_a_test_runner_prints_again(tmp_path: Path) -> None:
    test = tmp_path / "test_many.py"
    body = "import pytest\n\n@pytest.mark.parametrize('n', range(60))\ndef test_step(n):\n"
    runs = []
    for failing in (-1, 41):
        test.write_text(f"{body}    assert n != {failing}\n", "utf-8")
        command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", str(test)]
        runs.append(subprocess.run(command, capture_output=True, check=False, cwd=tmp_path))
    before, after = (run.stdout.decode() for run in runs)
    shelf = Shelf.of([("the first run", before)])
    found = repeat(after, shelf)
    assert found is not None
    assert "test_step[41] FAILED" in found.write()
    assert "test_step[12] PASSED" not in found.write()
    assert restore(found, shelf) == after


def test_a_part_that_is_indented_stands_as_it_is() -> None:
    inner = "".join(f"    def step_{n}(self):\n        return {n * 7}\n\n" for n in range(40))
    shelf = Shelf.of([("a class", "class A:\n" + inner)])
    found = repeat(inner, shelf)
    assert found is not None
    assert found.new == 0
    assert not found.dress.indent


def test_many_short_hits_take_no_longer() -> None:
    shelf = Shelf.of([("blank", "\n" * 200_000)])
    assert repeat("\n" * 200_000, shelf) is None
    assert repeat("}\n" * 100_000, Shelf.of([("braces", "}\n" * 50)])) is None


def test_from_two_texts() -> None:
    shelf = Shelf.of([("one", FILE[:600]), ("two", FILE[600:])])
    found = repeat(FILE, shelf)
    assert found is not None
    assert {piece.name for piece in found.pieces if isinstance(piece, Seen)} == {"one", "two"}


@pytest.mark.parametrize("text", ["", "\n" * 9999, "short\n", "not\nseen\nbefore\n"])
def test_nothing_to_refer_to(text: str) -> None:
    assert repeat(text, SHELF) is None


pool = st.sampled_from(
    [
        "a" * 80,
        "b" * 80,
        "",
        "\r",
        "  12\tc" * 20,
        "     1\tx",
        "\ud800" * 90,
        "    a" * 40,
        "     ",
    ]
)
texts = st.lists(pool, max_size=24).map("\n".join)


@given(st.lists(texts, max_size=3), texts)
def test_whatever_is_found_comes_back(earlier: list[str], text: str) -> None:
    shelf = Shelf.of([(f"text {n}", each) for n, each in enumerate(earlier)])
    found = repeat(text, shelf)
    if found is not None:
        assert restore(found, shelf) == text
        assert len(found.write()) < len(text)
