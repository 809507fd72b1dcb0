"""The parts of a question: each asks for something of its own, and must not go unanswered.

What may stand here: reading a question. `asked` reads the words of one part.
"""

from __future__ import annotations

import re
from functools import lru_cache

from weft.engine.signals.question import MAX_QUESTION, asked

MOST = 8  # parts; a longer question is more of a text

_PARTS = re.compile(
    r"[,;](?:\s|$)|[?!]|\.(?:\s|$)|\n|\s(?:and|or|und|oder|sowie|et|ou|y)\s|[，。；？！、؟،؛]"
)


@lru_cache(maxsize=256)
def clauses(question: str) -> tuple[str, ...]:
    """The parts of a question that ask for something; a question of one part is that part."""
    if len(question) > MAX_QUESTION or not asked(question):
        return (question,) if asked(question) else ()
    parts = dict.fromkeys(part.strip() for part in _PARTS.split(question))
    asking = [part for part in parts if part and asked(part)]
    if not len(asking) >= 2:
        return (question,)
    return tuple(asking[:MOST])


__all__ = ["clauses"]
