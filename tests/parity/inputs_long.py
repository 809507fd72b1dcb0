"""Texts that golden fixtures are made from: long enough that something has to go."""

from __future__ import annotations

import json

from inputs import log_line, text, tickets


@text
def long_log() -> str:
    return "".join(log_line(n) + "\n" for n in range(170))


@text
def long_log_crlf() -> str:
    return "".join(log_line(n)[:60] + "\r\n" for n in range(190))


@text
def long_log_open_end() -> str:
    """The last line has no line feed."""
    return "\n".join(log_line(n)[11:60] for n in range(140))


@text
def long_short_lines() -> str:
    return "".join(f"{n}\n" for n in range(1500))


@text
def long_json() -> str:
    return json.dumps({"items": tickets(52)}, separators=(",", ":"))


@text
def long_line() -> str:
    return " ".join(f"token{n * 7919 % 100_003}" for n in range(1300))


@text
def long_line_at_the_end() -> str:
    return "".join(f"line {n}\n" for n in range(70)) + "x1 " * 3500


@text
def long_line_in_the_middle() -> str:
    ends = "".join(f"entry {n} of the report\n" for n in range(45))
    return ends + '{"payload": "' + "ab9/" * 2000 + '"}\n' + ends


@text
def long_unicode() -> str:
    return "".join(f"第{n}行: 接続 🙂 {n * 37 % 101} مرة e\u0301\n" for n in range(240))


@text
def long_surrogates() -> str:
    return "".join(f"name \ud800{n}\udc00 end\n" for n in range(330))


@text
def long_just_too_short() -> str:
    """One character short of what pays."""
    return "".join(f"{n:06}\n" for n in range(119))


@text
def long_just_enough() -> str:
    return "".join(f"{n:06}\n" for n in range(120))


@text
def long_chars_just_enough() -> str:
    return "ab cd " * 2000


@text
def long_repeats() -> str:
    """Folds to a fraction; a blind cut must not win."""
    return "".join(log_line(n // 40) + "\n" for n in range(280))


@text
def long_with_lookalikes() -> str:
    return "".join(
        f"{log_line(n)[:50]} <<ccr:0123456789abcdef01234567 line {n}>>\n" for n in range(130)
    )
