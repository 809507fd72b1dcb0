"""What a provider caches: from which length on, for how long, and whether it must be asked to.

Rules of this file: tables, and the facts behind them. Where a fact is not known, or sources differ,
it is a range, and whoever asks has to be careful at both ends of it. Lifetimes are the longest a
cache can live: they serve to tell that one must be dead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from weft.policy.models import bare, claude

if TYPE_CHECKING:
    import re

_MARKS = (b'"cache_control"', b'"prompt_cache_breakpoint"', b'"cachePoint"')
_SHORT = 16 * 1024  # bytes, in which looking three times takes less than compiling has taken

MINUTE = 60.0
HOUR = 3_600.0
SLACK = MINUTE  # clocks differ, and a lifetime begins when a request is worked on


@dataclass(frozen=True, slots=True)
class Minimum:
    """The length, in tokens, below which nothing is cached: between `least` and `most`."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says of caching: a marker, the long lifetime, a day's retention."""

    marked: bool = False
    long: bool = False
    day: bool = False


NOTHING_ASKED = Asked()


@dataclass(frozen=True, slots=True)
class Caching:
    """How a model's provider caches prompts. `explicit`: only what a marker ends."""

    minimum: Minimum
    explicit: bool
    seconds: float

    def is_dead(self, since: float) -> bool:
        """Whether nothing can be left of a cache that was last used `since` seconds ago."""
        return since > self.seconds + SLACK


_512, _1024, _2048, _4096 = (Minimum(n, n) for n in (512, 1_024, 2_048, 4_096))
_CLAUDE_UNKNOWN = Minimum(512, 4_096)
_CLAUDE = {
    ("opus", 5, 0): _512,
    ("fable", 5, 0): _512,
    ("fable", 5, 1): _512,
    ("mythos", 5, 0): _512,
    ("mythos", 5, 1): _512,
    ("opus", 4, 8): _1024,
    ("opus", 4, 1): _1024,
    ("opus", 4, 0): _1024,
    ("sonnet", 5, 0): _1024,
    ("sonnet", 4, 6): Minimum(1_024, 2_048),  # documented, and observed
    ("sonnet", 4, 5): _1024,
    ("sonnet", 4, 0): _1024,
    ("sonnet", 3, 7): _1024,
    ("sonnet", 3, 5): _1024,
    ("opus", 3, 0): _1024,
    ("opus", 4, 7): _2048,
    ("haiku", 3, 5): _2048,
    ("haiku", 3, 0): _2048,
    ("opus", 4, 6): _4096,
    ("opus", 4, 5): _4096,
    ("haiku", 4, 5): _4096,
}
_MYTHOS_PREVIEW = "claude-mythos-preview"
_GEMINI = Minimum(1_024, 4_096)  # the provider's own pages name 1,024, 2,048 and 4,096
_DEEPSEEK = Minimum(64, 64)

_LIFE = {"5m": 5 * MINUTE, "1h": HOUR, "openai": HOUR, "day": 24 * HOUR}


@lru_cache(maxsize=256)
def caching(dialect: str, model: str, asked: Asked = NOTHING_ASKED) -> Caching:
    """How this model's prompts are cached. `dialect` is the name of one."""
    name = bare(model)
    if dialect == "anthropic" or "claude" in name:
        found = claude(model)
        minimum = _2048 if name.startswith(_MYTHOS_PREVIEW) else _CLAUDE_UNKNOWN
        if found is not None:
            minimum = _CLAUDE.get(found, minimum)
        return Caching(minimum, explicit=True, seconds=_LIFE["1h" if asked.long else "5m"])
    if dialect == "gemini" or name.startswith("gemini"):
        return Caching(_GEMINI, explicit=False, seconds=math.inf)  # no lifetime is promised
    if name.startswith("deepseek"):
        return Caching(_DEEPSEEK, explicit=False, seconds=math.inf)
    if dialect == "responses" or name.startswith(("gpt-", "o1", "o3", "o4", "chatgpt-", "codex-")):
        # Between 5 and 60 minutes, and 30 at least for newer models, which may keep them longer.
        return Caching(_1024, explicit=False, seconds=_LIFE["day" if asked.day else "openai"])
    return Caching(_1024, explicit=False, seconds=math.inf)


def asked(*pieces: bytes) -> Asked:
    """What the bytes of a request say. Quotes inside a JSON string are escaped: no text can say it.

    A marker stands in front of the conversation or in what is new of it, so these pieces will do;
    a whole megabyte takes one to two milliseconds. The lifetimes are looked for anywhere: to take
    one for longer than it is, is the safe mistake.
    """
    marked = any(map(_marked, pieces))
    long = marked and any(piece.rfind(b'"1h"') >= 0 for piece in pieces)
    return Asked(marked, long, any(piece.rfind(b'"24h"') >= 0 for piece in pieces))


def _marked(piece: bytes) -> bool:
    if len(piece) <= _SHORT:
        return any(mark in piece for mark in _MARKS)
    return _pattern().search(piece) is not None


@cache
def _pattern() -> re.Pattern[bytes]:
    import re2  # noqa: PLC0415 - 3 MB, and 10 ms to compile, for long requests only

    return cast("re.Pattern[bytes]", re2.compile(b"|".join(_MARKS)))


def crosses(before: int, after: int, caching: Caching, *, marked: bool) -> bool:
    """Whether a prompt that may be cached would, once shortened, perhaps not be.

    Lengths are estimates in tokens, so that both ends have a margin of a tenth. Where caching
    has to be asked for and was not, there is nothing to lose.
    """
    if after >= before or (caching.explicit and not marked):
        return False
    return before * 1.1 >= caching.minimum.least and after * 0.9 < caching.minimum.most
