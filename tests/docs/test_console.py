"""How console blocks are read and compared."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from console import Command, PageError, check, commands, like
from fences import fences

if TYPE_CHECKING:
    from pathlib import Path


def test_a_block_is_commands_with_their_output() -> None:
    block = "$ weft --version\nweft 0.1.0\n$ printf %s \\\n    one\none\n"
    assert list(commands(block)) == [
        Command("weft --version", "weft 0.1.0"),
        Command("printf %s one", "one"),
    ]


@pytest.mark.parametrize("block", ["", "weft --version\n", "# a comment\n"])
def test_a_block_without_a_command_is_refused(block: str) -> None:
    with pytest.raises(PageError):
        list(commands(block))


@pytest.mark.parametrize(
    ("shown", "actual", "true"),
    [
        ("one\ntwo", "one\ntwo\n", True),
        ("one\n...\nlast", "one\n2\n3\nlast\n", True),
        ("...\nlast", "last", True),
        ("took ... ms", "took 1.25 ms", True),
        ("took ... ms", "took 1.25 s", False),
        ("one", "one\ntwo", False),
        ("one\n...\nlast", "one\nlast\nmore", False),
        ("a.c", "abc", False),
    ],
)
def test_output_is_compared_line_by_line(shown: str, actual: str, true: bool) -> None:
    assert like(shown, actual) is true


@pytest.mark.parametrize(
    ("block", "wrong"),
    [
        ("$ echo hello\nhello\n", None),
        ("$ echo hello\ngoodbye\n", "the page shows"),
        ("$ false\n", "status 1"),
        ("$ false\n$ echo hello\n", "status 1"),
        ("$ false\n$ echo $?\n1\n", None),
        ("$ false\n$ echo $?\n2\n", "the page shows"),
        ("$ make test lint\n", None),
        ("$ make coffee\n", "no make target 'coffee'"),
        ("$ pip install '.[redis]'\n", None),
        ("$ pip install '.[coffee]'\n", "no extra 'coffee'"),
        ("$ sudo apt-get install python3-venv\n", None),
        ("$ sudo apt-get install coffee\n", "no package 'coffee'"),
    ],
)
def test_a_block_is_done_and_a_lie_is_found(tmp_path: Path, block: str, wrong: str | None) -> None:
    if wrong is None:
        check(block, tmp_path, os.environ)
    else:
        with pytest.raises(PageError, match=wrong):
            check(block, tmp_path, os.environ)


def test_fences_are_found_where_they_stand(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        'Words.\n\n```toml title="weft.toml"\nx = 1\n```\n\n- item\n\n  ```python\n  y = 2\n  ```\n'
    )
    found = [(fence.line, fence.language, fence.title, fence.text) for fence in fences(page)]
    assert found == [(3, "toml", "weft.toml", "x = 1\n"), (9, "python", "", "y = 2\n")]


def test_a_job_serves_until_it_is_killed(tmp_path: Path) -> None:
    (tmp_path / "hello.txt").write_text("hello\n")
    check(
        "$ python3 -m http.server 8788 --bind 127.0.0.1 &\n"
        "$ curl -s http://127.0.0.1:8788/hello.txt\n"
        "hello\n"
        "$ kill %1\n"
        "$ curl -s http://127.0.0.1:8788/hello.txt\n"
        "$ echo $?\n"
        "7\n",
        tmp_path,
        os.environ,
    )


def test_a_job_that_does_not_start_is_found(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="ended with status 1"):
        check("$ false --listen 127.0.0.1:8787 &\n", tmp_path, os.environ)
