"""What a question asks for: its words, and what it names exactly.

What may stand here: reading a question. What a text has to do with it is `relevance`.

A word may come in another form (`error`, `errors`). What is named exactly (an identifier, a
quoted string, a number, a path) must come as it stands, and is rarely anywhere by chance. Words
that every question has say nothing and are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

MAX_QUESTION = 20_000  # characters; a longer one is a text, and its beginning and end ask
MAX_TERMS = 64  # of each sort

_STOP_WORDS = """
    a about above after again all also am an and any anything are as at be because been before
    being below best between both but by came can could did do does doing done down during each
    either else every exactly few find for from further get give given gives got had has have having
    he her here him his how i if in into is it its just know let like list look many may me mean
    means might more most much must my name named need no nor not now of off ok on once one only
    or other our out over own please print same say says see she should show shown so some such
    tell text than that the their them then there these they thing things this those through to
    too under until up us use used using value values very want was we were what when where which
    while who whom whose why will with would yes you your file files line lines output result
    results
    der die das und oder ist sind war ein eine wie was wer wo wann warum welche welcher welches
    le la les un une des et ou est sont quel quelle quels quelles que qui dans pour
    el los las una y o es son cual que en para por"""
_STOP = frozenset(_STOP_WORDS.split())
# Words of an order: whoever asks for them asks for what stands at the ends of a range.
_EXTREMES = """
    best worst most least highest lowest largest smallest biggest longest shortest maximum
    minimum max min top bottom first last latest earliest newest oldest heaviest lightest fastest
    slowest greatest fewest cheapest outlier outliers rarest peak"""
EXTREMES = frozenset(_EXTREMES.split())
_QUOTED = re.compile(
    r"""`([^`\n]{1,200})`|"([^"\n]{1,200})"|'([^'\n]{2,200}?)'(?![a-z])|“([^”\n]{1,200})”"""
)
_CHUNK = re.compile(r"[^\s,;:!?()\[\]{}\"'`“”<>|=]+(?:[:=][^\s,;:!?()\[\]{}\"'`“”<>|]+)*")
_WORD = re.compile(r"[^\W\d_]{2,}")
_HUMP = re.compile(r"[a-z][A-Z]")
_NAMES = re.compile(r"[\d_/\\@#$%*+~]|\w[.:-]\w")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for, all in lower case and each once, in the order of the question.

    `names` must be met whole, `words` may be met as part of a longer word.
    """

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    extremes: bool = False

    def __bool__(self) -> bool:
        return bool(self.names or self.words)


NOTHING = Asked()


@lru_cache(maxsize=256)
def asked(question: str) -> Asked:
    """What this question asks for."""
    if not question.strip():
        return NOTHING
    if len(question) > MAX_QUESTION:
        question = question[: MAX_QUESTION // 2] + "\n" + question[-MAX_QUESTION // 2 :]
    names: dict[str, None] = {}
    words: dict[str, None] = {}
    for quoted in _QUOTED.finditer(question):
        names[next(filter(None, quoted.groups())).strip().lower()] = None
    for found in _CHUNK.findall(question):
        chunk = found.strip(".-*_~…")
        if _is_name(chunk):
            names[chunk.lower()] = None
    for word in _WORD.findall(_HUMP.sub(lambda hump: hump[0][0] + " " + hump[0][1], question)):
        lower = word.lower()
        if lower not in _STOP and (len(lower) > 2 or not lower.isascii()):
            words[stem(lower)] = None
    names.pop("", None)
    lowered = {word.lower() for word in _WORD.findall(question)}
    return Asked(
        tuple(names)[:MAX_TERMS],
        tuple(words)[:MAX_TERMS],
        extremes=any(map(is_extreme, lowered)),
    )


def is_extreme(word: str) -> bool:
    """Whether a word in lower case asks for an end of a range: `largest`, `northernmost`."""
    return word in EXTREMES or word.endswith("most")


def stem(word: str) -> str:
    """A word without the ending that makes it many."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _is_name(chunk: str) -> bool:
    """Whether this is an identifier, a number or a path rather than a word."""
    return bool(chunk) and bool(
        _NAMES.search(chunk) or _HUMP.search(chunk) or (len(chunk) > 1 and chunk.isupper())
    )


__all__ = ["EXTREMES", "NOTHING", "Asked", "asked", "is_extreme", "stem"]
