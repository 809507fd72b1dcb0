"""One way of a WebSocket: frames in, whole messages told, frames out.

    what comes                                   what becomes of it
    -----------------------------------------    -----------------------------------------------
    a text message of at most `most` bytes       told; then the same bytes, or other messages
    a larger one, a binary one                   passes as it comes
    a ping or a pong                             passes at once, even before the fragments of a
                                                 message that is still gathered
    a close                                      passes behind the last word of who is told
    what breaks the protocol, and all after it   passes as bytes: the ends will judge it
    the end                                      is passed on behind all that was gathered

A message of ours is one frame, masked afresh towards the upstream, and not compressed: every
receiver takes that (RFC 7692, section 6). Where compressed messages lean on those before them, the
compressed ones behind a replaced one go out inflated too: the receiver's window lacks what was
replaced.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weft.wire.deflated import END, Undecodable
from weft.wire.frames import (
    BINARY,
    CLOSE,
    COMPRESSED,
    CONTINUATION,
    PING,
    PONG,
    SMALL,
    TEXT,
    FrameReader,
)
from weft.wire.tunnel import TunnelBroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from weft.gateway.messages import Hearing
    from weft.gateway.mouth import Mouth
    from weft.wire.deflated import Inflater
    from weft.wire.exchange import Tunnel
    from weft.wire.frames import Frame, Piece

_HEADS = 64 * 1024  # bytes of heads in a message that is gathered: some thousand fragments


@dataclass(slots=True)
class _Message:
    """A message under way: gathered, or `passing` on as it comes."""

    opcode: int
    compressed: bool
    passing: bool
    begun: bool = False  # a frame of its inflated copy was written
    raw: bytearray = field(default_factory=bytearray)
    text: bytearray = field(default_factory=bytearray)


class OneWay:
    """Carries one way to its end.

    `masked` is what frames that way have to be; `alone` says that each compressed message stands
    alone.
    """

    def __init__(
        self,
        hearing: Hearing,
        mouth: Mouth,
        *,
        most: int,
        masked: bool,
        inflater: Inflater | None,
        alone: bool,
    ) -> None:
        self.mouth = mouth
        self._hearing = hearing
        self._most = most
        self._masked = masked
        self._inflater = inflater
        self._alone = alone
        self._reader = FrameReader()
        self._message: _Message | None = None
        self._apart = False  # the receiver's window lacks what the sender's has
        self._opaque = False
        self._has_turn = False

    async def carry(self, source: Tunnel) -> None:
        """Carry it to its end."""
        reader, write = self._reader, self.mouth.write
        try:
            while data := await source.read():
                if self._opaque:
                    await write(data)
                    continue
                for piece in reader.feed(data):
                    await self._take(piece)
                await self._leave_nothing()
            if not self._opaque:
                await self._let_all_pass(reader.rest)
            self.mouth.end()
        finally:
            self._give_turn()

    async def _leave_nothing(self) -> None:
        """Where bytes are only passed on, none of them waits to become a frame."""
        if self._opaque and self._reader.rest:
            await self.mouth.write(self._reader.rest)

    async def _take(self, piece: Piece) -> None:
        frame = piece.frame
        if self._opaque:
            await self.mouth.write(piece.raw)
        elif piece.first and self._breaks(frame):
            await self._let_all_pass(piece.raw)
        elif not frame.control:
            try:
                await self._go_on(piece)
            except Undecodable as error:
                if self._apart:  # only the inflated copy was ever sent, and it ends here
                    raise TunnelBroken(f"a compressed message is damaged: {error}") from error
                await self._let_all_pass(b"")
        elif frame.opcode == CLOSE:
            await self._let_all_pass(piece.raw)
        else:
            await self._let_pass(piece.raw)

    def _breaks(self, frame: Frame) -> bool:
        """Whether the protocol is broken here, as far as what is done here rests on it."""
        if bool(frame.key) is not self._masked:
            return True
        if frame.control:
            known = frame.opcode in (CLOSE, PING, PONG)
            return not known or frame.length > SMALL or not frame.final or frame.reserved != 0
        if self._message is not None:
            return frame.opcode != CONTINUATION or frame.reserved != 0
        allowed = (0, COMPRESSED) if self._inflater is not None else (0,)
        return frame.opcode not in (TEXT, BINARY) or frame.reserved not in allowed

    # Messages.

    async def _go_on(self, piece: Piece) -> None:
        """Some of a new message, or more of the one under way."""
        frame = piece.frame
        message = self._message
        if message is None:
            if piece.first and piece.last and self._is_simple(frame):
                await self._tell(piece.payload(), piece.raw, compressed=False)
                return
            passing = frame.opcode != TEXT or frame.length > self._most
            message = _Message(frame.opcode, frame.reserved == COMPRESSED, passing)
            self._message = message
        over = piece.last and frame.final
        if not message.passing:
            await self._gather(message, piece)
        else:
            await self._take_turn()
            if not self._translates(message.compressed):
                await self.mouth.write(piece.raw)
            if message.compressed:  # to be translated, or to keep the window
                await self._take_texts(message, self._texts(message, piece))
        if over:
            await self._finish(message)

    def _is_simple(self, frame: Frame) -> bool:
        """Whether this is a whole message to be told, as most are."""
        return (
            frame.opcode == TEXT
            and frame.final
            and not frame.reserved
            and frame.length <= self._most
        )

    async def _gather(self, message: _Message, piece: Piece) -> None:
        message.raw += piece.raw
        if len(message.raw) > self._most + _HEADS:
            await self._too_large(message)
        if message.compressed or not message.passing:
            await self._take_texts(message, self._texts(message, piece))

    async def _take_texts(self, message: _Message, texts: Iterable[bytes]) -> None:
        for text in texts:
            if not message.passing and len(message.text) + len(text) > self._most:
                await self._too_large(message)
            if not message.passing:
                message.text += text
            elif self._translates(message.compressed):
                await self._write_part(message, text)
            else:  # only the window is kept, of what may grow a thousand times: others have a turn
                await asyncio.sleep(0)

    def _texts(self, message: _Message, piece: Piece) -> Iterable[bytes]:
        """What a piece holds of the text."""
        if not message.compressed or self._inflater is None:
            return (piece.payload(),)
        end = END if piece.last and piece.frame.final else b""
        return self._inflater.feed(piece.payload() + end)

    async def _too_large(self, message: _Message) -> None:
        """It is not gathered any more: what there is goes on, and the rest as it comes."""
        message.passing = True
        await self._take_turn()
        if self._translates(message.compressed):
            await self._write_part(message, bytes(message.text))
        else:
            await self.mouth.write(bytes(message.raw))

    async def _finish(self, message: _Message) -> None:
        """It is whole."""
        if not message.passing:
            await self._tell(bytes(message.text), bytes(message.raw), message.compressed)
        elif self._translates(message.compressed):
            await self._write_part(message, b"", final=True)
        self._message = None
        self._give_turn()

    async def _tell(self, text: bytes, raw: bytes, compressed: bool) -> None:
        said = await self._hearing.tell(text)
        if said is None or (len(said) == 1 and said[0] is text):
            if not self._translates(compressed):
                await self._let_pass(raw)
                return
            said = (text,)
        else:
            self._apart |= compressed and not self._alone
        await self._say(said)

    def _translates(self, compressed: bool) -> bool:
        """Whether such a message has to go out inflated."""
        return self._apart and compressed

    async def _write_part(self, message: _Message, text: bytes, *, final: bool = False) -> None:
        opcode = CONTINUATION if message.begun else message.opcode
        message.begun = True
        await self.mouth.frame(text, opcode, final=final)

    async def _say(self, messages: Sequence[bytes]) -> None:
        """Messages of ours in the place of one that came."""
        for text in messages:
            await self.mouth.say(text)

    # Bytes as they are.

    async def _let_pass(self, raw: bytes) -> None:
        """These bytes as they came."""
        if raw:
            had = self._has_turn
            await self._take_turn()
            await self.mouth.write(raw)
            if not had:
                self._give_turn()

    async def _let_all_pass(self, raw: bytes) -> None:
        """What was gathered, these bytes, and all that follow; nothing of ours behind them."""
        message, gathered = self._message, b""
        if message is None or not message.passing:  # else it would stand inside of another
            await self._say(await self._hearing.last_word())
            gathered = bytes(message.raw) if message is not None else b""
        await self._take_turn()
        self._opaque = self.mouth.closed = True
        self._give_turn()
        if gathered or raw:
            await self.mouth.write(gathered + raw)

    async def _take_turn(self) -> None:
        if not self._has_turn:
            await self.mouth.turn.acquire()
            self._has_turn = True

    def _give_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self.mouth.turn.release()
