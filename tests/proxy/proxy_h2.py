"""An HTTP/2 client on a blocking socket: well-behaved by way of h2, ill-behaved by way of frames.

`H2` keeps what comes back for each stream. Whatever h2 would not send, `frame` makes.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from h2 import events
from h2.config import H2Configuration
from h2.connection import ConnectionState, H2Connection
from proxy_plays import PATIENCE
from proxy_raw import Raw

if TYPE_CHECKING:
    import ssl

    from proxy_raw import Address
    from proxy_upstream import Pairs

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING = range(7)
GOAWAY, WINDOW_UPDATE, CONTINUATION = 7, 8, 9
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def frame(kind: int, payload: bytes = b"", *, flags: int = 0, stream: int = 0) -> bytes:
    """The bytes of one frame."""
    head = len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big")
    return head + payload


@dataclass(slots=True, eq=False)
class Stream:
    """What came back on one stream."""

    status: int = 0
    headers: Pairs = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)
    trailers: Pairs = field(default_factory=list)
    interim: list[int] = field(default_factory=list)
    ended: bool = False
    reset: int | None = None

    def values(self, name: bytes) -> list[bytes]:
        return [value for each, value in self.headers if each == name]


class H2:
    """One connection. Use it as a context manager."""

    def __init__(
        self, address: Address, tls: ssl.SSLContext | None = None, *, takes: bool = True
    ) -> None:
        self.raw = Raw(address, tls)
        config = H2Configuration(client_side=True, header_encoding=None)
        self.h2 = H2Connection(config)
        self.streams: dict[int, Stream] = {}
        self.goaway: int | None = None
        self.closed = False
        self._rest = b""  # of a frame that is not whole yet
        self._takes = takes  # whether DATA is acknowledged, so that more may come
        self.h2.initiate_connection()
        self.flush()

    def __enter__(self) -> H2:
        return self

    def __exit__(self, *_: object) -> None:
        self.raw.sock.close()

    def flush(self) -> None:
        self.raw.send(self.h2.data_to_send())

    def begin(
        self,
        method: str,
        path: str,
        *headers: tuple[str, str],
        end: bool = True,
        protocol: str = "",
    ) -> int:
        """Send the head of a request; its stream's number. With a protocol: RFC 8441."""
        number = self.h2.get_next_available_stream_id()
        pseudo = [(":method", method), (":scheme", "http"), (":authority", "client.example")]
        if protocol:
            pseudo.append((":protocol", protocol))
        self.h2.send_headers(number, [*pseudo, (":path", path), *headers], end_stream=end)
        self.streams[number] = Stream()
        self.flush()
        return number

    def send(self, number: int, data: bytes, *, end: bool = False) -> None:
        """Send a body as far as the windows allow, waiting for more room."""
        while data:
            room = self.h2.local_flow_control_window(number)
            if room <= 0:
                self.pump()
                continue
            piece = data[: min(room, self.h2.max_outbound_frame_size)]
            data = data[len(piece) :]
            self.h2.send_data(number, piece)
            self.flush()
        if end:
            self.h2.end_stream(number)
            self.flush()

    def ask(self, method: str, path: str, *headers: tuple[str, str], body: bytes = b"") -> Stream:
        """One request and its whole answer."""
        number = self.begin(method, path, *headers, end=not body)
        if body:
            self.send(number, body, end=True)
        return self.finish(number)

    def finish(self, number: int) -> Stream:
        """Wait for the end of a stream, or its reset."""
        stream = self.streams[number]
        until = time.monotonic() + PATIENCE
        while not stream.ended and stream.reset is None and not self.closed:
            assert time.monotonic() < until, f"stream {number} has no end: {stream}"
            self.pump()
        return stream

    def pump(self) -> None:
        """Take in what comes next."""
        data = b""
        with contextlib.suppress(ConnectionError):
            data = self.raw.some()
        if not data:
            self.closed = True
            return
        self._rest += data
        while (size := 9 + int.from_bytes(self._rest[:3], "big")) <= len(self._rest):
            whole, self._rest = self._rest[:size], self._rest[size:]
            for event in self.h2.receive_data(whole):
                self._happened(event)
        with contextlib.suppress(ConnectionError):
            self.flush()

    def _happened(self, event: events.Event) -> None:
        if isinstance(event, events.ConnectionTerminated):
            self.goaway = int(event.error_code or 0)
            # h2 takes it for the end at once; the streams that are begun are still answered.
            self.h2.state_machine.state = ConnectionState.CLIENT_OPEN
            return
        stream = self.streams.get(getattr(event, "stream_id", None) or 0)
        if stream is None:
            return
        match event:
            case events.InformationalResponseReceived():
                stream.interim.append(int(dict(event.headers)[b":status"]))
            case events.ResponseReceived():
                stream.status = int(dict(event.headers)[b":status"])
                stream.headers = [
                    (name, value) for name, value in event.headers if name[:1] != b":"
                ]
            case events.DataReceived():
                stream.body += event.data
                if self._takes and event.flow_controlled_length:
                    length = event.flow_controlled_length
                    self.h2.acknowledge_received_data(length, event.stream_id)
            case events.TrailersReceived():
                stream.trailers = list(event.headers)
            case events.StreamEnded():
                stream.ended = True
            case events.StreamReset():
                stream.reset = int(event.error_code)
