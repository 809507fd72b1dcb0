"""Durations and sizes: what is read, what is refused, and that what is written reads back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.settings import units


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("24h", 86_400.0),
        ("1h30m", 5_400.0),
        ("1h 30m", 5_400.0),
        ("90s", 90.0),
        ("90", 90.0),
        ("0.5", 0.5),
        ("500ms", 0.5),
        ("1.5h", 5_400.0),
        ("2d", 172_800.0),
        ("1d2h3m4s5ms", 93_784.005),
        ("10min", 600.0),
        ("1 hour 12 minutes 5 secs", 4_325.0),
        ("2 days", 172_800.0),
        ("0s", 0.0),
    ],
)
def test_a_duration_is_read(text: str, seconds: float) -> None:
    assert units.seconds(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "h",
        "-1s",
        "+1s",
        "1h1h",
        "30m1h",
        "1x",
        "1hs",
        "1e3",
        "inf",
        "nan",
        "1_000s",
        "0x10",
        "1h\n",
        "１h",
        "1,5h",
        "." * 9,
        "9" * 100,
        "1h30",
    ],
)
def test_a_text_that_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        units.seconds(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("2GiB", 2 << 30),
        ("100MB", 100_000_000),
        ("100 MB", 100_000_000),
        ("1.5KiB", 1_536),
        ("512", 512),
        ("7B", 7),
        ("1TB", 10**12),
        ("1TiB", 1 << 40),
    ],
)
def test_a_size_is_read(text: str, size: int) -> None:
    assert units.size(text) == size


@pytest.mark.parametrize(
    "text", ["", "MB", "-1MB", "1.5B", "0.3KiB", "1M", "1mb", "1MiBs", "1MB\n", "1e3", "9" * 100]
)
def test_a_text_that_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        units.size(text)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (86400.0, "24h"),
        (5400.0, "1h30m"),
        (0.5, "500ms"),
        (0.0, "0s"),
        (1.25, "1.25s"),
        (1e-07, "0.0000001s"),
    ],
)
def test_a_duration_is_written_as_people_do(seconds: float, shown: str) -> None:
    assert units.show_seconds(seconds) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [(2 << 30, "2GiB"), (100_000_000, "100MB"), (1_025, "1025B"), (0, "0B"), (1, "1B")],
)
def test_a_size_is_written_as_people_do(size: int, shown: str) -> None:
    assert units.show_size(size) == shown


@given(st.floats(0, 1e9).filter(lambda value: value == 0 or value > 1e-9))
def test_every_duration_reads_back(seconds: float) -> None:
    assert units.seconds(units.show_seconds(seconds)) == seconds


@given(st.integers(0, 1 << 60))
def test_every_size_reads_back(size: int) -> None:
    assert units.size(units.show_size(size)) == size


@given(st.text() | st.text("0123456789.dhms KMGTiB", max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (units.seconds, units.size):
        try:
            assert read(text) >= 0
        except ValueError:
            continue
