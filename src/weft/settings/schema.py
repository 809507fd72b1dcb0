"""The JSON Schema (draft 2020-12) of a weft.toml, for editors that check while one types.

It follows from the tree. It never refuses what Weft would take; where Weft is stricter (the range
of a duration written as text) it says so when it starts.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import msgspec

from weft.settings import units
from weft.settings.knob import KNOBS, Knob
from weft.settings.tree import Section, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_UNITS: Mapping[str, Mapping[str, Any]] = {
    "": {},
    "duration": {"type": ["string", "number"], "pattern": units.DURATION_PATTERN},
    "list": {},
    "size": {"type": ["string", "integer"], "pattern": units.SIZE_PATTERN},
}


def schema() -> dict[str, Any]:
    """The schema of the whole file."""
    return {"$schema": DIALECT, "title": "weft.toml", **_table(Settings)}


def _table(section: type[Section], prefix: str = "") -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for field in msgspec.structs.fields(section):
        path = prefix + field.name
        knob = KNOBS.get(path)
        properties[field.name] = _leaf(knob) if knob else _table(field.type, f"{path}.")
    return {
        "type": "object",
        "description": inspect.getdoc(section),
        "additionalProperties": False,
        "properties": properties,
    }


def _leaf(knob: Knob) -> dict[str, Any]:
    given = msgspec.json.schema(knob.type)
    # TOML has no null: a setting without a value is one that does not stand in the file.
    (described,) = [one for one in given.get("anyOf", [given]) if one != {"type": "null"}]
    leaf = {**described, **_UNITS[knob.unit]}
    if knob.unit == "list":
        each = {"type": "string", "pattern": leaf["pattern"]}
        leaf |= {"type": ["string", "array"], "items": each, "minItems": 1}
    if knob.default is not None:
        leaf["default"] = knob.show(knob.default) if knob.unit else knob.default
    return leaf
