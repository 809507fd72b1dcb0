"""The table of prices is what the library of prices says, or it is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import price_table
from weft.policy.prices import prices

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TABLE = json.loads(price_table.TABLE.read_text("utf-8"))


def test_the_table_is_up_to_date() -> None:
    assert price_table.main([]) == 0


def test_a_table_that_is_behind_is_named_and_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "prices.json"
    path.write_text(price_table.TABLE.read_text("utf-8").replace("3.75", "3.76"))
    monkeypatch.setattr(price_table, "TABLE", path)
    assert price_table.main([]) == 1
    assert "price_table.py --write" in capsys.readouterr().out
    assert price_table.main(["--write"]) == 0
    assert price_table.main([]) == 0


def test_what_the_library_finds_is_found_here_too() -> None:
    """Asked by each model's own name, both give the same row."""
    from genai_prices.data_snapshot import get_snapshot

    snapshot, asked = get_snapshot(), 0
    for maker, dialect in (
        ("anthropic", "anthropic"),
        ("openai", "responses"),
        ("google", "gemini"),
    ):
        for name, _, _ in TABLE["models"][maker]:
            try:
                _, model = snapshot.find_provider_model(name, None, maker, None)
            except LookupError:
                continue
            price = price_table.tiers(price_table.standing(model, TABLE["date"]))
            found = prices(dialect, name)
            assert found is not None
            assert [found.fresh, found.output] == [price[0][1], price[0][5]], name
            asked += 1
    assert asked > 100
