"""`weft explain`: what a text was taken for, which ways to write it stood against each other.

Nothing is kept and nothing is sent. Exit codes: 0 explained, 2 usage or configuration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from weft.cli import source
from weft.cli.context import with_settings

if TYPE_CHECKING:
    from weft.cli.context import Context
    from weft.library.explaining import Explained
    from weft.library.request import Request

SHOWN_CHARS = 70  # of what was left out, in one line


@click.command()
@click.argument("file", metavar="[FILE]", default="-", type=source.SOURCE)
@click.option("-q", "--question", metavar="TEXT", default="", help="What the reader wants to know.")
@click.option("-m", "--model", metavar="NAME", help="The model whose tokens count.")
@click.option("--lossless", is_flag=True, help="As if nothing may be left out.")
@click.option("--tool", metavar="NAME", default="", help="The tool that gave the text.")
@click.option("--arguments", metavar="JSON", default="", help="What the tool was given.")
@click.option("--text", "as_text", is_flag=True, help="Take a request body for a text like others.")
@click.option("--block", metavar="N", type=click.IntRange(1), help="Only text N of a request body.")
@click.option("--show", is_flag=True, help="Print the text as it would go out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
def explain(
    weft: Context,
    /,
    file: str,
    question: str,
    model: str | None,
    lossless: bool,
    tool: str,
    arguments: str,
    as_text: bool,
    block: int | None,
    show: bool,
    as_json: bool,
) -> None:
    """Show how a text would be written, what else was tried, and why it was not taken.

    Every way that was looked at stands in a table: its tokens, what it costs when what it leaves
    out may have to be fetched later, and the time that its forms took. Of a request body, each
    text is explained.
    """
    from weft.cli.compress import setup_of
    from weft.cli.explain_page import document, page
    from weft.engine.model import Origin
    from weft.library import explaining
    from weft.library import request as requests
    from weft.library.bodies import parsed, text_of

    data = source.read(file)
    body = None if as_text else parsed(data)
    origin = Origin(tool, arguments, question=question)
    request: Request = requests.of(text_of(data) if body is None else body, origin)
    texts = [*enumerate(request.texts, 1)]
    if block is not None:
        texts = texts[block - 1 : block]
        if not texts:
            raise click.UsageError(f"--block {block}: there are {len(request.texts)} texts in it")
    setup = setup_of(weft, None, lossless=lossless)
    terms = setup.terms(setup.counter(model or request.model))
    told: list[tuple[int, str, Explained]] = [
        (number, placed.block.origin.tool, explaining.explain(placed.block, setup.forms, terms))
        for number, placed in texts
    ]
    if as_json:
        click.echo(document(told))
    elif not told:
        click.echo("There is no text in this request that may be rewritten.")
    else:
        page(told, show=show)


__all__ = ["explain"]
