"""Durations and sizes: read from what people write, and written so that they read back the same.

A duration is seconds as a float; a size is bytes as an int. Here stands only the notation:
which values a knob accepts is said in `tree`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

NUMBER = r"[0-9]+(?:\.[0-9]+)?"
MAX_TEXT = 64  # characters; a longer text is no duration or size, and digits cost time to read

# Largest first, each at most once. Every spelling is plain ASCII and valid in JSON Schema too.
_DURATION_UNITS = (
    (r"d(?:ays?)?", Fraction(86_400)),
    (r"h(?:(?:ou)?rs?)?", Fraction(3_600)),
    (r"m(?:in(?:ute)?s?)?", Fraction(60)),
    (r"s(?:ec(?:ond)?s?)?", Fraction(1)),
    (r"ms", Fraction(1, 1_000)),
)
_TERMS = r" *".join(f"(?:({NUMBER}) ?{unit}(?![A-Za-z]))?" for unit, _ in _DURATION_UNITS)
DURATION_PATTERN = f"^(?=[0-9])(?:{NUMBER}|{_TERMS})$"
_DURATION = re.compile(DURATION_PATTERN)

SIZE_UNITS = {
    "": 1,
    "B": 1,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KiB": 1 << 10,
    "MiB": 1 << 20,
    "GiB": 1 << 30,
    "TiB": 1 << 40,
}
SIZE_PATTERN = f"^{NUMBER} ?(?:B|[KMGT]i?B)?$"
_SIZE = re.compile(f"^({NUMBER}) ?(B|[KMGT]i?B)?$")


def seconds(text: str) -> float:
    """Read `24h`, `1h30m`, `500ms` or a plain number of seconds."""
    match = _DURATION.match(text) if len(text) <= MAX_TEXT else None
    if match is None or text.endswith("\n"):
        raise ValueError(text)
    terms = match.groups()
    if not any(terms):
        return float(Fraction(text))
    total = sum(
        Fraction(number) * unit
        for number, (_, unit) in zip(terms, _DURATION_UNITS, strict=True)
        if number
    )
    return float(total)


def size(text: str) -> int:
    """Read `2GiB`, `100MB` or a plain number of bytes."""
    match = _SIZE.match(text) if len(text) <= MAX_TEXT else None
    if match is None or text.endswith("\n"):
        raise ValueError(text)
    exact = Fraction(match[1]) * SIZE_UNITS[match[2] or ""]
    if exact.denominator != 1:
        raise ValueError(text)
    return int(exact)


def show_seconds(value: float) -> str:
    """Write a duration the way people do."""
    if value != int(value):
        milliseconds = value * 1_000
        if value < 1 and milliseconds == int(milliseconds):
            return f"{int(milliseconds)}ms"
        return f"{Decimal(repr(value)):f}s"
    hours, rest = divmod(int(value), 3_600)
    minutes, whole = divmod(rest, 60)
    parts = [f"{n}{unit}" for n, unit in ((hours, "h"), (minutes, "m"), (whole, "s")) if n]
    return "".join(parts) or "0s"


def show_size(value: int) -> str:
    """Write a size in the unit that makes it shortest without rounding."""
    whole = [
        (value // unit, name) for name, unit in SIZE_UNITS.items() if name and not value % unit
    ]
    number, name = min(whole)
    return f"{number}{name}" if number else "0B"
