"""Paths into JSON, as people write them: `items`, `data.rows[0].items`, `["odd.key"]`.

A path is a tuple of steps. A name is a key; digits are a key or, in an array, a position. As in
every notation of this kind positions are counted from 0 (rows are counted from 1). A leading
`$`, `.` or a trailing `[]`, `[*]` is let pass. A name with `.`, `[`, `]`, `,` or `"` in it is
written in brackets as a JSON string.
"""

from __future__ import annotations

import json
import re

_STEP = re.compile(r'\[("(?:[^"\\]|\\.)*")\]|\[([0-9]{1,18})\]|\.?([^.\[\]",\x00-\x1f]+)')
_UNWRITABLE = r"<>\x00-\x1f\x7f\ud800-\udfff\u2028\u2029"  # what no marker may hold
_BARE = re.compile(rf'[^$.\[\]", {_UNWRITABLE}][^.\[\]",{_UNWRITABLE}]*')
_ESCAPED = re.compile(f"[{_UNWRITABLE}]")
_LEADING = re.compile(r"\s*\$?\.?")
_TRAILING = re.compile(r"(?:\[\*?\]|\.)*\s*$")

MAX_PATH = 2000  # characters; a real path has a few dozen
MAX_STEPS = 32  # each may cost a scan of what it leads into

Path = tuple[str, ...]


class PathError(ValueError):
    """A path that is not understood. The message says how to write it."""


def parse_path(written: str) -> Path:
    """The steps of a path."""
    if len(written) > MAX_PATH:
        raise PathError(f"the path has {len(written)} characters; the most is {MAX_PATH}")
    body = written[_LEADING.match(written).end() :]  # type: ignore[union-attr]
    body = _TRAILING.sub("", body)
    steps: list[str] = []
    at = 0
    while at < len(body):
        step = _STEP.match(body, at)
        if step is None:
            raise PathError(
                f"path {written!r} is not understood at {body[at : at + 20]!r};"
                ' write it like items, data.rows[0].items or data["odd.key"]'
            )
        quoted, position, name = step.groups()
        steps.append(_unquoted(quoted, written) if quoted else position or name)
        at = step.end()
    if len(steps) > MAX_STEPS:
        raise PathError(f"the path has {len(steps)} steps; the most is {MAX_STEPS}")
    return tuple(steps)


def write_path(steps: Path) -> str:
    """A path that `parse_path` reads back."""
    written = ""
    for step in steps:
        if not step.isdecimal() and _BARE.fullmatch(step) and step == step.strip():
            written += f".{step}" if written else step
        elif step.isascii() and step.isdecimal() and len(step) <= 18:
            written += f"[{step}]"
        else:
            written += f"[{_ESCAPED.sub(_escape, json.dumps(step, ensure_ascii=False))}]"
    return written


def _escape(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def _unquoted(quoted: str, written: str) -> str:
    try:
        return str(json.loads(quoted, strict=False))
    except ValueError as error:
        raise PathError(f"path {written!r}: {quoted} is not a JSON string") from error
