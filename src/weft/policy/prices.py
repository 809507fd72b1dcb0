"""What a model costs: a table of prices by name, and what follows where the table is silent.

Rules of this file: no clock, no network. The table is `prices.json`, made by
`tools/price_table.py` from a maintained library of prices and read when a price is first asked
for. A model that is not in it has no prices, but it always has weights: what tokens cost in
proportion to each other, by which a rewrite is judged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from weft.policy.models import claude, gpt, names

WRITES_BILLED = (5, 6)  # the first GPT whose cache writes cost more than input


@dataclass(frozen=True, slots=True)
class Prices:
    """Dollars for a million tokens: input that is fresh, read from a cache, or written to one
    (`written_long`: with the longer lifetime), and output.
    """

    fresh: float
    read: float
    written: float
    written_long: float
    output: float

    @property
    def weights(self) -> Prices:
        """The same in proportion to fresh input."""
        unit = self.fresh or 1.0
        return Prices(
            self.fresh / unit,
            self.read / unit,
            self.written / unit,
            self.written_long / unit,
            self.output / unit,
        )


Weights = Prices  # with `fresh` 1

CLAUDE = Weights(1.0, 0.1, 1.25, 2.0, 5.0)
GPT = Weights(1.0, 0.1, 1.0, 1.0, 8.0)
NEW_GPT = Weights(1.0, 0.1, 1.25, 1.25, 5.0)
GEMINI = Weights(1.0, 0.1, 1.0, 1.0, 6.0)
OTHER = Weights(1.0, 0.25, 1.0, 1.0, 4.0)

_Row = tuple[str, Sequence[Sequence[str]], Sequence[Sequence[Any]]]
_FIRST = {"anthropic": ("anthropic",), "gemini": ("google",), "responses": ("openai",)}


def prices(dialect: str, model: str, prompt: int = 0) -> Prices | None:
    """What a model costs where the prompt has so many tokens; nothing for an unknown model.

    `dialect` is the name of one: its own provider's models are looked at first.
    """
    found = None
    for least, tier in _tiers(dialect, model):
        if least == 0 or prompt > least:
            found = tier
    return found


@lru_cache(maxsize=256)
def _tiers(dialect: str, model: str) -> tuple[tuple[int, Prices], ...]:
    """Its prices, each with the length of the prompt above which they hold."""
    rates = _rates(dialect, model) or ()
    return tuple((tier[0], _of_tier(dialect, model, tier)) for tier in rates)


def _of_tier(dialect: str, model: str, tier: Sequence[Any]) -> Prices:
    _, fresh, read, written, written_long, output = tier
    rule = weights_by_rule(dialect, model)
    # A model of OpenAI or Google that has no price for reads is one that does not cache.
    silent = rule.read if claude(model) else 1.0
    written = fresh * rule.written if written is None else written
    return Prices(
        fresh,
        fresh * silent if read is None else read,
        written,
        max(written, fresh * rule.written_long) if written_long is None else written_long,
        output,
    )


def weights(dialect: str, model: str, prompt: int = 0) -> Weights:
    """What its tokens cost in proportion to each other, known or not."""
    known = prices(dialect, model, prompt)
    return known.weights if known and known.fresh else weights_by_rule(dialect, model)


def weights_by_rule(dialect: str, model: str) -> Weights:
    """What is true of most models of a provider."""
    if claude(model) or dialect == "anthropic":
        return CLAUDE
    version = gpt(model)
    if version is not None or dialect == "responses":
        return NEW_GPT if version is not None and version >= WRITES_BILLED else GPT
    return GEMINI if dialect == "gemini" else OTHER


def source() -> str:
    """Where the prices are from, and of which day they are."""
    table = _table()
    return f"{table['source']}, {table['date']}"


@lru_cache(maxsize=256)
def _rates(dialect: str, model: str) -> Sequence[Sequence[Any]] | None:
    """The row of a model: the most exact of its names, in the first provider that knows it."""
    models: dict[str, list[_Row]] = _table()["models"]
    first = _FIRST.get(dialect, ())
    order = (*first, *(provider for provider in models if provider not in first))
    for name in names(model):
        for provider in order:
            for _, match, rates in models[provider]:
                if any(all(_fits(name, test) for test in every) for every in match):
                    return rates
    return None


def _fits(name: str, test: str) -> bool:
    kind, text = test[0], test[1:]
    match kind:
        case "=":
            return name == text
        case "^":
            return name.startswith(text)
        case "$":
            return name.endswith(text)
        case "*":
            return text in name
        case _:
            return re.search(text, name) is not None


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    text = resources.files("weft.policy").joinpath("prices.json").read_text("utf-8")
    table: dict[str, Any] = json.loads(text)
    return table
