"""Pages of markup, manuals and prose, labelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelled import made, word

from weft.engine.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

SENTENCES = (
    "A retry is a promise to the caller: the second attempt costs no more than the first.",
    "If the pool is empty, the caller waits, and it never waits longer than it was told to.",
    "Nobody knows in advance how often a part fails, so the numbers come from last month.",
    "The ledger must not be written twice; what was written once is kept for seven years.",
    "When the gateway is closed for the night, orders are taken and answered in the morning.",
)


def _paragraph(n: int, sentences: int = 4) -> str:
    return " ".join(SENTENCES[(n + m) % len(SENTENCES)] for m in range(sentences))


@made(Kind.MARKDOWN)
def readme() -> Iterable[str]:
    yield from ("# Shop", "", "[![ci](https://example.org/ci.svg)](https://example.org/ci)", "")
    for n in range(5):
        yield from (
            f"## {word(n).title()}",
            "",
            _paragraph(n),
            "",
            f"- `{word(n)}` is **one** part",
        )
        yield from (
            "- see [the docs](https://example.org/docs)",
            "",
            "```sh",
            f"shop {word(n)}",
            "```",
            "",
        )


@made(Kind.MARKDOWN)
def changelog() -> Iterable[str]:
    yield from ("# Changelog", "")
    for n in range(9):
        yield from (f"## [1.{n}.0] - 2031-03-0{n + 1}", "", "### Fixed", "")
        yield from (f"- Mend the {word(n)} ([#{n}](https://example.org/{n}))", "- Say why", "")


@made(Kind.MARKDOWN)
def issue_thread() -> Iterable[str]:
    yield from ("## Steps to reproduce", "", "1. Run `shop serve`", "2. Open **orders**", "")
    yield from (
        "```",
        "Error: lost",
        "```",
        "",
        "## Expected",
        "",
        _paragraph(1),
        "",
        "> it works here",
        "",
    )
    yield from ("- [ ] a test", "- [x] a log")


@made(Kind.RST)
def sphinx_page() -> Iterable[str]:
    yield from ("Retries", "=======", "", ".. contents::", "   :local:", "")
    for n in range(5):
        title = f"The {word(n)}"
        yield from (title, "-" * len(title), "", _paragraph(n), "", ".. code-block:: python", "")
        yield from (f"   {word(n)}.retry()", "", f"See :ref:`{word(n)}` and ``retry``.", "")


@made(Kind.HTML)
def web_page() -> Iterable[str]:
    yield from ("<!DOCTYPE html>", '<html lang="en">', "<head><title>Shop</title></head>", "<body>")
    for n in range(8):
        yield from (f"<h2>{word(n)}</h2>", f'<p>{_paragraph(n)} <a href="/{n}">more</a></p>')
    yield from ("</body>", "</html>")


@made(Kind.HTML)
def web_part() -> Iterable[str]:
    yield '<div class="page">'
    for n in range(8):
        yield from ("<ul>", f"<li>{word(n)}</li>", f"<li><b>{n}</b></li>", "</ul>")
    yield "</div>"


@made(Kind.MAN)
def manual() -> Iterable[str]:
    yield from ("SHOP(1)                     User Commands                    SHOP(1)", "", "NAME")
    yield from (
        "       shop - run a shop",
        "",
        "SYNOPSIS",
        "       shop [OPTION]... NAME",
        "",
        "DESCRIPTION",
    )
    yield from (f"       {_paragraph(n, 1)}" for n in range(6))
    yield from ("", "OPTIONS", "       -v, --verbose", "              Say more.", "")
    yield "1.0                         March 2031                       SHOP(1)"


@made(Kind.MAN)
def program_help() -> Iterable[str]:
    yield from (
        "usage: shop [-h] [-v] [--port PORT] name",
        "",
        "Run a shop.",
        "",
        "positional arguments:",
    )
    yield from (
        "  name                  which shop",
        "",
        "options:",
        "  -h, --help            show this",
    )
    yield from (f"  --{word(n)} N{' ' * 12}how many of {word(n)} at most" for n in range(9))


@made(Kind.PROSE)
def essay() -> str:
    return "\n\n".join(_paragraph(n, 5) for n in range(8)) + "\n"


@made(Kind.PROSE)
def wrapped_letter() -> Iterable[str]:
    yield from ("Dear reader,", "")
    for n in range(12):
        sentence = SENTENCES[n % len(SENTENCES)]
        middle = sentence.index(" ", len(sentence) // 2)
        yield from (sentence[:middle], sentence[middle + 1 :])
    yield from ("", "Yours, the shop.")


@made(Kind.PROSE)
def german() -> str:
    sentence = (
        "Wer einen Auftrag wiederholt, verspricht dem Kunden, dass er nicht zweimal zahlt. "
        "Ist der Laden nachts zu, wird am Morgen geantwortet, und niemand wartet umsonst. "
    )
    return "\n\n".join([sentence * 2] * 6)
