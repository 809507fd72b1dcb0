"""A WebSocket client on a stream of HTTP/2: `H2` carries it, and the frames are `websockets`' own.

Blocking, like `H2`; several sockets and requests may share one connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from websockets.protocol import CLIENT, OPEN, Protocol

if TYPE_CHECKING:
    from proxy_h2 import H2, Stream
    from websockets.frames import Frame


class Socket:
    """One WebSocket on a stream of an HTTP/2 connection."""

    def __init__(self, h2: H2, path: str, *headers: tuple[str, str]) -> None:
        self._h2 = h2
        self._taken = 0
        self._frames = Protocol(CLIENT, state=OPEN, max_size=None)
        self._come: list[Frame] = []
        version = ("sec-websocket-version", "13")
        self.number = h2.begin("CONNECT", path, version, *headers, end=False, protocol="websocket")
        while not self.stream.status and self.stream.reset is None:
            h2.pump()

    @property
    def stream(self) -> Stream:
        return self._h2.streams[self.number]

    def send(self, message: str | bytes) -> None:
        if isinstance(message, str):
            self._frames.send_text(message.encode())
        else:
            self._frames.send_binary(message)
        self._flush()

    def ping(self, data: bytes) -> None:
        self._frames.send_ping(data)
        self._flush()

    def close(self, code: int, reason: str) -> None:
        self._frames.send_close(code, reason)
        self._flush()

    def frame(self) -> Frame:
        """The next one."""
        while not self._come:
            body = self.stream.body
            if self._taken == len(body):
                assert not self.stream.ended
                self._h2.pump()
                continue
            self._frames.receive_data(bytes(body[self._taken :]))
            self._taken = len(body)
            self._come += self._frames.events_received()
        return self._come.pop(0)

    def receive(self) -> bytes:
        """The next message, whole."""
        frame = self.frame()
        data = frame.data
        while not frame.fin:
            frame = self.frame()
            data += frame.data
        return data

    def answer(self) -> None:
        """Send what the protocol has to say to what came: a close for a close."""
        self._flush()

    def _flush(self) -> None:
        for data in self._frames.data_to_send():
            self._h2.send(self.number, data, end=not data)
