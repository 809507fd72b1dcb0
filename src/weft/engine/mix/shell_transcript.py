"""Transcripts of a shell: a prompt with a command, what it printed, the next prompt.

A text is one if it begins with a prompt, or holds prompts that name a user and a host. A lone `$ `
further down is rather a line of documentation.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from weft.engine.mix.section import MOST, Section, tiled

if TYPE_CHECKING:
    from weft.engine.model import Origin

_NAMED = (
    r"(?:\([\w.-]{1,40}\) )?"
    r"(?:\[?[\w.-]{1,40}@[\w.-]{1,60}[: ][^\n$#%>]{0,120}[$#%] |PS [A-Z]:[^\n>]{0,120}> )"
)
_START = re.compile(rf"\s*+(?:{_NAMED}|\$ |% )(?=[\w./~\"'(])")
_NAMED_PROMPT = re.compile(rf"^{_NAMED}(?P<command>[^\n]*)", re.MULTILINE)
_BARE_PROMPT = re.compile(r"^(?P<sign>[$%]) (?P<command>[\w./~\"'(][^\n]*)", re.MULTILINE)
_GOES_ON = re.compile(r"\n(?:> [^\n]*|[^\n]*)")


def split_transcript(text: str, origin: Origin) -> tuple[Section, ...]:
    """What each command printed, as a body; prompts as seams."""
    found = _START.match(text)
    prompts: list[re.Match[str]]
    if found and found[0].lstrip()[:2] in ("$ ", "% "):
        sign = found[0].lstrip()[0]
        bare = islice(_BARE_PROMPT.finditer(text), MOST + 1)
        prompts = [one for one in bare if one["sign"] == sign]
    elif found or ("\n" in text and _looks_named(text)):
        prompts = list(islice(_NAMED_PROMPT.finditer(text), MOST + 1))
    else:
        return ()
    if not prompts or len(prompts) > MOST:
        return ()
    bodies = []
    ends = [*(one.start() for one in prompts[1:]), len(text)]
    for one, end in zip(prompts, ends, strict=True):
        start, command = _end_of_command(text, one.end(), one["command"])
        if start < end:
            bodies.append(Section(start, end, replace(origin, arguments=command, media_type="")))
    return tiled(bodies, len(text))


def _looks_named(text: str) -> bool:
    return "@" in text[:4000] and ("$ " in text or "# " in text or "> " in text)


def _end_of_command(text: str, end: int, command: str) -> tuple[int, str]:
    """Where the line behind a command starts. A backslash at its end, or `> `, takes it further."""
    while True:
        more = _GOES_ON.match(text, end)
        if more is None or not (text[end - 1] == "\\" or more[0].startswith("\n> ")):
            return min(end + 1, len(text)), command
        command += more[0]
        end = more.end()


__all__ = ["split_transcript"]
