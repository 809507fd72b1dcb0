"""`weft config`: show, check, schema, as real processes."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest
from cli_shell import Shell

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def row(out: str, key: str) -> list[str]:
    """The row of a table that begins with this key."""
    (found,) = [line for line in out.splitlines() if line.startswith(f"{key} ")]
    return found.split(maxsplit=2)


def test_show_tells_value_and_origin_of_every_setting(shell: Shell) -> None:
    (shell.home / "weft.toml").write_text("[store]\nidle = '3h'\n")
    ended = shell.weft("--set", "log.level=debug", "config", "show", WEFT_ENGINE_LOSSY="no")
    assert (ended.code, ended.err) == (0, "")
    assert row(ended.out, "store.idle") == ["store.idle", "3h", "file ./weft.toml"]
    assert row(ended.out, "log.level") == ["log.level", "debug", "flag --set log.level"]
    assert row(ended.out, "engine.lossy")[1:] == ["false", "environment WEFT_ENGINE_LOSSY"]
    assert row(ended.out, "store.url")[1] == f"sqlite:{shell.home}/.local/state/weft/recall.db"


def test_looking_creates_nothing(shell: Shell) -> None:
    assert shell.weft("config", "show").code == 0
    assert list(shell.home.iterdir()) == []


def test_options_may_stand_before_and_after_the_command(shell: Shell) -> None:
    one = shell.weft("--state-dir", "/s", "config", "show").out
    assert row(one, "state_dir") == ["state_dir", "/s", "flag --state-dir"]
    assert shell.weft("config", "show", "--state-dir", "/s").out == one
    both = shell.weft("--state-dir", "/r", "config", "show", "--state-dir", "/s").out
    assert row(both, "state_dir")[1] == "/s"


def test_secrets_are_masked_everywhere(shell: Shell) -> None:
    url = "redis://:hunter2@localhost:1/0"
    for arguments in (["show"], ["show", "--json"], ["check"]):
        ended = shell.weft("config", *arguments, WEFT_STORE_URL=url)
        assert "hunter2" not in ended.out + ended.err
    wrong = shell.weft("config", "show", WEFT_STORE_URL="reddis://:hunter2@localhost")
    assert wrong.code == 2
    assert "hunter2" not in wrong.err


def test_show_for_programs(shell: Shell) -> None:
    told = json.loads(shell.weft("config", "show", "--json", "--set", "store.idle=2h").out)
    assert told["settings"]["store.idle"] == {
        "value": 7_200.0,
        "origin": "flag --set store.idle",
        "not_heard": [],
    }


def test_every_mistake_is_told_and_nothing_is_done(shell: Shell) -> None:
    path = shell.home / "my.toml"
    path.write_text("[store]\nidel = '1h'\nactive = 'soon'\n")
    ended = shell.weft("--config", "my.toml", "config", "check", WEFT_LOG_LEVLE="info")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Error: 3 problems in the configuration:\n")
    assert "WEFT_LOG_LEVLE; did you mean WEFT_LOG_LEVEL?" in ended.err
    assert "my.toml, line 2: store.idel: there is no such setting; did you mean store.idle?" in (
        ended.err
    )
    assert "my.toml, line 3: store.active: expected a duration" in ended.err
    assert list(shell.home.iterdir()) == [path]


def test_a_named_file_has_to_be_there(shell: Shell) -> None:
    ended = shell.weft("--config", "nowhere.toml", "config", "show")
    assert (ended.code, ended.err) == (2, "Error: --config: there is no file nowhere.toml\n")


def test_a_directory_is_no_file(shell: Shell) -> None:
    ended = shell.weft("--config", ".", "config", "show")
    assert (ended.code, ended.err) == (2, "Error: .: cannot be read: Is a directory\n")


def test_a_password_in_an_open_file_is_warned_of(shell: Shell) -> None:
    path = shell.home / "weft.toml"
    path.write_text("store.url = 'redis://:hunter2@localhost:1'\n")
    path.chmod(0o644)
    ended = shell.weft("config", "show")
    assert ended.code == 0
    assert ended.err == (
        "Warning: ./weft.toml holds a secret (store.url) and others can read it; "
        "run: chmod 600 ./weft.toml\n"
    )
    path.chmod(0o600)
    assert shell.weft("config", "show").err == ""


def test_check_opens_the_store_for_real(shell: Shell) -> None:
    ended = shell.weft("config", "check")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith("holds      0 originals, 0 decisions\nok\n")
    state = shell.home / ".local/state/weft"
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in state.iterdir())


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("store.url=sqlite:/dev/null/recall.db", "/dev/null"),
        ("store.url=redis://localhost:1/0", "localhost:1"),
        ("state_dir=/dev/null", "state_dir /dev/null is a file"),
        ("state_dir=/tmp", "state_dir /tmp"),
    ],
)
def test_check_refuses_what_would_not_work(shell: Shell, setting: str, message: str) -> None:
    ended = shell.weft("--set", setting, "config", "check")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Error: ")
    assert message in ended.err
    assert "Traceback" not in ended.err


def test_check_refuses_a_store_that_is_something_else(shell: Shell) -> None:
    path = shell.home / "letters.db"
    path.write_bytes(b"Dear reader, " * 1_000)
    before = path.read_bytes()
    ended = shell.weft("--set", f"store.url=sqlite:{path}", "config", "check")
    assert (ended.code, ended.out) == (2, "")
    assert str(path) in ended.err
    assert path.read_bytes() == before


def test_schema_prints_json(shell: Shell) -> None:
    ended = shell.weft("config", "schema")
    assert ended.code == 0
    assert json.loads(ended.out)["properties"]["store"]["properties"]["idle"]["default"] == "24h"
