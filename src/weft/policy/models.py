"""What a model is called: one name behind the many that providers and resellers give it.

Pure text: nothing here knows which models there are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NAME = 200  # characters: a longer name is none, and names come from outside

_MODELS = 256  # names that are remembered: every request asks again
_VENDOR = re.compile(r"(?:[a-z][a-z-]*\.){1,2}(?=[a-z])")  # us.anthropic. or amazon.
_REVISION = re.compile(r"-v\d+(?::\d+)?(?::\w+)?\Z|:[\w-]+\Z")  # -v1:0, or :free
_DATE = re.compile(r"-(?:20\d\d-?[01]\d-?[0-3]\d|latest)\Z")
_CLAUDE = re.compile(
    r"claude-(?:(?P<family>[a-z]+)-(?P<major>\d{1,2})(?:[-.](?P<minor>\d{1,2}))?"
    r"|(?P<old>\d)(?:[-.](?P<older>\d))?-(?P<named>[a-z]+))(?![\d.])"
)
_GPT = re.compile(r"gpt-(\d{1,2})(?:[.-](\d{1,2})(?!\d))?")


def names(model: str) -> Iterator[str]:
    """Its names, the most exact one first: without vendor, then revision, then date."""
    name = model.lower().strip()
    if len(name) > MAX_NAME:
        return
    yield name
    seen = {name}
    bare = name.rpartition("/")[2]
    bare = _VENDOR.sub("", bare, count=1) if _VENDOR.match(bare) else bare
    for step in (lambda text: text, _without_revision, _dashed, _without_date):
        bare = step(bare)
        if bare not in seen:
            seen.add(bare)
            yield bare


@lru_cache(maxsize=_MODELS)
def bare(model: str) -> str:
    """Its shortest name, or nothing."""
    return list(names(model) or ("",))[-1] if len(model) <= MAX_NAME else ""


@lru_cache(maxsize=_MODELS)
def claude(model: str) -> tuple[str, int, int] | None:
    """Family and version of a Claude; (3, 5) of `haiku` for `claude-3-5-haiku`."""
    match = _CLAUDE.search(bare(model))
    if match is None:
        return None
    if match["family"]:
        return match["family"], int(match["major"]), int(match["minor"] or 0)
    return match["named"], int(match["old"]), int(match["older"] or 0)


@lru_cache(maxsize=_MODELS)
def gpt(model: str) -> tuple[int, int] | None:
    """The version of a GPT."""
    match = _GPT.match(bare(model))
    return (int(match[1]), int(match[2] or 0)) if match else None


def _without_revision(name: str) -> str:
    return _REVISION.sub("", name)


def _dashed(name: str) -> str:
    return name.replace("@", "-")


def _without_date(name: str) -> str:
    return _DATE.sub("", name)
