"""A conversation between a client and an upstream in memory, for dialogues.

Both sides speak through the `websockets` library, which is strict: a frame that is not what it has
to be is an error of the test.
"""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING

from memory_ends import MemoryTunnel
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import DATA_OPCODES, Frame, Opcode
from websockets.protocol import Protocol, Side, State

from weft.gateway.messages import Talk, converse
from weft.wire.deflated import Agreed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TURNS = 30  # of the loop, until nothing more can happen
MOST = 1_000
KEY = b"\x11\x22\x33\x44"


class Scripted:
    """A conversation that answers as it is told, and remembers what it heard."""

    def __init__(
        self,
        up: Callable[[bytes], object] = lambda _: None,
        down: Callable[[bytes], object] = lambda _: None,
        last: Callable[[], Sequence[bytes]] = list,
    ) -> None:
        self._up, self._down, self._last = up, down, last
        self.said_up: list[bytes] = []
        self.said_down: list[bytes] = []
        self.failures: list[Exception] = []
        self.endings = self.closings = 0

    def opened(self, send_upstream: Callable[[bytes], None]) -> None:
        self.send_upstream = send_upstream

    async def outgoing(self, message: bytes) -> bytes | None:
        self.said_up.append(message)
        return await _answer(self._up(message))  # type: ignore[return-value]

    async def incoming(self, message: bytes) -> Sequence[bytes] | None:
        self.said_down.append(message)
        return await _answer(self._down(message))  # type: ignore[return-value]

    async def ending(self) -> Sequence[bytes]:
        self.endings += 1
        return self._last()

    def failed(self, error: Exception) -> None:
        self.failures.append(error)

    def closed(self) -> None:
        self.closings += 1


async def _answer(said: object) -> object:
    return await said if inspect.isawaitable(said) else said


class Peer:
    """One side: what it says, and what it was told."""

    def __init__(self, side: Side, tunnel: MemoryTunnel, deflate: PerMessageDeflate | None) -> None:
        self.tunnel = tunnel
        self.speech = Protocol(side, state=State.OPEN, max_size=None)
        self.speech.extensions = [deflate] if deflate else []
        self._read = 0
        self.frames: list[Frame] = []

    @property
    def written(self) -> bytes:
        """All that came, as bytes."""
        return self.tunnel.written

    @property
    def heard(self) -> list[bytes]:
        """The messages that came, whole; a list as of now."""
        self._listen()
        messages: list[bytes] = []
        parts: list[bytes] = []
        for frame in self.frames:
            if frame.opcode in DATA_OPCODES:
                parts.append(bytes(frame.data))
                if frame.fin:
                    messages.append(b"".join(parts))
                    parts.clear()
        return messages

    @property
    def controls(self) -> list[tuple[Opcode, bytes]]:
        self._listen()
        return [(each.opcode, bytes(each.data)) for each in self.frames if each.opcode >= 8]

    def _listen(self) -> None:
        new = self.written[self._read :]
        self._read = len(self.written)
        if new:
            self.speech.receive_data(new)
        self.frames += [each for each in self.speech.events_received() if isinstance(each, Frame)]
        assert self.speech.parser_exc is None, self.speech.parser_exc


class Sides:
    """A client, an upstream, and what is between them."""

    def __init__(
        self,
        conversation: Scripted,
        *,
        most: int = MOST,
        deflate: bool = False,
        alone: bool = False,
    ) -> None:
        self.loop = asyncio.new_event_loop()
        self.conversation = conversation
        agreed = Agreed(deflate, alone, alone)
        self.loop.run_until_complete(self._begin(most, agreed))

    async def _begin(self, most: int, agreed: Agreed) -> None:
        def extension() -> PerMessageDeflate | None:
            alone = agreed.client_alone
            return PerMessageDeflate(alone, alone, 15, 15) if agreed.deflate else None

        to_client, to_upstream = MemoryTunnel(), MemoryTunnel()
        self.client = Peer(Side.CLIENT, to_client, extension())
        self.upstream = Peer(Side.SERVER, to_upstream, extension())
        talk = Talk(self.conversation, most, lambda size: KEY[:size])
        self.task = asyncio.ensure_future(converse(to_client, to_upstream, talk, agreed))
        await self._settled()

    def __enter__(self) -> Sides:
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.run_until_complete(self._leave())
        self.loop.close()

    async def _leave(self) -> None:
        self.task.cancel()
        await asyncio.wait([self.task])
        assert self.conversation.closings == 1

    def client_says(self, *messages: str, parts: Sequence[str] = (), ping: str = "") -> bytes:
        """Whole messages, or one in parts with a ping behind the first. The bytes it took."""
        return self._say(self.client, messages, parts, ping)

    def upstream_says(self, *messages: str, parts: Sequence[str] = (), ping: str = "") -> bytes:
        return self._say(self.upstream, messages, parts, ping)

    def _say(self, peer: Peer, messages: Sequence[str], parts: Sequence[str], ping: str) -> bytes:
        for message in messages:
            peer.speech.send_text(message.encode())
        for number, part in enumerate(parts):
            say = peer.speech.send_continuation if number else peer.speech.send_text
            say(part.encode(), fin=number == len(parts) - 1)
            if ping and not number:
                peer.speech.send_ping(ping.encode())
        data = b"".join(peer.speech.data_to_send())
        self.put(peer, data)
        return data

    def put(self, peer: Peer, data: bytes = b"", *, end: bool = False) -> None:
        """This side sends these bytes."""
        peer.tunnel.source.put(data, end=end)
        self.settle()

    def settle(self) -> None:
        self.loop.run_until_complete(self._settled())

    async def _settled(self) -> None:
        for _ in range(TURNS):
            await asyncio.sleep(0)
