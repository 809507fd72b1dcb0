"""A knob: one leaf of the tree, and how a value for it is read.

Everything here follows from `tree`. A knob reads text (flags, environment) and TOML values, and
refuses with `WrongValueError`, which says what was expected. Where a value is from is not its
business.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal, cast, get_args, get_origin

import msgspec

from weft.settings import units
from weft.settings.problem import nearest, quote
from weft.settings.tree import Section, Settings

Value = str | int | float | bool | None

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # no path or URL has these for good


class WrongValueError(ValueError):
    """A value that a knob does not take. The message says what it takes."""


@dataclass(frozen=True, slots=True)
class Knob:
    """One setting."""

    path: str
    type: Any
    base: type
    meta: msgspec.Meta
    default: Value
    choices: tuple[str, ...] = ()

    @property
    def env(self) -> str:
        """The environment variable that sets it."""
        return "WEFT_" + self.path.upper().replace(".", "_")

    @property
    def unit(self) -> str:
        """`duration`, `size`, `list` or nothing."""
        return cast("str", (self.meta.extra or {}).get("unit", ""))

    @property
    def secret(self) -> bool:
        """Whether its value is shown to nobody."""
        return bool((self.meta.extra or {}).get("secret"))

    @property
    def description(self) -> str:
        """What it means."""
        return self.meta.description or ""

    @property
    def expects(self) -> str:
        """What a value must be, in words."""
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        own = (self.meta.extra or {}).get("expects")
        return cast("str", own) or _BASES[self.unit or self.base.__name__] + self._bounds()

    def of_text(self, text: str) -> Value:
        """Read a flag or an environment variable."""
        text = text.strip()
        if self.unit or self.base is str:
            return self.of_toml(text)
        if self.base is bool:
            word = text.lower()
            if word not in _TRUE | _FALSE:
                raise self._wrong(text)
            return word in _TRUE
        if not (text.isascii() and text.isdigit() and len(text) <= units.MAX_TEXT):
            raise self._wrong(text)
        return self.of_toml(int(text))

    def of_toml(self, value: object) -> Value:
        """Read a value as a TOML file has it."""
        try:
            return self._checked(value)
        except (msgspec.ValidationError, ValueError, OverflowError):
            raise self._wrong(value) from None

    def show(self, value: Value) -> str:
        """Write a value so that it reads back the same. Nothing set is a dash."""
        if value is None:
            return "-"
        if self.unit == "duration":
            return units.show_seconds(cast("float", value))
        if self.unit == "size":
            return units.show_size(cast("int", value))
        return str(value).lower() if self.base is bool else str(value)

    def _checked(self, value: object) -> Value:
        if self.unit == "list":
            value = _joined(value)
        elif self.unit and isinstance(value, str):
            value = units.seconds(value) if self.unit == "duration" else units.size(value)
        if self.unit == "duration" and type(value) is int:
            value = float(value)
        if type(value) is not self.base:
            raise ValueError(value)
        if isinstance(value, str) and _UNSAFE.search(value):
            raise ValueError(value)
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(value)
        return cast("Value", msgspec.convert(value, self.type))

    def _wrong(self, value: object) -> WrongValueError:
        if self.secret:
            return WrongValueError(f"expected {self.expects}")
        hint = nearest(value, self.choices) if self.choices and isinstance(value, str) else ""
        return WrongValueError(f"expected {self.expects}, not {quote(value)}{hint}")

    def _bounds(self) -> str:
        meta, bounds = self.meta, []
        if meta.gt is not None:
            bounds.append(f"more than {meta.gt}")
        if meta.ge is not None:
            bounds.append(f"at least {meta.ge}")
        if meta.le is not None:
            bounds.append(f"at most {self.show(cast('Value', meta.le))}")
        return f" ({', '.join(bounds)})" if bounds else ""


def _joined(value: object) -> object:
    """Several texts as one. A comma in one of them would make two of it."""
    if not isinstance(value, list):
        return value
    if not value or any(not isinstance(each, str) or "," in each for each in value):
        raise ValueError(value)
    return ",".join(value)


_BASES = {
    "duration": "a duration such as 90s, 1h30m, 500ms or a number of seconds",
    "size": "a size such as 2GiB, 100MB or a number of bytes",
    "bool": "true or false",
    "int": "a whole number",
}


def _knobs(section: type[Section], prefix: str = "") -> dict[str, Knob]:
    found: dict[str, Knob] = {}
    for field in msgspec.structs.fields(section):
        path = prefix + field.name
        if isinstance(field.type, type) and issubclass(field.type, Section):
            found |= _knobs(field.type, f"{path}.")
        else:
            found[path] = _knob(path, field.type, cast("Value", field.default))
    return found


def _knob(path: str, annotated: Any, default: Value) -> Knob:
    parts = (annotated, *get_args(annotated))  # itself, or what stands beside None in a union
    described = [part for part in parts if get_origin(part) is Annotated]
    if not described:
        raise TypeError(f"{path} says nothing of itself: annotate it with a Meta")
    inner, meta = get_args(described[0])[:2]
    choices = get_args(inner) if get_origin(inner) is Literal else ()
    return Knob(path, annotated, str if choices else inner, meta, default, choices)


KNOBS: dict[str, Knob] = _knobs(Settings)
SECTIONS: frozenset[str] = frozenset(path.rpartition(".")[0] for path in KNOBS) - {""}


def build(values: dict[str, Value]) -> Settings:
    """The tree with these values at its leaves."""
    nested: dict[str, Any] = {}
    for path, value in values.items():
        *sections, name = path.split(".")
        table = nested
        for section in sections:
            table = table.setdefault(section, {})
        table[name] = value
    return msgspec.convert(nested, Settings)
