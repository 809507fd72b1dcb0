"""Prose: sentences of words, in any script, and hardly anything else."""

from __future__ import annotations

import re

SAMPLE = 4000  # characters
LEAST = 4  # sentences
LONGEST = 400  # characters of a sentence, on average
ODD = 0.045  # of the characters, for signs that sentences do not have
DIGITS = 0.12

# What ends a sentence: a stop behind a letter, quotes between or behind them. To look for the stop
# first and for the letter then is quick.
_QUOTE = r"[\"'”’»)\]]"
_END = re.compile(
    r"[.!?…。！？؟۔।](?:(?<=[。！？؟۔।])"
    rf"|(?:(?<=[^\W\d_].)|(?<=[^\W\d_]{_QUOTE}.)|(?<=[^\W\d_]{_QUOTE}{_QUOTE}.))"
    rf"{_QUOTE}{{0,2}}(?=\s|$))"
)
_ODD = re.compile(r"[^\w\s.,;:!?…'\"“”‘’«»()\[\]–—\-、。！？「」『』（），；：؟،؛۔।%&§/•]")
_STOPS = ".!?…。！？؟۔।"
_ODD_SIGNS = "#$*+<=>@\\^`{|}~"  # those of them that are ASCII
_OPENS_CODE = ("/*", "//", "#!", "# ", "--", "<!", "<?", ";;", '""')
_DIGIT = re.compile(r"\d")
_CODE = re.compile(
    r"(?:[;{}]|=>|\):)\s*$|^\s*(?:[\w.]+\s*=\s|\S+\(.*\)$|[\w-]+:\s*$)", re.MULTILINE
)


def is_prose(text: str) -> bool:
    """Whether this text is made of sentences."""
    look = text[:SAMPLE]
    if look.lstrip()[:2] in _OPENS_CODE:
        return False
    # What is counted is counted from above first, in loops that run in C.
    most = sum(map(look.count, _STOPS))
    if most < LEAST or most * LONGEST < len(look):
        return False
    if sum(map(look.count, "0123456789")) > DIGITS * len(look):
        return False
    if sum(map(look.count, _ODD_SIGNS)) > ODD * len(look):
        return False
    ends = len(_END.findall(look))
    if ends < LEAST or ends * LONGEST < len(look):
        return False
    size = len(look)
    if not look.isascii() and (
        len(_ODD.findall(look)) > ODD * size or len(_DIGIT.findall(look)) > DIGITS * size
    ):
        return False
    return len(_CODE.findall(look)) <= 0.1 * (look.count("\n") + 1)


__all__ = ["is_prose"]
