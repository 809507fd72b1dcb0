"""What the learned tier sees of a line: names of features that are present. No weights here.

Lexical: each word of the line, shortened to its first letters, so that forms of one word are one
feature. Structural: how the line is built. The names are readable, so the table of weights is.
"""

from __future__ import annotations

import re

STEM = 6  # letters of a word that count

_WORD = re.compile(r"[A-Za-z]+(?:'t)?")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_KEY_VALUE = re.compile(r"\b\w+=\S")
_UPPER = re.compile(r"\b[A-Z]{4,}\b")
_ZERO = re.compile(r"(?<![\d.:-])0(?![\d.:x])|\b(?:no|none|without|null)\b", re.IGNORECASE)
_OVER = re.compile(r"\b(?:limit|max|threshold|exceed\w*|over|above|only|expected)\b", re.IGNORECASE)


def features(line: str) -> list[str]:
    """The features that are present, each once, in a fixed order."""
    words = dict.fromkeys(
        f"word {word[:STEM].lower()}" for word in _WORD.findall(_HUMP.sub(" ", line))
    )
    built = {
        "ends with a colon": line.rstrip().endswith(":"),
        "is indented": line[:1].isspace(),
        "has an exclamation": "!" in line,
        "has a word in capitals": _UPPER.search(line) is not None,
        "has key=value": _KEY_VALUE.search(line) is not None,
        "has a path": "/" in line,
        "has zero or none": _ZERO.search(line) is not None,
        "compares with a limit": _OVER.search(line) is not None,
        "is long": len(line) > LONG,
    }
    return ["bias", *(name for name, present in built.items() if present), *words]


LONG = 120

__all__ = ["features"]
