"""`weft retrieve`: an original, or a part of it, from the hash or the marker that stands for it.

The text goes to standard output byte for byte, what it is part of and what remains to standard
error. Exit codes: 0 something was found, 1 nothing was (no such original, no match), 2 usage,
configuration, or a question that cannot be answered.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from weft.cli.context import Fault, with_settings
from weft.library.bodies import bytes_of
from weft.library.setup import TENANT

if TYPE_CHECKING:
    from weft.cli.context import Context
    from weft.recall.query import Answer, Question
    from weft.recall.store import Store


class Unanswerable(Fault):
    """The question cannot be answered as it was asked; the message says what to ask."""

    exit_code = 2


@click.command()
@click.argument("what", metavar="HASH|MARKER")
@click.option("--lines", metavar="120-260", default="", help="These lines.")
@click.option("--chars", metavar="100-5000", default="", help="These characters.")
@click.option("--rows", metavar="14-200", default="", help="These rows of an array or table.")
@click.option("--at", metavar="PATH", default="", help="Which array of a JSON document.")
@click.option("--where", metavar="CONDITION", multiple=True, help="Only rows like status>=500.")
@click.option("--fields", metavar="A,B", default="", help="Only these fields of each row.")
@click.option("--pattern", metavar="RE", default="", help="Lines that match a regular expression.")
@click.option("-i", "--ignore-case", is_flag=True, help="For --pattern: in upper or lower case.")
@click.option(
    "--context",
    metavar="N",
    type=click.IntRange(0, 1000),
    default=0,
    help="For --pattern: N lines around each match.",
)
@click.option("--search", metavar="WORDS", default="", help="The passages that fit these words.")
@click.option("--tenant", metavar="T", help="Only an original of this tenant's.  [default: any]")
@click.option(
    "--max-chars", metavar="N", type=click.IntRange(1), help="No more than this at a time."
)
@click.option("--raw", is_flag=True, help="Say nothing about what the text is part of.")
@click.option("--store", metavar="URL", help="Another store than the configured one.")
@with_settings
def retrieve(
    weft: Context,
    /,
    what: str,
    tenant: str | None,
    max_chars: int | None,
    raw: bool,
    store: str | None,
    **asked: object,
) -> None:
    """Fetch an original, or a part of it.

    HASH is the 24 digits in a marker. MARKER is the whole marker, in quotes; without another
    question the part that it stands for is fetched. Conditions are written field=value, with
    != < <= > >= and ~ (contains); `field` alone: it is there; `!field`: it is not.
    """
    from weft.recall.query import END, QueryError, ask

    try:
        hash_, question = _question(what, asked)
        with weft.with_flag("--store", "store.url", store).store() as opened:
            whose = opened.owner(hash_) if tenant is None else tenant
            folio = None if whose is None else opened.open(whose, hash_)
            if folio is None:
                raise Fault(_missing(opened, tenant, hash_))
            answer = ask(folio, question, max_chars=max_chars or END)
    except QueryError as error:
        raise Unanswerable(str(error)) from error
    _write(answer, raw)
    if answer.matches == 0:
        raise click.exceptions.Exit(1)


def _question(what: str, asked: dict[str, object]) -> tuple[str, Question]:
    """The hash, and what is asked of the original under it."""
    from weft.recall import marker
    from weft.recall.query import QueryError, compose, parse_part

    written = what.strip() if "<<" in what else f"<<ccr:{what.strip().removeprefix('ccr:')}>>"
    found = list(marker.parse(written))
    if len(found) != 1:
        raise click.UsageError(
            f"{what!r} is neither a hash of 24 hex digits nor one marker;"
            " write '<<ccr:HASH lines 3-9>>' in quotes"
        )
    part = None
    if found[0].what:
        try:
            part = parse_part(found[0].what)
        except QueryError:
            # What the marker says only has to be understood where nothing else is asked.
            if not any(asked.values()):
                raise
    return found[0].hash, compose(part, **asked)  # type: ignore[arg-type]


def _missing(store: Store, tenant: str | None, hash_: str) -> str:
    if store.keyring.owns(tenant or TENANT, hash_):
        return (
            f"the original {hash_} is no longer there: it was not used for too long, or made room"
        )
    if tenant is not None:
        return (
            f"{hash_} was not made by this store for tenant {tenant!r};"
            " name the right one with --tenant, --store or --config"
        )
    return (
        f"no original {hash_} is in this store: another one made it (name it with --store or"
        " --config), or it was not used for too long, or made room"
    )


def _write(answer: Answer, raw: bool) -> None:
    """The text as bytes: it may hold anything, and is given as it is."""
    if not raw:
        click.echo(answer.header, err=True)
        if not answer.text and answer.advice:
            click.echo(answer.advice, nl=False, err=True)
    sys.stdout.buffer.write(bytes_of(answer.text))
    if answer.text and not answer.text.endswith("\n") and sys.stdout.isatty():
        sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()
    if not raw:
        click.echo(answer.footer, err=True)
