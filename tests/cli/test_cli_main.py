"""The command as a whole: version, help, mistakes, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from cli_shell import COMMAND, Shell

import weft
from weft.cli.root import HEADINGS

if TYPE_CHECKING:
    from pathlib import Path

ENTRIES = [pair for table in HEADINGS.values() for pair in table.items()]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.mark.parametrize("arguments", [["--version"], ["-V"], ["--config", "x", "--version"]])
def test_the_version(shell: Shell, arguments: list[str]) -> None:
    ended = shell.weft(*arguments)
    assert (ended.code, ended.out, ended.err) == (0, f"weft {weft.__version__}\n", "")


def test_the_version_is_told_before_anything_heavy_is_loaded(shell: Shell) -> None:
    program = (
        "import sys; from weft.cli.main import run; run(['--version'])\n"
        "heavy = {'asyncio', 'click', 'msgspec', 'rich', 'sqlite3', 'splintr', 'tomllib'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    out = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert out.stdout.splitlines()[1] == "[]"


def test_alone_it_says_what_it_is_and_what_it_can(shell: Shell) -> None:
    ended = shell.weft()
    assert (ended.code, ended.err) == (0, "")
    assert "One local gateway between AI agents and everything they talk to." in ended.out
    for name, entry in ENTRIES:
        assert name in ended.out
        assert entry.line in ended.out
    assert ended.out == shell.weft("--help").out == shell.weft("-h").out


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=[name for name, _ in ENTRIES])
def test_every_command_in_the_help_is_there(name: str, entry: object) -> None:
    command = dict(ENTRIES)[name].load()
    assert command.name == name
    assert command.help


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["confg"], "There is no command 'confg'. Did you mean 'config'?"),
        (["config", "shwo"], "There is no command 'shwo'. Did you mean 'show'?"),
        (["xyzzy"], "There is no command 'xyzzy'.\n"),
        (["--confg"], "No such option"),
        (["--set", "store.idle", "config", "show"], "write KEY=VALUE, not 'store.idle'"),
    ],
)
def test_a_mistyped_name_is_answered_with_the_nearest(
    shell: Shell, arguments: list[str], message: str
) -> None:
    ended = shell.weft(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert message in ended.err


def test_a_reader_that_goes_away_is_no_error(shell: Shell) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*COMMAND, "config", "schema"],
            env=shell.variables(),
            stdout=writer,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_the_shell_is_told_what_could_be_typed_next(shell: Shell) -> None:
    ended = shell.weft(_WEFT_COMPLETE="bash_complete", COMP_WORDS="weft con", COMP_CWORD="1")
    assert ended.out == "plain,config\n"


def test_ctrl_c_at_a_question_ends_it_with_a_word(shell: Shell) -> None:
    ended = shell.on_terminal("store", "purge", "--all", keys=b"\x03")
    assert ended.code == 130
    assert ended.out.endswith("Interrupted.\r\n")
    assert "Traceback" not in ended.out


def test_colours_are_for_terminals_that_want_them(shell: Shell) -> None:
    assert "\x1b[" in shell.on_terminal("config", "show").out
    assert "\x1b[" not in shell.on_terminal("config", "show", NO_COLOR="1").out
    assert "\x1b[" not in shell.weft("config", "show").out
