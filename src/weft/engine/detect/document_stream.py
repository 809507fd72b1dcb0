"""JSON documents one after another, each on lines of its own. The first two are looked at."""

from __future__ import annotations

from weft.engine.json_stream import FEWEST, documents_of

OPENERS = ("{", "[")


def is_stream(text: str) -> bool:
    """Whether this text begins like a stream of documents, and ends like one."""
    if text[:64].lstrip()[:1] not in OPENERS or text[-64:].rstrip()[-1:] not in ("}", "]"):
        return False
    first = documents_of(text, FEWEST)[:1]
    return any("\n" in text[start:end] for start, end in first)


__all__ = ["is_stream"]
