"""What agents and their tools wrap around a text: tags of their own, and lines before the output.

`<stdout>...</stdout>`, `<file path="a">...</file>`, and `Exit code: 1`, `Output:` with the output
below. A text is wrapped if it begins so, and if what is opened is closed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from weft.engine.mix.section import MOST, Section, plain, tiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.engine.model import Origin

BEFORE = 600  # characters of text before the first tag

_TAGS = (
    "stdout|stderr|output|outputs|result|results|file|file_content|file_contents|content|contents"
    "|document|documents|document_content|document_contents|source|tool_result|function_result"
    "|function_results|command|command_output|bash-stdout|bash-stderr|bash-input|returncode"
    "|exit_code|error|response|local-command-stdout|path|text"
)
_OPEN = re.compile(
    rf"^[ \t]*<(?P<tag>{_TAGS})(?P<more>(?: [^<>\n]{{0,400}})?)>[ \t]*\n?", re.MULTILINE
)
_NAME = re.compile(r"(?:path|name|file|filename|src)=[\"']?([^\"'\s>]+)")
_MARKUP = re.compile(r"\s*<[A-Za-z]")
_LABEL = re.compile(r"[A-Z][\w ]{2,40}:? [^\n]{0,200}")
_OUTPUT = re.compile(r"(?:[A-Z][\w ]{0,30})?(?:[Oo]utput|OUTPUT|[Ss]tdout|STDOUT):[ \t]*")
MOST_LABELS = 10  # lines
LONGEST_LABEL = 250  # characters
_STDERR = re.compile(r"^(?:[Ss]tderr|STDERR|Errors?|Standard error):[ \t]*\n", re.MULTILINE)


def split_wrapped(text: str, origin: Origin) -> tuple[Section, ...]:
    """What stands inside as bodies; what is wrapped around it as seams."""
    start = _below_labels(text)
    if start is not None:
        return _labelled(text, start, origin)
    first = _OPEN.search(text, 0, BEFORE)
    if first is None or text[: first.start()].count("\n") > 4:
        return ()
    bodies = list(islice(_tagged(text, first, origin), MOST + 1))
    return tiled(bodies, len(text)) if len(bodies) <= MOST else ()


def _below_labels(text: str) -> int | None:
    """Where the output begins that some lines with labels stand before.

    Line by line: a pattern over all of them takes for ever where every line looks like a label.
    """
    at = len(text) - len(text.lstrip())
    for _ in range(MOST_LABELS + 1):
        end = text.find("\n", at, at + LONGEST_LABEL)
        if end < 0:
            return None
        if _OUTPUT.fullmatch(text, at, end):
            return end + 1
        if not _LABEL.fullmatch(text, at, end):
            return None
        at = end + 1
    return None


def _labelled(text: str, start: int, origin: Origin) -> tuple[Section, ...]:
    second = _STDERR.search(text, start)
    if second is None:
        return tiled([Section(start, len(text), origin)], len(text))
    bodies = [Section(start, second.start(), origin), Section(second.end(), len(text), origin)]
    return tiled(bodies, len(text))


def _tagged(text: str, opened: re.Match[str] | None, origin: Origin) -> Iterator[Section]:
    while opened is not None:
        end = text.find(f"</{opened['tag']}>", opened.end())
        if end < 0:
            return
        if not opened["more"] and _MARKUP.match(text, opened.end()):
            # A wrapper in a wrapper, or a document of markup, which is somebody else's.
            opened = _OPEN.search(text, opened.end())
            continue
        name = _NAME.search(opened["more"])
        at = replace(origin, arguments=name[1], media_type="") if name else _inner(opened, origin)
        if opened.end() < end:
            yield Section(opened.end(), end, at)
        opened = _OPEN.search(text, end)


def _inner(opened: re.Match[str], origin: Origin) -> Origin:
    return plain(origin) if opened["tag"].startswith(("stderr", "error")) else origin


__all__ = ["split_wrapped"]
