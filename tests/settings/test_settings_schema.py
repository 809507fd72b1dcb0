"""The schema describes every key and takes whatever Weft takes."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from desk import problems
from hypothesis import given
from hypothesis import strategies as st

from weft.settings.knob import KNOBS, WrongValueError
from weft.settings.schema import DIALECT, schema

SCHEMA = schema()
TYPES = {
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "object": dict,
    "array": list,
}
# Every word the schema may use; each is of draft 2020-12 and known to `accepts` below.
WORDS = {"$schema", "title", "description", "default", "type", "properties", "enum", "pattern"} | {
    "additionalProperties",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "minLength",
    "items",
    "minItems",
}


def accepts(rule: dict[str, Any], value: object) -> bool:
    """What a validator does, for the words that this schema uses."""
    assert rule.keys() <= WORDS
    names = rule.get("type", [])
    types = [TYPES[name] for name in ([names] if isinstance(names, str) else names)]
    if types and not any(
        isinstance(value, kind) and (kind is bool or not isinstance(value, bool)) for kind in types
    ):
        return False
    if "enum" in rule and value not in rule["enum"]:
        return False
    match value:
        case str():
            fits = re.search(rule.get("pattern", ""), value) is not None
            return fits and len(value) >= rule.get("minLength", 0)
        case dict():
            known = rule.get("properties", {})
            return value.keys() <= known.keys() and all(
                accepts(known[name], one) for name, one in value.items()
            )
        case list():
            fits = all(accepts(rule.get("items", {}), one) for one in value)
            return fits and len(value) >= rule.get("minItems", 0)
        case int() | float():
            least, over = rule.get("minimum", value), rule.get("exclusiveMinimum", value - 1)
            return bool(least <= value <= rule.get("maximum", value) and value > over)
    return True


def leaf(path: str) -> dict[str, Any]:
    rule = SCHEMA
    for name in path.split("."):
        rule = rule["properties"][name]
    return rule


def test_it_says_which_dialect_it_is_and_allows_no_unknown_key() -> None:
    assert SCHEMA["$schema"] == DIALECT
    assert SCHEMA["additionalProperties"] is False
    assert SCHEMA["properties"]["store"]["additionalProperties"] is False


def test_every_setting_has_its_description_and_default() -> None:
    for path, knob in KNOBS.items():
        rule = leaf(path)
        assert rule["description"] == knob.description
        assert ("default" in rule) == (knob.default is not None)
        assert "default" not in rule or accepts(rule, rule["default"])


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("store.idle = '1h'", True),
        ("store.idle = 60", True),
        ("store.idle = 'soon'", False),
        ("store.idle = true", False),
        ("store.max_bytes = '2GiB'", True),
        ("store.max_bytes = '2 gigs'", False),
        ("log.level = 'info'", True),
        ("log.level = 'loud'", False),
        ("proxy.upstream = 'http://up'", True),
        ("proxy.upstream = 'up'", False),
        ("proxy.listen = ['127.0.0.1:80', 'unix:/run/weft.sock']", True),
        ("proxy.listen = []", False),
        ("proxy.listen = ['nowhere']", False),
        ("proxy.routes = ['/openai=https://api.example.com']", True),
        ("store.idel = 1", False),
        ("stroe = 1", False),
    ],
)
def test_schema_and_loader_agree(text: str, good: bool) -> None:
    assert accepts(SCHEMA, tomllib.loads(text)) is good
    assert (problems(text) == []) is good


@given(
    st.sampled_from(list(KNOBS.values())),
    st.text()
    | st.text("0123456789. dhmsKMGTiB")
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.lists(st.sampled_from(["h:1", "unix:/s", "/p=http://h", "", ","])),
)
def test_it_refuses_nothing_that_is_taken(knob: Any, value: object) -> None:
    try:
        knob.of_toml(value)
    except WrongValueError:
        return
    assert accepts(leaf(knob.path), value)
