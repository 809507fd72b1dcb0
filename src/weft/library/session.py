"""A session: one conversation, in which what was decided once stands.

`compress` alone gives the same bytes for the same beginning of a conversation. A session holds
more: whatever is configured, learned or released meanwhile, a text that was written once in this
conversation is written that way on every later turn, in any process that knows its id.
"""

from __future__ import annotations

import asyncio
import secrets
from functools import partial
from typing import TYPE_CHECKING, Self, TypeVar

from weft.engine.model import Origin
from weft.library import request as requests
from weft.library.calls import carry_out, retrieve
from weft.library.setup import setup
from weft.recall.ledger import identity

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from weft.dialects.reading import Placed
    from weft.engine.formset import FormSet
    from weft.library.compressed import Compressed
    from weft.library.setup import Config
    from weft.recall.ledger import Identity
    from weft.recall.query import Answer
    from weft.recall.store import Store

T = TypeVar("T")


class Session:
    """A conversation. Safe to use from many threads.

    `id` names it: give the same one to go on in another process. Without it, the session has a
    name of its own making.
    """

    def __init__(
        self,
        id: str | None = None,  # noqa: A002 - it is one
        *,
        model: str | None = None,
        budget: int | None = None,
        store: Store | str | None = None,
        config: Config = None,
        forms: FormSet | None = None,
    ) -> None:
        self.id = id or secrets.token_hex(12)
        self.model = model
        self.budget = budget
        self._setup = setup(store, config).with_forms(forms)

    def compress(
        self,
        messages_or_text: T,
        *,
        question: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Compressed[T]:
        """The next request of this conversation, shortened. What went out before comes again."""
        request = requests.of(messages_or_text, Origin(question=question or ""))
        return carry_out(
            self._setup,
            messages_or_text,
            request,
            model=self.model,
            budget=self.budget,
            progress=progress,
            name=partial(name_in, self.id),
        )

    async def acompress(self, messages_or_text: T, *, question: str | None = None) -> Compressed[T]:
        """`compress`, in a thread."""
        return await asyncio.to_thread(self.compress, messages_or_text, question=question)

    def retrieve(self, hash: str, **asked: object) -> Answer:  # noqa: A002
        """An original that was left out, or a part of it: see `weft.retrieve`."""
        fetch = partial(retrieve, hash, store=self._setup.store)
        return fetch(**asked)  # type: ignore[arg-type]

    def close(self) -> None:
        """Nothing is held that must be let go; here so that a session can be a context."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def name_in(session: str, placed: Placed) -> Identity:
    """A text of this conversation is known by its bytes and the call that it answers."""
    return identity(placed.block.text, "session", session, placed.call)


__all__ = ["Session", "name_in"]
