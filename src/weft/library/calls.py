"""`compress`, `retrieve` and their async twins: what a user calls.

Here arguments become a `Job` and outcomes become a `Compressed`; nothing else. The async ones do
their work in a thread, so that an event loop goes on.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from weft.engine.model import Origin
from weft.engine.pipeline import unlimited
from weft.library import request as requests
from weft.library.compressed import Compressed
from weft.library.job import Job
from weft.library.placing import placed
from weft.library.setup import TENANT, setup
from weft.recall.query import END, ask, compose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.dialects.reading import Placed
    from weft.engine.formset import FormSet
    from weft.engine.pipeline import Limit
    from weft.library.request import Request
    from weft.library.setup import Config, Setup
    from weft.recall.ledger import Identity
    from weft.recall.query import Answer
    from weft.recall.store import Store

T = TypeVar("T")


class NotFound(LookupError):
    """There is no such original: another store made it, or it was not used for too long."""


def compress(
    messages_or_text: T,
    *,
    model: str | None = None,
    question: str | None = None,
    budget: int | None = None,
    store: Store | str | None = None,
    config: Config = None,
    forms: FormSet | None = None,
    tool: str = "",
    arguments: str = "",
    media_type: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Compressed[T]:
    """Write what tools gave shorter, in a text, a list of messages or the body of a request.

    Messages may be of the Anthropic, Chat Completions, Responses or Gemini shape. Only results of
    tools and plain documents are rewritten: never a system prompt, nor what a person or the model
    said. What is left out is kept in the store first, and the text says how to have it back.

    `model` says whose tokens count. `question` is what the reader wants to know; without it, it is
    read off the conversation. `budget` is how many tokens the whole should take at most: what is
    new is pressed harder to keep to it, as far as texts can be pressed. `store` and `config` are
    the command line's unless they are given. `forms` are those to write with, where others than
    ours take part (`library.extra_forms`) or another scorer judges. `tool`, `arguments` and
    `media_type` tell where a plain text is from. `progress` is called with how many texts are
    done, of how many.

    The same arguments give the same result, in any process and on any machine.
    """
    origin = Origin(tool, arguments, media_type, question or "")
    request = requests.of(messages_or_text, origin)
    return carry_out(
        setup(store, config).with_forms(forms),
        messages_or_text,
        request,
        model=model,
        budget=budget,
        progress=progress,
    )


def carry_out(
    place: Setup,
    given: T,
    request: Request,
    *,
    model: str | None,
    budget: int | None,
    progress: Callable[[int, int], None] | None = None,
    name: Callable[[Placed], Identity] | None = None,
    tenant: str = TENANT,
    limit: Limit = unlimited,
) -> Compressed[T]:
    """Do the job that a request asks for, with everything at hand. `limit` bounds its forms."""
    counter = place.counter(model or request.model)
    tally = place.tally(counter)
    keeps = place.may_cut or name is not None
    job = Job(
        place,
        place.terms(counter),
        tally,
        place.scribe(counter, tenant, limit) if keeps else None,
        name,
        budget,
        progress,
        limit,
    )
    spent = sum(map(tally, request.others))
    pieces = job.run(request.texts, spent)
    changed = [piece for piece in pieces if piece.text != piece.placed.block.text]
    texts = {request.path(piece.placed): piece.text for piece in changed}
    outcomes = tuple(map(job.outcome, pieces))
    messages: T = texts.get((), given) if isinstance(given, str) else placed(given, texts)  # type: ignore[assignment]
    return Compressed(
        messages,
        spent + sum(each.tokens_before for each in outcomes),
        spent + sum(each.tokens_after for each in outcomes),
        counter.exact,
        outcomes,
        {request.path(piece.placed): piece.placed.block.text for piece in changed},
    )


def retrieve(
    hash: str,  # noqa: A002 - as the marker calls it
    *,
    lines: str = "",
    chars: str = "",
    rows: str = "",
    at: str = "",
    where: Sequence[str] = (),
    fields: str = "",
    pattern: str = "",
    ignore_case: bool = False,
    context: int = 0,
    search: str = "",
    max_chars: int | None = None,
    store: Store | str | None = None,
    config: Config = None,
) -> Answer:
    """An original, or a part of it: `.text` of the answer, and `.remains` where it was cut.

    Ask for one thing: `lines="120-260"`, `rows="14-200"` (with `at`, `where` and `fields`),
    `pattern="ERROR|FATAL"` (with `ignore_case` and `context`), `search="words"`; or for nothing,
    and have it whole. Raises `NotFound` where there is no such original, and `QueryError` where
    the question cannot be answered as it is asked.
    """
    name = hash.strip().removeprefix("ccr:")
    question = compose(
        lines=lines,
        chars=chars,
        rows=rows,
        at=at,
        where=(where,) if isinstance(where, str) else where,
        fields=fields,
        pattern=pattern,
        ignore_case=ignore_case,
        context=context,
        search=search,
    )
    folio = setup(store, config).store.open(TENANT, name)
    if folio is None:
        raise NotFound(f"there is no original {name} in this store, or no longer")
    return ask(folio, question, max_chars=max_chars or END)


async def acompress(messages_or_text: T, **arguments: object) -> Compressed[T]:
    """`compress`, in a thread."""
    work = partial(compress, messages_or_text, **arguments)  # type: ignore[arg-type]
    return await asyncio.to_thread(work)


async def aretrieve(hash: str, **arguments: object) -> Answer:  # noqa: A002
    """`retrieve`, in a thread."""
    return await asyncio.to_thread(partial(retrieve, hash, **arguments))  # type: ignore[arg-type]


__all__ = ["NotFound", "acompress", "aretrieve", "carry_out", "compress", "retrieve"]
