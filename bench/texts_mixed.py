"""Mixed texts of any size: transcripts and answers over HTTP, made of the texts of `texts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import texts

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nServer: shop\r\n\r\n"
PART = 2_000  # characters


def transcript(rng: random.Random, size: int) -> str:
    """Commands in turn: a document, a log, a sheet."""
    made = ""
    while len(made) < size:
        made += f"$ curl -s http://shop/items\n{texts.json_pretty(rng, PART)}\n"
        made += f"$ tail app.log\n{texts.logs(rng, PART)}$ cat items.csv\n{texts.csv(rng, PART)}"
    return made


def answers(rng: random.Random, size: int) -> str:
    """What a client shows of one answer after the other."""
    made = ""
    while len(made) < size:
        made += f"{HEAD}{texts.json_pretty(rng, PART)}\n"
    return made


KINDS: dict[str, Callable[[random.Random, int], str]] = {
    "transcript": transcript,
    "HTTP": answers,
}
