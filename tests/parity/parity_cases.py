"""What each transform is recorded with. Run this file to record what is not there yet:

    python tests/parity/parity_cases.py

It never overwrites a fixture. To take over a changed output: `weft parity record --force`.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import inputs_hostile  # noqa: F401 - adds its texts to the table
from inputs import TEXTS

from weft.parity import recorder
from weft.parity.fixture import Case
from weft.parity.transforms import TENANT

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURES = Path(__file__).parent / "fixtures"

# Enough variety for what only hashes its input; the long texts are kept for what reads them.
SHORT = [
    "empty",
    "one_line",
    "no_final_newline",
    "json_numbers",
    "json_duplicate_keys",
    "json_strings",
    "json_scalar",
    "json_byte_order_mark",
    "progress_bars",
    "html_page",
    "unicode_text",
    "lone_surrogates",
    "control_characters",
    "blank_lines",
    "marker_lookalikes",
    "special_tokens",
]

HASH = "0123456789abcdef01234567"
WHATS = (
    "",
    "lines 120-260",
    "rows 14-200 of items",
    "body of parse(), lines 12-80",
    "a<b>c",
    "two\nlines\r\nand\ttabs",
    "  blanks around  ",
    "<<<>>>",
    ">>",
    "nul \x00 escape \x1b[31m del \x7f",
    "half \ud800 surrogate \udfff",
    "line\u2028and\u2029paragraph ends",
    "日本語 🙂 العربية",
    "x" * 120,
    "y" * 121,
    "z" * 119 + "\n tail",
    "e\u0301 \u200b zero width",
)
DECIDERS = ([], ["o200k_base"], ["cl100k_base", "lossy=True"], ["", "", "o"], ["o", "", ""])


def cases() -> Iterator[Case]:
    """Every case of every transform."""
    for number, name in enumerate(SHORT):
        deciders = DECIDERS[number % len(DECIDERS)]
        config = {"deciders": deciders} if deciders else {}
        yield Case("ledger_identity", TEXTS[name](), config)
        yield Case(
            "marker_hash", TEXTS[name](), {"tenant": ("golden", "", "mandant ü")[number % 3]}
        )
    yield Case("ledger_identity", "o", {"deciders": ["200k_base"]})
    yield Case("ledger_identity", "", {"deciders": ["o", "200k_base"]})
    yield Case("marker_hash", "the same text", {"tenant": TENANT})
    yield Case("marker_hash", "the same text", {"tenant": "another"})
    for what in WHATS:
        yield Case("marker_write", {"hash": HASH, "what": what}, {})
    for name in (*SHORT, "service_log", "api_minified", "unified_diff", "base64_blob"):
        yield Case("marker_parse", TEXTS[name](), {})


def main() -> int:
    """Record, and say what came of it."""
    entries = list(recorder.record(FIXTURES, cases()))
    for entry in entries:
        if entry.verdict not in ("new", "same"):
            print(f"{entry.verdict} {entry.transform}/{entry.file} {entry.reason}")
    print(dict(Counter(entry.verdict for entry in entries)))
    return int(any(entry.verdict not in ("new", "same") for entry in entries))


if __name__ == "__main__":
    sys.exit(main())
