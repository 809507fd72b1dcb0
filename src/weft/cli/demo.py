"""`weft demo`: send the bundled conversation through a gateway, and prove what Weft promises.

Exit codes: 0 every promise held, 1 one did not, 2 usage or a store that does not open.
What is shown stands in `demo_page`, what happens in `weft.demo`.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from weft.cli.context import ConfigurationFault, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from weft.cli.demo_page import Page
    from weft.demo.conversation import Conversation, ToolResult
    from weft.demo.journey import Journey


@click.command()
@click.option("--store", "url", metavar="URL", help="Keep originals there, and leave them there.")
@click.option("--turns", type=click.IntRange(min=1), metavar="N", help="Play the first N turns.")
@click.option("--show", type=click.IntRange(min=1), metavar="N", help="Print result N in full.")
@click.option("--stay", is_flag=True, help="Leave the gateway running afterwards, to look at it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--plain", is_flag=True, help="No colours, no progress bar.")
def demo(
    url: str | None,
    turns: int | None,
    show: int | None,
    stay: bool,
    as_json: bool,
    plain: bool,
) -> None:
    """Send a conversation through a gateway: what is sent shorter, and what that saves.

    A coding agent looks for a bug. `weft proxy` is started before a scripted model that bills like
    a provider, and every turn goes through it. Then it is stopped and started, the last turn is
    sent again, which must give the same bytes, and the model asks for an original.

    Nothing leaves this machine. Without --store the originals lie in a temporary directory that is
    gone afterwards.
    """
    from weft.cli.demo_page import Page
    from weft.demo import conversation

    told = conversation.load()
    results = [each for each in told.results if turns is None or each.turn <= turns]
    if not results:
        raise click.UsageError(f"--turns {turns}: no tool has answered yet; ask for more turns")
    if show is not None and show > len(results):
        raise click.UsageError(f"--show {show}: there are only {len(results)} results")
    page = None if as_json or show is not None else Page(plain=plain)
    with _journey(url) as journey:
        if show is None:
            held = _played(journey, told, results, page, url)
        else:
            steps = [step for leg in journey.walk(results) for step in leg.steps]
            Page(plain=plain).result(steps[show - 1])
            held = True
        if stay:
            _wait(journey.gateway.address)
    click.get_current_context().exit(0 if held else 1)


def _played(
    journey: Journey,
    told: Conversation,
    results: list[ToolResult],
    page: Page | None,
    url: str | None,
) -> bool:
    """Play it, prove it, show it; whether every promise held."""
    from weft.cli.demo_json import document
    from weft.cli.demo_words import in_memory
    from weft.demo import proof, story

    if page:
        page.opening(told, results)
    walk = journey.walk(results)
    legs = list(page.follow(walk, results[-1].turn) if page else walk)
    steps = [step for leg in legs for step in leg.steps]
    totals = story.total(steps, told, journey.count)
    counted = journey.gateway.get("/stats")
    replay = proof.replay(journey, restart=url is None or not in_memory(url))
    fetch = proof.fetch(journey, steps)
    if page:
        page.closing(legs, totals, counted, replay, fetch, url)
    else:
        click.echo(document(told, legs, totals, counted, replay, fetch))
    return replay.held and (fetch is None or fetch.held)


def _wait(address: str) -> None:
    """Until somebody has seen enough."""
    from threading import Event

    click.echo(f"\nThe gateway listens on {address} until you press Ctrl-C. Look at it:")
    for path in ("/stats", "/v1/explain", "/metrics"):
        click.echo(f"  curl -s {address}{path}")
    try:
        Event().wait()
    except KeyboardInterrupt:
        click.echo()


@contextmanager
def _journey(url: str | None) -> Iterator[Journey]:
    """A scripted model, a gateway before it, a client before that. All of it ends with this."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from weft.demo.client import Client
    from weft.demo.gateway import Gateway, GatewayError
    from weft.demo.journey import Journey
    from weft.demo.model.model import Model
    from weft.demo.model.script import told
    from weft.demo.model.served import Served

    if url is not None:
        url = _checked(url)
    client, count = Client(), _counter()
    model = Model(told(client.turns), now=lambda: 0.0, count=count)
    with TemporaryDirectory(prefix="weft-demo-") as directory, Served(model) as served:
        try:
            with Gateway(served.url, Path(directory), url) as gateway:
                yield Journey(client, gateway, served.bodies, count)
        except GatewayError as error:
            raise Fault(str(error)) from error


def _checked(url: str) -> str:
    """A store that opens. Its path is made absolute: the gateway is another process."""
    from pathlib import Path

    from weft.recall.store import StoreError, StoreRefused, from_url

    try:
        from_url(url).close()
    except StoreRefused as error:
        raise ConfigurationFault(str(error)) from error
    except StoreError as error:
        raise Fault(str(error)) from error
    scheme, _, path = url.partition(":")
    return f"{scheme}:{_absolute(Path(path))}" if scheme.lower() == "sqlite" else url


def _absolute(path: Path) -> Path:
    return path.absolute()


def _counter() -> Callable[[str], int]:
    """One count of tokens for everything that is shown. Each text is counted once."""
    from functools import cache

    from weft.demo.client import MODEL
    from weft.engine.tokens import for_model

    return cache(for_model(MODEL))
