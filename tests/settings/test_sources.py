"""Who is heard: flags, environment, aliases, file, defaults, in this order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from desk import HOME, problems, settings

from weft.settings import SettingsError, load
from weft.settings.report import value_at

IDLE = "[store]\nidle = '3h'"


@pytest.mark.parametrize(
    ("given", "value", "origin"),
    [
        ({}, 86_400.0, "default"),
        ({"files": IDLE}, 10_800.0, "file ./weft.toml"),
        (
            {"files": IDLE, "HEADROOM_CCR_TTL_SECONDS": "1800"},
            1_800.0,
            "environment HEADROOM_CCR_TTL_SECONDS (not file ./weft.toml)",
        ),
        (
            {"WEFT_STORE_IDLE": "2h", "HEADROOM_CCR_TTL_SECONDS": "1800"},
            7_200.0,
            "environment WEFT_STORE_IDLE (not environment HEADROOM_CCR_TTL_SECONDS)",
        ),
        (
            {"WEFT_STORE_IDLE": "30m", "HEADROOM_CCR_TTL_SECONDS": "1800"},
            1_800.0,
            "environment WEFT_STORE_IDLE",
        ),
        (
            {"files": IDLE, "WEFT_STORE_IDLE": "2h", "flags": [("store.idle", "1h")]},
            3_600.0,
            "flag --set store.idle (not environment WEFT_STORE_IDLE, file ./weft.toml)",
        ),
        (
            {"flags": [("store.idle", "1h"), ("store.idle", "5h")]},
            18_000.0,
            "flag --set store.idle (not flag --set store.idle)",
        ),
        ({"WEFT_STORE_IDLE": "", "files": IDLE}, 10_800.0, "file ./weft.toml"),
    ],
)
def test_the_first_that_speaks_is_heard(given: dict[str, Any], value: float, origin: str) -> None:
    loaded = settings(**given)
    assert loaded.settings.store.idle == value
    assert str(loaded.origins["store.idle"]) == origin


@pytest.mark.parametrize(
    ("environ", "path", "value"),
    [
        ({"HEADROOM_PROXY_LISTEN": "127.0.0.1:9"}, "proxy.listen", "127.0.0.1:9"),
        ({"HEADROOM_HOST": "10.0.0.1"}, "proxy.listen", "10.0.0.1:8787"),
        ({"HEADROOM_HOST": "::1"}, "proxy.listen", "[::1]:8787"),
        ({"HEADROOM_PORT": "8788"}, "proxy.listen", "127.0.0.1:8788"),
        (
            {"HEADROOM_PROXY_LISTEN": "0.0.0.0:1", "HEADROOM_PORT": "2"},
            "proxy.listen",
            "0.0.0.0:1",
        ),
        ({"HEADROOM_PROXY_UPSTREAM": "http://up:1"}, "proxy.upstream", "http://up:1"),
        ({"HEADROOM_CCR_BACKEND": "memory"}, "store.url", "memory:"),
        (
            {"HEADROOM_CCR_BACKEND": "sqlite"},
            "store.url",
            f"sqlite:{HOME}/.local/state/weft/recall.db",
        ),
        ({"HEADROOM_CCR_SQLITE_PATH": "/data/ccr.db"}, "store.url", "sqlite:/data/ccr.db"),
        ({"HEADROOM_CCR_TTL_SECONDS": "300"}, "store.idle", 300.0),
        ({"WOOLLAMA_STATE_DIR": "/var/lib/woollama"}, "state_dir", "/var/lib/woollama"),
    ],
)
def test_the_seeds_names_are_understood(environ: dict[str, str], path: str, value: object) -> None:
    loaded = settings(**environ)
    assert value_at(loaded.settings, path) == value
    assert loaded.origins[path].source.startswith(f"environment {next(iter(environ))}")


def test_an_alias_that_cannot_be_followed_says_what_to_set() -> None:
    assert problems(HEADROOM_CCR_BACKEND="redis") == [
        (
            "environment: HEADROOM_CCR_BACKEND: say where Redis is: "
            "set WEFT_STORE_URL=redis://HOST:PORT/DB"
        )
    ]
    assert problems(HEADROOM_CCR_BACKEND="etcd") == [
        "environment: HEADROOM_CCR_BACKEND: expected sqlite, memory or redis; or set WEFT_STORE_URL"
    ]


def test_and_is_not_asked_where_our_own_name_is_set() -> None:
    loaded = settings(HEADROOM_CCR_BACKEND="redis", WEFT_STORE_URL="redis://cache")
    assert loaded.settings.store.url == "redis://cache"


@pytest.mark.parametrize(
    ("environ", "state_dir"),
    [
        ({}, f"{HOME}/.local/state/weft"),
        ({"XDG_STATE_HOME": "/xdg"}, "/xdg/weft"),
        ({"XDG_STATE_HOME": "relative"}, f"{HOME}/.local/state/weft"),
        ({"XDG_STATE_HOME": "/xdg", "WEFT_STATE_DIR": "/mine"}, "/mine"),
        ({"WEFT_STATE_DIR": "~/mine"}, f"{HOME}/mine"),
        ({"WEFT_STATE_DIR": "~"}, HOME),
    ],
)
def test_where_state_lives(environ: dict[str, str], state_dir: str) -> None:
    loaded = settings(**environ)
    assert loaded.settings.state_dir == state_dir
    assert loaded.settings.store.url == f"sqlite:{state_dir}/recall.db"


def test_a_store_may_stand_in_the_state_directory_or_at_home() -> None:
    assert settings(
        "store.url = 'sqlite:{state_dir}/b.db'", WEFT_STATE_DIR="/s"
    ).settings.store.url == ("sqlite:/s/b.db")
    assert settings("store.url = 'sqlite:~/b.db'").settings.store.url == f"sqlite:{HOME}/b.db"


def test_without_a_home_it_asks_for_a_directory() -> None:
    assert problems(HOME="") == [
        "environment: HOME: no home directory is known; set WEFT_STATE_DIR to a path without ~"
    ]
    assert settings(HOME="", WEFT_STATE_DIR="/s").settings.state_dir == "/s"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("WEFT_STORE_URI", "; did you mean WEFT_STORE_URL?"),
        ("WEFT_STOREIDLE", "; did you mean WEFT_STORE_IDLE?"),
        ("WEFT_IDLE", ""),
        ("WEFT_PORT", ""),
        ("WEFT_X", ""),
    ],
)
def test_an_unknown_variable_of_ours_is_an_error(name: str, near: str) -> None:
    (problem,) = problems(**{name: "8787"})
    assert problem.startswith(f"environment: there is no setting {name}")
    assert near in problem


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("WEFT_TEST_REDIS", "redis://"),
        ("WEFT_TORTURE_SECONDS", "30"),
        ("WEFT_PORT", "tcp://10.0.0.7:8787"),
        ("WEFT_PROXY_PORT", "tcp://10.0.0.7:8787"),
        ("WEFT_SERVICE_HOST", "10.0.0.7"),
        ("WEFT_SERVICE_PORT_HTTP", "8787"),
        ("WEFT_PORT_8787_TCP_ADDR", "10.0.0.7"),
        ("WEFT_PORT_8787_TCP", "tcp://10.0.0.7:8787"),
        ("WEFTY", "1"),
        ("weft_store_idle", "1"),
        ("HEADROOM_SOMETHING", "1"),
        ("WEFT_UNKNOWN", " "),
    ],
)
def test_what_is_not_a_setting_is_left_alone(name: str, text: str) -> None:
    assert problems(**{name: text}) == []


def test_all_problems_are_told_at_once_with_their_places() -> None:
    text = "[stroe]\nidle = 1\n[store]\nidel = '1h'\nactive = 'soon'\n[log]\nlevel = 3\n"
    assert problems(text, [("store.ilde", "1")], WEFT_LOG_LEVEL="inf") == [
        "--set: there is no setting store.ilde; did you mean store.idle?",
        (
            "environment: WEFT_LOG_LEVEL: expected one of trace, debug, info, warn, error, off, "
            "not 'inf'; did you mean info?"
        ),
        "./weft.toml, line 1: stroe: there is no such setting; did you mean store?",
        "./weft.toml, line 4: store.idel: there is no such setting; did you mean store.idle?",
        (
            "./weft.toml, line 5: store.active: expected a duration such as 90s, 1h30m, 500ms or a "
            "number of seconds (at least 0, at most 87600h), not 'soon'"
        ),
        (
            "./weft.toml, line 7: log.level: expected one of trace, debug, info, warn, error, off, "
            "not 3"
        ),
    ]


def test_a_mistake_is_told_even_where_another_value_wins() -> None:
    assert problems("store.idle = 'soon'", [("store.idle", "1h")]) != []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("store = 3", "./weft.toml, line 1: store: expected a table, not 3"),
        ("[store.idle]", "./weft.toml, line 1: store.idle: expected a duration"),
        ("'store.idle' = 3", "./weft.toml, line 1: store.idle: there is no such setting"),
        (
            "idle = 3",
            "./weft.toml, line 1: idle: there is no such setting; did you mean store.idle?",
        ),
        ("[[store]]\nidle=1", "./weft.toml, line 1: store: expected a table, not a list"),
        ('"\\u001b[31m" = 1', r"./weft.toml, line 1: \x1b[31m: there is no such setting"),
    ],
)
def test_odd_files_are_answered_plainly(text: str, problem: str) -> None:
    (found,) = problems(text)
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("text", "shared", "warned"),
    [
        ("store.url = 'redis://:hunter2@cache'", True, True),
        ("store.url = 'redis://:hunter2@cache'", False, False),
        ("store.url = 'redis://cache'", True, False),
    ],
)
def test_a_password_that_others_can_read_is_warned_of(
    text: str, shared: bool, warned: bool
) -> None:
    warnings = settings(text, shared=shared).warnings
    assert bool(warnings) is warned
    assert "hunter2" not in str(warnings)


def test_a_password_from_the_environment_is_not_the_files_fault() -> None:
    assert settings("", shared=True, WEFT_STORE_URL="redis://:hunter2@cache").warnings == ()


def test_the_rim_reads_this_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("WEFT_STORE_IDLE", "1h")
    Path("weft.toml").write_text("[log]\nlevel = 'debug'\n")
    loaded = load()
    assert (loaded.settings.store.idle, loaded.settings.log.level) == (3_600.0, "debug")
    assert loaded.file == "./weft.toml"
    with pytest.raises(SettingsError, match=r"--config: there is no file nowhere\.toml"):
        load(config="nowhere.toml")


def test_the_rim_finds_a_home_where_the_environment_names_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert load().settings.state_dir == str(Path.home() / ".local/state/weft")
