"""A client that sends the bytes it is told to and says what came back, without opinions.

Blocking sockets only. A test that needs a well-behaved client takes `Raw.ask`; one that needs an
ill-behaved one sends what it likes.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from proxy_plays import PATIENCE

if TYPE_CHECKING:
    from proxy_upstream import Pairs

Address = tuple[str, int] | Path


class Cut(Exception):
    """The connection ended before the answer did."""


@dataclass(slots=True, eq=False)
class Answer:
    """What came back for one request."""

    raw: bytes
    status: int
    reason: bytes
    headers: Pairs
    body: bytes = b""
    trailers: Pairs = field(default_factory=list)

    def values(self, name: bytes) -> list[bytes]:
        return [value for each, value in self.headers if each.lower() == name]

    def value(self, name: bytes) -> bytes | None:
        return next(iter(self.values(name)), None)


class Raw:
    """One connection to a proxy. Use it as a context manager."""

    def __init__(self, address: Address, tls: ssl.SSLContext | None = None) -> None:
        if isinstance(address, Path):
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(PATIENCE)
            self.sock.connect(str(address))
        else:
            self.sock = socket.create_connection(address, PATIENCE)
        if tls:
            self.sock = tls.wrap_socket(self.sock, server_hostname="localhost")
        self._held = b""

    def __enter__(self) -> Raw:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def ask(self, method: str, target: str, *headers: tuple[str, str], body: bytes = b"") -> Answer:
        """Send one well-formed request and read its answer."""
        self.send(request(method, target, *headers, body=body))
        return self.answer(method)

    def answer(self, method: str = "GET") -> Answer:
        """The next final answer with its body."""
        answer = self.head()
        while 100 <= answer.status < 200 and answer.status != 101:
            answer = self.head()
        if method != "HEAD" and answer.status not in {101, 204, 304}:
            self._body(answer)
        return answer

    def head(self) -> Answer:
        """The next head, interim ones included."""
        raw = self.until(b"\r\n\r\n")
        first, *lines = raw[:-4].split(b"\r\n")
        _, _, rest = first.partition(b" ")
        status, _, reason = rest.partition(b" ")
        pairs = [line.partition(b":") for line in lines]
        return Answer(raw, int(status), reason, [(name, value.strip()) for name, _, value in pairs])

    def _body(self, answer: Answer) -> None:
        length = answer.value(b"content-length")
        if b"chunked" in (answer.value(b"transfer-encoding") or b"").lower():
            while piece := self.chunk(answer.trailers):
                answer.body += piece
        elif length is not None:
            answer.body = self.exactly(int(length))
        else:
            answer.body = self.rest()

    def chunk(self, trailers: Pairs | None = None) -> bytes:
        """The next chunk of a chunked body; empty at its end, with the trailers taken in."""
        if size := int(self.until(b"\r\n").split(b";")[0], 16):
            return self.exactly(size + 2)[:-2]
        while (line := self.until(b"\r\n")) != b"\r\n":
            name, _, value = line.rstrip(b"\r\n").partition(b":")
            if trailers is not None:
                trailers.append((name, value.strip()))
        return b""

    def some(self) -> bytes:
        """Whatever is there next; empty at the end."""
        held, self._held = self._held, b""
        return held or self.sock.recv(65536)

    def until(self, mark: bytes) -> bytes:
        while mark not in self._held:
            self._more()
        taken, _, self._held = self._held.partition(mark)
        return taken + mark

    def exactly(self, count: int) -> bytes:
        """So many bytes."""
        pieces, left = [], count
        while left:
            if not self._held:
                self._more()
            pieces.append(self._held[:left])
            self._held = self._held[left:]
            left -= len(pieces[-1])
        return b"".join(pieces)

    def _more(self) -> None:
        try:
            data = self.sock.recv(262144)
        except ConnectionError as error:
            raise Cut(f"reset after {self._held!r}") from error
        if not data:
            raise Cut(f"closed after {self._held!r}")
        self._held += data

    def rest(self) -> bytes:
        """Everything up to a clean end of the connection. A reset raises `Cut`."""
        pieces = []
        try:
            while piece := self.some():
                pieces.append(piece)
        except ConnectionError as error:
            raise Cut(f"reset after {b''.join(pieces)[-200:]!r}") from error
        return b"".join(pieces)

    def last_words(self) -> bytes:
        """Everything up to the end of the connection, however it ends."""
        pieces = []
        with contextlib.suppress(ConnectionError):
            while piece := self.some():
                pieces.append(piece)
        return b"".join(pieces)

    def reset(self) -> None:
        """Leave at once, with a TCP reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


def request(method: str, target: str, *headers: tuple[str, str], body: bytes = b"") -> bytes:
    """The bytes of a well-formed request; Host and Content-Length where they are missing."""
    pairs = list(headers)
    names = {name.lower() for name, _ in pairs}
    if "host" not in names:
        pairs.insert(0, ("Host", "client.example"))
    if body and not names & {"content-length", "transfer-encoding"}:
        pairs.append(("Content-Length", str(len(body))))
    lines = "".join(f"{name}: {value}\r\n" for name, value in pairs)
    return f"{method} {target} HTTP/1.1\r\n{lines}\r\n".encode() + body


def trusting(authority: Path, *protocols: str) -> ssl.SSLContext:
    """A TLS client that trusts this authority."""
    context = ssl.create_default_context(cafile=authority)
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context
