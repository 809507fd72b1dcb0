"""Whatever stands in files, flags and environment: settings, or one `SettingsError`."""

from __future__ import annotations

from typing import Any

import msgspec
from desk import settings
from hypothesis import example, given
from hypothesis import strategies as st

from weft.settings import SettingsError, report
from weft.settings.knob import KNOBS
from weft.settings.tree import Settings

NAMES = sorted({name for path in KNOBS for name in path.split(".")} | {"x", "a.b", ""})
WORDS = st.sampled_from(["1h", "24h", "2GiB", "memory:", "sqlite:/x", "info", "~", "{state_dir}"])
LEAVES = (
    WORDS
    | st.text()
    | st.booleans()
    | st.integers()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.lists(st.integers(), max_size=2)
)
TABLES = st.dictionaries(
    st.sampled_from(NAMES) | st.text(),
    LEAVES | st.dictionaries(st.sampled_from(NAMES) | st.text(), LEAVES, max_size=6),
    max_size=6,
)
STATEMENTS = st.lists(
    st.sampled_from(["[store]", "[log]", "[[store]]", "level = 'info'", "idle = 1", "idle = inf"])
    | st.sampled_from(["store.url = 'memory:'", "x = 1979-05-27", '"""', "'''", "[", "]", "\ufeff"])
    | st.text(max_size=12),
    max_size=8,
).map("\n".join)
VARIABLES = st.dictionaries(
    st.sampled_from([knob.env for knob in KNOBS.values()])
    | st.sampled_from(["HEADROOM_CCR_BACKEND", "HEADROOM_HOST", "HEADROOM_PORT", "HOME"])
    | st.sampled_from(["XDG_STATE_HOME", "XDG_CONFIG_HOME", "WEFT_CONFIG"])
    | st.text(min_size=1).map(lambda name: f"WEFT_{name}"),
    WORDS | st.text(st.characters(exclude_characters="\x00")),
    max_size=6,
)


def settle(**given: Any) -> None:
    """Load, or be refused; either way with nothing to say that could not be printed."""
    try:
        loaded = settings(**given)
    except SettingsError as error:
        told = str(error).splitlines()
    else:
        assert isinstance(loaded.settings, Settings)
        told = [text for line in report.report(loaded) for text in (line.shown, line.source)]
        msgspec.json.encode(report.plain(loaded))
    assert told
    assert all(line.isprintable() for line in told)


@given(st.binary() | STATEMENTS.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_as_a_file(data: bytes) -> None:
    settle(files={"./weft.toml": data})


@given(TABLES)
def test_any_tables_as_a_file(tables: dict[str, Any]) -> None:
    settle(files={"./weft.toml": _toml(tables).encode("utf-8", "surrogatepass")})


@given(VARIABLES)
@example({"HOME": "\n"})
def test_any_environment(environ: dict[str, str]) -> None:
    settle(**{"HOME": "/home/someone", **environ})


@given(st.lists(st.tuples(st.sampled_from([*KNOBS, "x"]) | st.text(), WORDS | st.text())))
def test_any_flags(flags: list[tuple[str, str]]) -> None:
    settle(flags=flags)


def _toml(tables: dict[str, Any]) -> str:
    return "\n".join(f"{_text(key)} = {_value(value)}" for key, value in tables.items())


def _value(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _text(value)
        case dict():
            return "{" + ", ".join(f"{_text(k)} = {_value(v)}" for k, v in value.items()) + "}"
        case _:
            return str(value)


def _text(text: str) -> str:
    escaped = (
        f"\\U{ord(sign):08x}" if sign in '"\\' or not sign.isprintable() else sign for sign in text
    )
    return '"' + "".join(escaped) + '"'
