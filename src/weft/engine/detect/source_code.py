"""Source code: which language a text is in, by how its lines begin and what stands in them.

A few lines from the beginning, the middle and the end are looked at; the table of `language_signs`
says what they tell. The language with the most signs wins, if there are enough: the fewer, the more
the lines must look like code besides. Comments say nothing. A hint (the name of a file in a
command, a media type) lets fewer signs be enough and decides between languages that look alike; it
never makes code of what does not look like it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from weft.engine.code.language import BY_NAME, BY_SUFFIX, LANGUAGES
from weft.engine.detect.language_signs import WITHIN, by_word
from weft.engine.detect.sample import sample
from weft.engine.lines.gutter import FEWEST, numbered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weft.engine.code.language import Language

LEAST = 4  # lines
FEWEST_SIGNS = 2.0
OFTEN = 5  # times that a sign within a line counts
MAY_ADD = 1.0
HINTED = 0.3  # of what is enough otherwise, where a hint says so
TELLS = 1.0  # signs that tell a language from its elder
LONGEST = 400  # characters of a line that are looked at

# Signs a line, at least; how many of the lines end or begin as lines of code do, at least; how many
# are sentences, at most.
_ENOUGH = ((0.6, 0.0, 0.55), (0.45, 0.0, 0.4), (0.2, 0.2, 0.3), (0.1, 0.6, 0.1))
_ELDERS = {"cpp": "c", "typescript": "javascript"}
_FAMILY = {"cpp": "c", "typescript": "javascript", "tsx": "javascript"}
_WORD = re.compile(r"[@#'\"]?[\w$!]+(?:[:);](?=\s|$)|\($)?|[};)]+|\"\"\"|r\"\"\"|#")
_COMMENT = re.compile(
    r"//(?!/ <)|/?\*|# (?!(?:if|ifn?def|define|include|endif|else|elif|undef)\b)|#$|--\s"
)
_TAG = re.compile(r"</?[A-Za-z][\w.]*(?:[\s/>]|$)")
_SENTENCE = re.compile(
    r"[A-Z][\w'-]* [a-z][\w'-]* [a-z(`].*[a-z.,:)]$|[-*+] [A-Z`]|#{1,6} \w|\d+\. [A-Z]"
)
_SHEBANG = re.compile(r"#!\s*(?:\S*/)?(?:env (?:-S )?)?([a-z-]+)")
_FILE = re.compile(r"[\w@+-][\w@+.-]*\.([A-Za-z]{1,7})\b")
_MEDIA = re.compile(r"(?:text|application)/(?:x-)?([\w+#-]+)")
_MARKS = frozenset(";{}(),:[=+&|\\")
_BEGINS = frozenset("#/*}@)]")
_FENCE = "```"


def is_code(text: str) -> bool:
    """Whether this is source code."""
    return language_of(text) is not None


def is_numbered_code(text: str) -> bool:
    """Whether this is source code with a number before each line, as tools show it."""
    start = text[:LONGEST].lstrip()
    if not start[:1].isdigit():
        return False
    return numbered(sample(text)[:FEWEST]) is not None and language_of(text) is not None


def language_of(text: str, hint: str = "") -> Language | None:
    """The language, if this is source code. `hint`: a path, a command, arguments, a media type."""
    if text.startswith("#!") and (found := _by_shebang(text)):
        return found
    if text.startswith("<?php"):
        return BY_NAME["php"]
    lines = sample(text)
    if len(lines) >= FEWEST and (inner := numbered(lines)) is not None:
        lines = list(inner.inner)
    bare = [line[:LONGEST].strip() for line in lines]
    bare = [line for line in bare if line and not _COMMENT.match(line)]
    if len(bare) < LEAST or any(line.startswith(_FENCE) for line in bare):
        return None
    given = _signs(bare)
    name = max(BY_NAME, key=lambda name: _weight(given, name))
    signs = _weight(given, name)
    hinted = hinted_language(hint) if hint else None
    if hinted is not None and (own := _weight(given, _FAMILY.get(hinted.name, hinted.name))):
        name, signs = hinted.name, own / HINTED
    if signs < FEWEST_SIGNS or not _enough(bare, signs):
        return None
    if name == "typescript" and any(map(_TAG.match, bare)):
        name = "tsx"
    return BY_NAME[name]


def _enough(lines: Sequence[str], signs: float) -> bool:
    """Whether so many signs are enough in lines that look like these."""
    least = _ENOUGH[-1][0] * len(lines)
    if signs < least:
        return False
    ends = sum(line[-1] in _MARKS or line[0] in _BEGINS or line == "end" for line in lines)
    sentences = sum(map(bool, map(_SENTENCE.match, lines)))
    return any(
        signs >= a_line * len(lines)
        and ends >= code * len(lines)
        and sentences <= prose * len(lines)
        for a_line, code, prose in _ENOUGH
    )


def hinted_language(hint: str) -> Language | None:
    """The language of the first file that a hint names, or of its media type."""
    for suffix in _FILE.findall(hint):
        if found := BY_SUFFIX.get(suffix.lower()):
            return found
    for name in _MEDIA.findall(hint):
        if found := BY_NAME.get(name) or BY_SUFFIX.get(name):
            return found
    return None


def _by_shebang(text: str) -> Language | None:
    found = _SHEBANG.match(text)
    return _interpreters().get(found[1]) if found else None


@cache
def _interpreters() -> dict[str, Language]:
    return {name: language for language in LANGUAGES for name in language.interpreters}


def _signs(lines: Sequence[str]) -> dict[str, float]:
    given: dict[str, float] = {}
    signs = by_word()
    for line in lines:
        word = _WORD.match(line)
        for names, weight, matches in signs.get(word[0], ()) if word else ():
            if matches is None or matches.match(line):
                for name in names:
                    given[name] = given.get(name, 0.0) + weight
    within: dict[str, float] = {}
    text = "\n".join(lines)
    for sign, names, weight in WITHIN:
        if times := text.count(sign):
            for name in names:
                within[name] = within.get(name, 0.0) + weight * min(times, OFTEN)
    for name, weight in within.items():
        # What stands in a line stands in other texts too: it says little where no line begins so.
        begun = given.get(name, 0.0)
        given[name] = begun + min(weight, MAY_ADD + 2 * begun)
    return given


def _weight(given: Mapping[str, float], name: str) -> float:
    """The signs of a language. One that extends another has those of both, if it has its own."""
    own = given.get("script" if name == "javascript" else name, 0.0)
    elder = _ELDERS.get(name)
    if elder is None:
        return own
    return own + _weight(given, elder) if own >= TELLS else 0.0


__all__ = ["hinted_language", "is_code", "is_numbered_code", "language_of"]
