"""Documents that golden fixtures are made from: those that the tests of the forms are about.

Markdown, reStructuredText, a page of a manual, a web page and prose, each short and long, made by
arithmetic; and the same with line ends of Windows, or cut off.
"""

from __future__ import annotations

import runpy
from functools import partial
from pathlib import Path

from inputs import TEXTS

_made = runpy.run_path(str(Path(__file__).parents[1] / "engine" / "forms" / "document_texts.py"))
_many = tuple(f"{topic}{n}" for n in range(2) for topic in _made["TOPICS"])

DOCUMENTS: list[str] = []


def _add(name: str, text: str) -> None:
    TEXTS[f"document_{name}"] = partial(str, text)
    DOCUMENTS.append(f"document_{name}")


for _name in ("guide", "reference", "manual", "page"):
    _add(_name, _made[_name]())
    _add(f"{_name}_long", _made[_name](_many))
_add("essay", _made["essay"]())
_add("essay_long", _made["essay"](40))
_add("guide_crlf", _made["guide"](_many).replace("\n", "\r\n"))
_add("page_cut_off", _made["page"]()[:2500])
