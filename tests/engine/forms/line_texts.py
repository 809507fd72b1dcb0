"""Texts of lines for the tests of forms: logs by arithmetic, and a strategy that breaks them."""

from __future__ import annotations

from hypothesis import strategies as st

from weft.engine.model import Block, Cut, Kind, LosslessForm, LossyForm, Origin
from weft.engine.verify import pieces_of, tiles

PIECES = st.sampled_from(
    [
        "12:00:01",
        "12:00:02 INFO job",
        "2031-04-02 10:11:12,123 ERROR",
        "[   12.345678] usb",
        "1700000000.12",
        "081109 203615 148 INFO",
        " ",
        "\t",
        "{}",
        "[3 lines] a {} b",
        "[next stretch]",
        "[lines alike stand together, each stretch in order of time; {} is what varies]",
        "[lines alike stand together; {} is what varies, numbers in front give the order]",
        "[2 lines from 3] a {...}",
        "[… ends a line as the word before it was followed when it last stood above]",
        "fixture of the whole session is made",
        "…",
        "[2 lines: 3 5-6] a",
        "7",
        "[4 lines as above, from: a]",
        "<<ccr:0123456789abcdef01234567 lines 1-3>>",
        "<<lines 3-4>>",
        "\U000f0000",
        "\ud800",
        "\0",
        "\r",
        "\x1b[31m",
        '"quoted text" (x=1, y=2)',
        "a=1,b=22",
        "Traceback (most recent call last):",
        '  File "/app/a.py", line 3, in f',
        "\tat java.base/java.lang.Thread.run(Thread.java:840)",
        "Caused by: x",
        "FAILED tests/test_a.py::test_b - assert 1 == 2",
        "3 failed, 1 passed",
        "失败 échec",
        "\u2028",
        "word",
        "/usr/lib/x/y",
    ]
)
LINES = st.lists(st.lists(PIECES, max_size=4).map(" ".join), max_size=40)
TEXTS = st.one_of(
    st.tuples(LINES, st.sampled_from(["\n", "\r\n", "\n\n"])).map(lambda t: t[1].join(t[0])),
    st.tuples(LINES, st.integers(1, 9)).map(lambda t: "\n".join(t[0] * t[1])),
    st.text(alphabet=st.characters(), max_size=300),
)
HOSTILE = {
    "a long line": "12:00:01 x " * 90_000,
    "empty lines": "\n" * 1_000_000,
    "one cell": "a" * 10_000_000,
    "blank": " " * 100_000,
    "brackets": "[" * 50_000 + "\n" + "(" * 50_000,
    "quotes": ('"' * 999 + "\n") * 50,
    "binary": bytes(range(256)).decode("latin-1") * 200,
    "words": ("a b " * 3000 + "\n") * 9,
    "the same ends": "".join(f"{n} ends as the line above it does\n" for n in range(20_000)),
    "mixed line ends": "12:00:01 a\r\n12:00:01 b\n12:00:01 c\r" * 3000,
    "times only": "12:00:01\n" * 20_000,
    "back in time": "".join(f"12:{n % 60:02}:01 x\n" for n in range(3000, 0, -1)),
}


def service_log(count: int = 600) -> str:
    """A log of a service, with a few things that went wrong."""
    lines = []
    for n in range(count):
        clock = f"2031-04-02 10:{n // 60 % 60:02}:{n % 60:02}"
        lines.append(f"{clock} INFO [worker-{n % 4}] request {n * 7919} served in {n * 31 % 90} ms")
        if n % 97 == 11:
            lines.append(f"{clock} WARN [pool] connection {n} slow, retrying")
        if n == 333:
            lines += [
                f"{clock} ERROR [billing] charge 4417 rejected: card expired",
                "Traceback (most recent call last):",
                '  File "/app/billing.py", line 41, in charge',
                "    raise CardExpired(card)",
                "billing.CardExpired: 4417",
            ]
    return "\n".join(lines) + "\n"


def turns_back(form: LosslessForm, text: str) -> str | None:
    """What the form gives, having been turned back; it must not fold again."""
    folded = form.fold(text)
    if folded is not None:
        assert form.unfold(folded) == text
        assert form.fold(folded) is None
    return folded


def cut(form: LossyForm, text: str, question: str = "", room: int | None = None) -> list[str | Cut]:
    """The pieces, if the form cuts, checked against the original."""
    offer = form.cut(Block(text, Origin(question=question)), room)
    if offer is None:
        return []
    pieces = pieces_of(offer, text)
    tiles(text, pieces)
    return list(pieces)


def kept(pieces: list[str | Cut]) -> str:
    """What stays."""
    return "".join(piece for piece in pieces if isinstance(piece, str))


__all__ = ["HOSTILE", "LINES", "TEXTS", "Kind", "cut", "kept", "service_log", "turns_back"]
