"""Pages of a manual as a terminal shows them, and what `--help` prints."""

from __future__ import annotations

import re

SAMPLE = 6000  # characters
LEAST_OPTIONS = 4

_TITLE = re.compile(r"\s*+(\S{1,80}\(\d\w{0,9}\)) .{0,160}\1\s*\n")
_SECTIONS = re.compile(r"(?:\A|\n)(?:NAME|SYNOPSIS|DESCRIPTION|OPTIONS)\n[ \t]+\S")
_USAGE = re.compile(r"(?:\A|\n)\s{0,4}usage:?(?:\s|$)", re.IGNORECASE)
_OPTION = re.compile(r"\n[ \t]{1,12}-{1,2}[\w?][\w-]*(?:[ ,=\[<].*)?")


def is_manual(text: str) -> bool:
    """Whether this text is a page of a manual or the help of a program."""
    look = text[:SAMPLE]
    if look.lstrip()[:2] in ("/*", "//", "#!", "# ", "#i", "<?"):
        return False
    if _TITLE.match(look):
        return True
    if ("SYNOPSIS\n" in look or "DESCRIPTION\n" in look) and len(_SECTIONS.findall(look)) > 1:
        return True
    if "sage" not in look[:1500] and "SAGE" not in look[:1500]:
        return False
    return _USAGE.search(look[:1500]) is not None and len(_OPTION.findall(look)) >= LEAST_OPTIONS


__all__ = ["is_manual"]
