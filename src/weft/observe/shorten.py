"""Texts for an explanation: short enough to keep, and fit to be written as JSON.

Pure. A long text loses its middle and says so. A lone surrogate becomes U+FFFD. What stands in a
URL before its `@` is hidden: a failure may name a server, and never its password.
"""

from __future__ import annotations

import re

_SURROGATE = re.compile("[\ud800-\udfff]")
_PASSWORD = re.compile(r"(?<=://)[^/@\s]+(?=@)")
HIDDEN = "***"


def shortened(text: str, most: int) -> str:
    """A text with its beginning and its end, of about `most` characters."""
    left = len(text) - most
    if left <= 0:
        return clean(text)
    head = most - most // 3
    tail = most // 3
    note = f"\n[... {left:,} characters are not kept here ...]\n"
    return clean(text[:head]) + note + clean(text[len(text) - tail :])


def clean(text: str) -> str:
    """A text that can be written as UTF-8."""
    return _SURROGATE.sub("\ufffd", text)


def secretless(text: str) -> str:
    """Words of ours about a failure, without anybody's password."""
    return _PASSWORD.sub(HIDDEN, text)
