"""The names under which models are counted. A client may send any name, so these are all there are.

Families, in one table: the first that fits. What fits none is `other`.
"""

from __future__ import annotations

import re
from functools import lru_cache

OTHER = "other"
_LONGEST = 128  # characters of a name that are looked at

_FAMILIES = (
    ("claude-opus", r"claude.*opus"),
    ("claude-sonnet", r"claude.*sonnet"),
    ("claude-haiku", r"claude.*haiku"),
    ("claude", r"claude"),
    ("gpt-oss", r"gpt-oss"),
    ("codex", r"codex"),
    ("gpt-5-mini", r"gpt-5.*(?:mini|nano)"),
    ("gpt-5", r"gpt-5"),
    ("gpt-4.1-mini", r"gpt-4\.1.*(?:mini|nano)"),
    ("gpt-4.1", r"gpt-4\.1"),
    ("gpt-4o-mini", r"gpt-4o.*mini"),
    ("gpt-4o", r"gpt-4o"),
    ("gpt-4", r"gpt-4"),
    ("gpt-3.5", r"gpt-3\.?5"),
    ("o1", r"^o1\b"),
    ("o3", r"^o3\b"),
    ("o4", r"^o4\b"),
    ("gemini-flash-lite", r"gemini.*flash-lite"),
    ("gemini-flash", r"gemini.*flash"),
    ("gemini-pro", r"gemini.*pro"),
    ("gemini", r"gemini"),
    ("gemma", r"gemma"),
    ("llama", r"llama"),
    ("mistral", r"mistral|mixtral|devstral"),
    ("deepseek", r"deepseek"),
    ("qwen", r"qwen"),
    ("grok", r"grok"),
    ("kimi", r"kimi"),
    ("glm", r"\bglm"),
)
_PATTERNS = tuple((label, re.compile(pattern)) for label, pattern in _FAMILIES)
LABELS = frozenset(label for label, _ in _FAMILIES) | {OTHER}


def family(model: str) -> str:
    """The name under which a model is counted."""
    return _family(model[-_LONGEST:])


@lru_cache(maxsize=256)
def _family(name: str) -> str:
    bare = name.lower().rpartition("/")[2].removeprefix("ft:")
    return next((label for label, pattern in _PATTERNS if pattern.search(bare)), OTHER)
