"""Which file is read, what is wrong with it, and on which line."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any

import pytest
from desk import HOME, problems, settings

from weft.settings.document import MAX_BYTES, Document, lines, parse, read

if TYPE_CHECKING:
    from pathlib import Path

XDG = "/xdg/weft/weft.toml"
LEVELS = {"a.toml": "error", "b.toml": "warn", "./weft.toml": "debug", XDG: "trace"}
FILES = {name: f"log.level = '{level}'" for name, level in LEVELS.items()}


def only(*names: str) -> dict[str, str]:
    return {name: FILES[name] for name in names}


@pytest.mark.parametrize(
    ("given", "file"),
    [
        ({"config": "a.toml", "WEFT_CONFIG": "b.toml", "files": FILES}, "a.toml"),
        ({"WEFT_CONFIG": "b.toml", "files": FILES}, "b.toml"),
        ({"files": FILES}, "./weft.toml"),
        ({"files": only(XDG)}, XDG),
        ({"files": only(XDG), "WEFT_CONFIG": ""}, XDG),
        ({"files": only("a.toml")}, None),
    ],
)
def test_the_first_file_found_is_the_only_one(given: dict[str, Any], file: str | None) -> None:
    loaded = settings(**given, XDG_CONFIG_HOME="/xdg")
    assert loaded.file == file
    assert loaded.settings.log.level == (LEVELS[file] if file else "info")


def test_without_xdg_the_file_is_looked_for_under_home() -> None:
    name = f"{HOME}/.config/weft/weft.toml"
    assert settings({name: ""}).file == name
    assert settings({name: ""}, XDG_CONFIG_HOME="not/absolute").file == name


def test_a_named_file_that_is_not_there_is_an_error() -> None:
    assert problems(config="a.toml") == ["--config: there is no file a.toml"]
    assert problems(WEFT_CONFIG="b.toml") == ["WEFT_CONFIG: there is no file b.toml"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"[log]\nlevel = \n", "./weft.toml, line 2, column 9: is not TOML: Invalid value"),
        (b"a = 1\na = 2", "./weft.toml: is not TOML: Cannot overwrite a value at the end"),
        (b"a = 1\n\xff", "./weft.toml, line 2, column 1: is not UTF-8 text"),
        (b"ab\xff", "./weft.toml, line 1, column 3: is not UTF-8 text"),
        (b"a = " + b"[" * 5_000, "./weft.toml: is nested too deeply"),
        (b"a = " + b"9" * 5_000, "./weft.toml: is not TOML: Exceeds the limit"),
        (b"#" * (MAX_BYTES + 1), "./weft.toml: is larger than 1 MiB"),
    ],
)
def test_a_file_that_is_not_toml(text: bytes, problem: str) -> None:
    (found,) = problems({"./weft.toml": text})
    assert found.startswith(problem)


def test_the_line_of_a_key_is_where_its_statement_begins() -> None:
    text = """# head

[store]
url = "memory:"
note = '''
[log]
level = 1
'''
"idle" = 3
max_bytes = [
  1,
]

[proxy]
a.b = 1
"""
    paths = ["store", "store.url", "store.note", "store.idle", "store.max_bytes", "proxy.a.b"]
    found = lines(Document("x", text.encode()), [tuple(path.split(".")) for path in paths])
    assert {".".join(path): line for path, line in found.items()} == {
        "store": 3,
        "store.url": 4,
        "store.note": 5,
        "store.idle": 9,
        "store.max_bytes": 10,
        "proxy.a.b": 15,
    }


def test_a_very_long_file_gets_no_line_numbers() -> None:
    document = Document("x", b"\n" * 600 + b"a = 1")
    assert parse(document) == ({"a": 1}, [])
    assert lines(document, [("a",)]) == {}


def test_reading_a_real_file_tells_who_else_can(tmp_path: Path) -> None:
    path = tmp_path / "weft.toml"
    path.write_bytes(b"x")
    path.chmod(0o600)
    assert read(str(path)) == Document(str(path), b"x", shared=False)
    path.chmod(0o640)
    assert read(str(path)) == Document(str(path), b"x", shared=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_that_is_not_there_is_none_and_a_directory_is_an_error(tmp_path: Path) -> None:
    assert read(str(tmp_path / "none")) is None
    assert read(os.devnull + "/none") is None
    with pytest.raises(IsADirectoryError):
        read(str(tmp_path))
