"""The door of `/v1/compress`, which opens before there is anything behind it.

A gateway that nobody asks to compress does not load what that takes. The first who asks has it
loaded, in a thread, and waits for it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from weft.gateway.answering import Door

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.gateway.answering import Answer, Asked, Doors, Handle, Whose
    from weft.library.compressing import Compressing
    from weft.recall.store import Store
    from weft.settings import Settings

PATH = "/v1/compress"


def doors(settings: Settings) -> Callable[[Store, Whose], Doors]:
    """What makes the door of a worker's store."""
    return lambda store, whose: doors_of(_Later(settings, store, whose).compress)


def doors_of(handle: Handle) -> Doors:
    """Where it is asked."""
    return {PATH: Door({"POST": handle})}


class _Later:
    """Makes what answers when it is first asked."""

    def __init__(self, settings: Settings, store: Store, whose: Whose) -> None:
        self._given = settings, store, whose
        self._made: asyncio.Future[Compressing] | None = None

    async def compress(self, asked: Asked) -> Answer:
        """The messages, shortened."""
        if self._made is None:
            self._made = asyncio.get_running_loop().run_in_executor(None, self._make)
        # Who goes away takes nothing from those who wait for the same.
        made = await asyncio.shield(self._made)
        return await made.compress(asked)

    def _make(self) -> Compressing:
        from weft.library.compressing import Compressing  # noqa: PLC0415 - with all of the engine

        return Compressing(*self._given)
