"""`GET /openapi.json`: what the gateway answers itself, for programs.

The document is kept by hand in `openapi.json` beside this file. It describes every path that can be
answered; what is served describes those that are.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from weft import __version__
from weft.gateway.answering import Answer, Door

if TYPE_CHECKING:
    from collections.abc import Collection

    from weft.gateway.answering import Asked, Doors

PATH = "/openapi.json"


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    text = resources.files("weft.gateway").joinpath("openapi.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def described(paths: Collection[str]) -> dict[str, Any]:
    """The document of a gateway that answers these paths."""
    whole = document()
    known = {path: told for path, told in whole["paths"].items() if path in paths}
    return {**whole, "info": {**whole["info"], "version": __version__}, "paths": known}


def doors(others: Doors) -> Doors:
    """Where it is asked, beside these."""
    body = json.dumps(described((*others, PATH)), separators=(",", ":")).encode()

    async def answer(_: Asked) -> Answer:
        return Answer(body)

    return {PATH: Door({"GET": answer})}
