"""`weft demo`: play the bundled conversation, and prove on the spot what Weft promises.

Exit codes: 0 every promise held, 1 one did not, 2 usage or a store that does not open.
What is shown stands in `demo_page`, what happens in `weft.demo`.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import click

from weft.cli.context import ConfigurationFault, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.recall.store import Store
    from weft.rewrite.scribe import Scribe

TENANT = "local"


@click.command()
@click.option("--store", "url", metavar="URL", help="Keep originals there, and leave them there.")
@click.option("--turns", type=click.IntRange(min=1), metavar="N", help="Play the first N turns.")
@click.option("--show", type=click.IntRange(min=1), metavar="N", help="Print result N in full.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--plain", is_flag=True, help="No colours, no progress bar.")
def demo(url: str | None, turns: int | None, show: int | None, as_json: bool, plain: bool) -> None:
    """Play a conversation: what is kept, what is left out, how to have it back.

    A coding agent looks for a bug. What its tools tell it is written shorter, turn by turn. Then
    everything is sent again, which must give the same bytes, and an original is fetched back.

    Nothing leaves this machine. Without --store the originals lie in a temporary file that is
    gone afterwards.
    """
    from weft.cli.demo_json import document
    from weft.cli.demo_page import Page
    from weft.cli.demo_words import in_memory
    from weft.demo import conversation, proof, story

    told = conversation.load()
    results = [each for each in told.results if turns is None or each.turn <= turns]
    if not results:
        raise click.UsageError(f"--turns {turns}: no tool has answered yet; ask for more turns")
    if show is not None and show > len(results):
        raise click.UsageError(f"--show {show}: there are only {len(results)} results")
    page = None if as_json or show is not None else Page(plain=plain)
    if page:
        page.opening(told, results)
    with _place(url) as place, ExitStack() as open_stores:
        scribe = _scribe(open_stores.enter_context(_opened(place)))
        walk = story.walk(results, scribe)
        steps = list(page.follow(walk, len(results)) if page else walk)
        if show is not None and not as_json:
            Page(plain=plain).result(steps[show - 1])
            return
        totals = story.total(steps, told, scribe.terms.count)
        if not in_memory(place):
            open_stores.close()
            scribe = _scribe(open_stores.enter_context(_opened(place)))
        replay = proof.replay(steps, scribe)
        fetch = proof.fetch(steps, scribe.store, TENANT)
        if page:
            page.closing(totals, replay, fetch, url)
        else:
            click.echo(document(told, steps, totals, replay, fetch))
    click.get_current_context().exit(0 if replay.held and fetch.held else 1)


@contextmanager
def _place(url: str | None) -> Iterator[str]:
    """The URL of the store: the one that was given, or one that is gone afterwards."""
    from tempfile import TemporaryDirectory

    if url is not None:
        yield url
        return
    with TemporaryDirectory(prefix="weft-demo-") as directory:
        yield f"sqlite:{directory}/recall.db"


@contextmanager
def _opened(url: str) -> Iterator[Store]:
    from weft.recall.store import StoreError, StoreRefused, from_url

    try:
        store = from_url(url)
    except StoreRefused as error:
        raise ConfigurationFault(str(error)) from error
    try:
        yield store
    except StoreError as error:
        raise Fault(str(error)) from error
    finally:
        store.close()


def _scribe(store: Store) -> Scribe:
    from weft import __version__
    from weft.engine.forms.registry import FORMS
    from weft.engine.pipeline import Terms
    from weft.engine.tokens import O200K, Counter
    from weft.rewrite.scribe import Scribe
    from weft.settings.tree import Engine

    knobs = Engine()  # as Weft comes: the demo shows the same on every machine
    count = Counter(O200K, exact=True, encoding=O200K)
    terms = Terms(count, knobs.lossy, knobs.offload, knobs.min_tokens)
    return Scribe(store, FORMS, terms, TENANT, f"weft {__version__}")
