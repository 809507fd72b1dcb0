"""Two gigabytes in either direction, at flat memory: what passes is counted and never kept.

`test_proxy_streaming` compares bytes; here only their number matters, so both ends are bare
sockets that send one buffer over and over and throw away what they get. The body is zeros, so what
is no zero is framing.
"""

from __future__ import annotations

import socket
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from proxy_plays import PATIENCE
from proxy_process import Weft, peak, program, resident
from proxy_raw import request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZE = 2_000_000_000
SIZE_H2 = 200_000_000  # HTTP/2 costs ten times the CPU; its windows are what is new here
ZEROS = bytes(1_000_000)
GROWTH = 24 * 1024 * 1024  # bytes; more than the buffers of both sides, far less than a body
LENGTH, CHUNKED = "Content-Length", "Transfer-Encoding"
FRAMINGS = {
    LENGTH: (str(SIZE), b"", b"", b""),
    CHUNKED: ("chunked", b"%x\r\n" % len(ZEROS), b"\r\n", b"0\r\n\r\n"),
}
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nall."


def pour(sock: socket.socket, framing: str, size: int = SIZE) -> None:
    """Send a body."""
    _, before, after, end = FRAMINGS[framing]
    piece = before + ZEROS + after
    for _ in range(size // len(ZEROS)):
        sock.sendall(piece)
    sock.sendall(end)


def drain(sock: socket.socket, framing: str, size: int = SIZE) -> int:
    """Take a body; its size."""
    end = FRAMINGS[framing][-1]
    room, taken, last = bytearray(len(ZEROS)), 0, b""
    while (taken < size if framing == LENGTH else last[-len(end) :] != end) and (
        count := sock.recv_into(room)
    ):
        taken += room.count(0, 0, count)
        last = last[-8:] + room[max(0, count - 8) : count]
    return taken


def head(sock: socket.socket) -> bytes:
    """A head and not a byte more."""
    seen = b""
    while not seen.endswith(b"\r\n\r\n"):
        piece = sock.recv(1)
        assert piece, f"closed after {seen!r}"
        seen += piece
    return seen


@contextmanager
def upstream(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """An upstream for one connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)

        def accept() -> None:
            sock, _ = server.accept()
            with sock:
                sock.settimeout(PATIENCE)
                serve(sock)

        serving = threading.Thread(target=accept)
        serving.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        serving.join(PATIENCE)
        assert not serving.is_alive()


@contextmanager
def flat(url: str) -> Iterator[Weft]:
    """A proxy that takes no more memory than it has."""
    with Weft("--listen", "127.0.0.1:0", "--upstream", url) as proxy:
        before = resident(proxy.pid)
        Path(f"/proc/{proxy.pid}/clear_refs").write_text("5")  # the peak counts from now
        yield proxy
        assert peak(proxy.pid) - before < GROWTH


@pytest.mark.parametrize("framing", FRAMINGS)
def test_up(framing: str) -> None:
    taken = []

    def serve(sock: socket.socket) -> None:
        assert framing.lower().encode() in head(sock).lower()
        taken.append(drain(sock, framing))
        sock.sendall(ANSWER)

    with upstream(serve) as url, flat(url) as proxy, proxy.raw() as client:
        client.send(request("PUT", "/", (framing, FRAMINGS[framing][0])))
        pour(client.sock, framing)
        assert client.answer().body == b"all."
    assert taken == [SIZE]


@pytest.mark.parametrize("framing", FRAMINGS)
def test_down(framing: str) -> None:
    def serve(sock: socket.socket) -> None:
        head(sock)
        line = f"{framing}: {FRAMINGS[framing][0]}"
        sock.sendall(f"HTTP/1.1 200 OK\r\n{line}\r\n\r\n".encode())
        pour(sock, framing)

    with upstream(serve) as url, flat(url) as proxy, proxy.raw() as client:
        client.send(request("GET", "/"))
        assert framing.lower().encode() in head(client.sock).lower()
        assert drain(client.sock, framing) == SIZE


def curl(*arguments: str) -> subprocess.Popen[bytes]:
    command = [program("curl", "curl"), "-sS", "--noproxy", "*", "--http2-prior-knowledge"]
    return subprocess.Popen(
        [*command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    )


def test_up_over_http2() -> None:
    taken = []

    def serve(sock: socket.socket) -> None:
        head(sock)
        taken.append(drain(sock, CHUNKED))
        sock.sendall(ANSWER)

    with upstream(serve) as url, flat(url) as proxy, curl("-T", "-", proxy.url) as client:
        assert client.stdin
        assert client.stdout
        for _ in range(SIZE_H2 // len(ZEROS)):
            client.stdin.write(ZEROS)
        client.stdin.close()
        assert client.stdout.read() == b"all."
    assert taken == [SIZE_H2]


def test_down_over_http2() -> None:
    def serve(sock: socket.socket) -> None:
        head(sock)
        sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        pour(sock, CHUNKED, SIZE_H2)

    with upstream(serve) as url, flat(url) as proxy, curl(proxy.url) as client:
        assert client.stdout
        taken = 0
        while piece := client.stdout.read(len(ZEROS)):
            taken += len(piece)
    assert taken == SIZE_H2
