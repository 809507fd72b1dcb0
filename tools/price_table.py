"""The table of prices, made from the library of prices: price_table.py [--write]

Without --write the table is only compared, as of its own day; one that is behind is named and the
exit code is 1. With it, prices are those of today. Only what a rewriter needs is taken: models
that read and write text, of the providers that make them, at the price without discounts.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, time
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from typing import Any

from genai_prices import types
from genai_prices.data import providers

TABLE = Path(__file__).resolve().parent.parent / "src" / "weft" / "policy" / "prices.json"
MAKERS = (
    "anthropic",
    "openai",
    "google",
    "deepseek",
    "x-ai",
    "mistral",
    "moonshotai",
    "zai",
    "minimax",
    "cohere",
    "perplexity",
)
FIELDS = ("input", "cache_read", "cache_write", "cache_write_1h", "output")


def table(day: str) -> dict[str, Any]:
    """The whole table as of a day."""
    found = {provider.id: provider for provider in providers}
    return {
        "source": f"genai-prices {metadata.version('genai-prices')} (MIT)",
        "date": day,
        "models": {maker: list(rows(found[maker].models, day)) for maker in MAKERS},
    }


def rows(models: list[types.ModelInfo], day: str) -> Any:
    """Name, tests of the name, and prices of each model that has them."""
    for model in models:
        price = standing(model, day)
        if amount(price, "input", 0) is not None and amount(price, "output", 0) is not None:
            yield [model.id, tests(model.match), tiers(price)]


def standing(model: types.ModelInfo, day: str) -> types.ModelPrice:
    """The price that counts at noon of that day, whatever the hour of the day takes off."""
    if isinstance(model.prices, types.ModelPrice):
        return model.prices
    noon = datetime.combine(datetime.fromisoformat(day).date(), time(12), UTC)
    counts = [
        each.prices
        for each in model.prices
        if each.constraint is None
        or (isinstance(each.constraint, types.StartDateConstraint) and each.constraint.active(noon))
    ]
    return counts[-1] if counts else model.prices[0].prices


def tiers(price: types.ModelPrice) -> list[list[float | int | None]]:
    """A row of amounts for each length of the prompt from which on they count."""
    given = [getattr(price, f"{field}_mtok", None) for field in FIELDS]
    starts = {
        tier.start for each in given if isinstance(each, types.TieredPrices) for tier in each.tiers
    }
    return [
        [start, *(amount(price, field, start) for field in FIELDS)]
        for start in sorted({0, *starts})
    ]


def amount(price: types.ModelPrice, field: str, start: int) -> float | None:
    """One amount, for prompts longer than `start`."""
    given = getattr(price, f"{field}_mtok", None)
    if isinstance(given, types.TieredPrices):
        reached = [tier.price for tier in given.tiers if tier.start <= start]
        given = reached[-1] if start and reached else given.base
    return float(given) if isinstance(given, Decimal) else None


def tests(clause: Any) -> list[list[str]]:
    """A clause as alternatives of tests that must all hold."""
    match clause:
        case types.ClauseOr(or_=inner):
            return [test for each in inner for test in tests(each)]
        case types.ClauseAnd(and_=inner):
            found: list[list[str]] = [[]]
            for each in inner:
                found = [[*left, *right] for left in found for right in tests(each)]
            return found
        case types.ClauseEquals(equals=text):
            return [["=" + text.lower()]]
        case types.ClauseStartsWith(starts_with=text):
            return [["^" + text.lower()]]
        case types.ClauseEndsWith(ends_with=text):
            return [["$" + text.lower()]]
        case types.ClauseContains(contains=text):
            return [["*" + text.lower()]]
        case types.ClauseRegex(regex=text):
            return [["~" + text]]
        case _:
            raise TypeError(f"a test of names that is not known here: {clause!r}")


def written(day: str) -> str:
    """The table as its file holds it: a model on a line, so that changes can be read."""
    made = table(day)
    makers = []
    for maker, models in made.pop("models").items():
        lines = ",\n".join("   " + json.dumps(row, separators=(",", ":")) for row in models)
        makers.append(f'  "{maker}": [\n{lines}\n  ]')
    head = "\n".join(f' "{key}": {json.dumps(value)},' for key, value in made.items())
    return f'{{\n{head}\n "models": {{\n' + ",\n".join(makers) + "\n }\n}\n"


def main(arguments: list[str]) -> int:
    """Compare or write the table."""
    if "--write" in arguments:
        TABLE.write_text(written(datetime.now(UTC).date().isoformat()), "utf-8")
        return 0
    text = TABLE.read_text("utf-8")
    if text != written(json.loads(text)["date"]):
        print(f"{TABLE.name} is behind: run python tools/price_table.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
