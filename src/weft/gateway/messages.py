"""The messages of a WebSocket between a client and an upstream, told to a `Conversation`.

Two ways, each at the pace of its slower side, neither waiting for the other. A text message is
gathered, told, and goes on as the conversation says; what it leaves alone goes on in the very bytes
it came in: frames, fragments, masks, compression. While one message is thought about, those behind
it wait, and the other way flows. How one way goes is in `one_way`.

Extensions are agreed on between the ends, as the handshake passes through: a client whose offer was
taken away would be seen to be another. So compressed messages are read here (`wire.deflated`).
What else an upstream may agree to is not, and then there is no conversation (`upgrade`).

A conversation that raises is told so, and its message goes on as it came.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from weft.gateway.mouth import Mouth, SocketClosed
from weft.gateway.one_way import OneWay
from weft.wire.deflated import Inflater
from weft.wire.errand import in_task
from weft.wire.fault import WireFault

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from weft.wire.deflated import Agreed
    from weft.wire.exchange import Tunnel

_KEY = 4  # bytes of a mask's key


class Conversation(Protocol):
    """Is told of every text message, and says what becomes of it. One per WebSocket.

    For each way its methods are called one after the other, for both ways at the same time.
    """

    def opened(self, send_upstream: Callable[[bytes], None]) -> None:
        """It begins. `send_upstream` sends a message of ours behind what the client has sent.

        It waits for nothing, and raises `SocketClosed` once the client has closed.
        """

    async def outgoing(self, message: bytes) -> bytes | None:
        """A message of the client's. What goes up instead, or `None`: it goes as it came."""

    async def incoming(self, message: bytes) -> Sequence[bytes] | None:
        """A message of the upstream's. What goes down instead, or `None`: it goes as it came.

        An empty answer holds it back.
        """

    async def ending(self) -> Sequence[bytes]:
        """The upstream will say no more: what is still to go down. Called once at most."""

    def failed(self, error: Exception) -> None:
        """One of the others raised this, or messages are not told for this reason."""

    def closed(self) -> None:
        """It is over, in whatever way. Called once for each WebSocket that was opened."""


class Unreadable(Exception):
    """Nothing is told of this WebSocket: it passes as bytes."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who is told of the messages of one way, and whom to tell when that fails."""

    told: Callable[[bytes], Awaitable[Sequence[bytes] | None]]
    last: Callable[[], Awaitable[Sequence[bytes]]] | None
    failed: Callable[[Exception], None]

    async def tell(self, message: bytes) -> Sequence[bytes] | None:
        """What becomes of a message; `None` is nothing."""
        try:
            return await self.told(message)
        except Exception as error:  # noqa: BLE001 - the message goes on all the same
            self.failed(error)
            return None

    async def last_word(self) -> Sequence[bytes]:
        """What is to be said before the end."""
        if self.last is None:
            return ()
        try:
            return await self.last()
        except Exception as error:  # noqa: BLE001 - the end goes on all the same
            self.failed(error)
            return ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation and what it takes to have one.

    `most` bounds the bytes that are gathered of one message; `chance` gives that many random bytes.
    """

    conversation: Conversation
    most: int
    chance: Callable[[int], bytes]


async def converse(client: Tunnel, upstream: Tunnel, talk: Talk, agreed: Agreed) -> None:
    """Carry messages both ways until both sides have ended, or one broke.

    `agreed` is what the ends agreed on.
    """
    try:
        await in_task(_both(client, upstream, talk, agreed))
    finally:
        talk.conversation.closed()


async def _both(client: Tunnel, upstream: Tunnel, talk: Talk, agreed: Agreed) -> None:
    conversation, most = talk.conversation, talk.most

    async def outgoing(message: bytes) -> Sequence[bytes] | None:
        said = await conversation.outgoing(message)
        return None if said is None else (said,)

    failed = conversation.failed
    up = OneWay(
        Hearing(outgoing, None, failed),
        Mouth(upstream, lambda: talk.chance(_KEY)),
        most=most,
        masked=True,
        inflater=Inflater() if agreed.deflate else None,
        alone=agreed.client_alone,
    )
    down = OneWay(
        Hearing(conversation.incoming, conversation.ending, failed),
        Mouth(client, bytes),
        most=most,
        masked=False,
        inflater=Inflater() if agreed.deflate else None,
        alone=agreed.server_alone,
    )
    try:
        async with asyncio.TaskGroup() as group:

            def send_upstream(message: bytes) -> None:
                if up.mouth.closed:
                    raise SocketClosed("the client has closed its side of the WebSocket")
                # Not awaited by who sends: an upstream may only take it once we took what it says.
                group.create_task(up.mouth.say(message))

            try:
                conversation.opened(send_upstream)
            except Exception as error:  # noqa: BLE001 - the messages go on all the same
                failed(error)
            group.create_task(up.carry(client))
            group.create_task(down.carry(upstream))
    except* WireFault:
        client.abort()
        upstream.abort()


__all__ = ["Conversation", "Hearing", "SocketClosed", "Talk", "Unreadable", "converse"]
