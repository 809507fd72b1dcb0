"""JSON documents one after another, each as long as it likes."""

from __future__ import annotations

import re

from weft.engine.json_documents import documents

_OPENS = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\d\]tfn-])")  # a log line in brackets is none


def is_json_stream(text: str) -> bool:
    """Whether this is two documents or more, and nothing else."""
    return _OPENS.match(text) is not None and documents(text) is not None


__all__ = ["is_json_stream"]
