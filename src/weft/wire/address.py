"""Where to listen: an `Address` from its text, and the socket that listens there.

    text                  listens on
    ------------------    ---------------------------------------------------
    127.0.0.1:8787        one IPv4 address; port 0 takes a free one
    [::1]:8787            one IPv6 address
    localhost:8787        the first address of that name
    :8787                 all IPv4 addresses
    unix:/run/weft.sock   a Unix socket that only its owner may use

Sockets are made here and nowhere else, so that one process can make them for others.
"""

from __future__ import annotations

import errno
import os
import re
import socket
import stat
from dataclasses import dataclass
from pathlib import Path

BACKLOG = 2048
OWNER_ONLY = 0o177  # the umask that leaves mode 0600
TCP = re.compile(r"(\[[0-9A-Fa-f:.%\w]+\]|[^:\[\]/]*):([0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class Address:
    """A TCP address, or the path of a Unix socket."""

    host: str = ""
    port: int = 0
    path: str = ""

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read it from what a user wrote. Raises `ValueError`."""
        if text.startswith("unix:"):
            path = text.removeprefix("unix:")
            if not path:
                raise ValueError("unix: needs a path behind it, such as unix:/run/weft.sock")
            return cls(path=path)
        match = TCP.fullmatch(text)
        if match is None or int(match[2]) > 65535:
            raise ValueError(f"{text!r} is no address; write HOST:PORT, [IPV6]:PORT or unix:PATH")
        return cls(host=match[1].strip("[]"), port=int(match[2]))

    def __str__(self) -> str:
        if self.path:
            return f"unix:{self.path}"
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def bind(address: Address, *, shared: bool = False) -> socket.socket:
    """A socket that listens there; `shared` with other processes that do the same.

    Raises `OSError`.
    """
    return _bind_unix(address.path) if address.path else _bind_tcp(address, shared=shared)


def bound(listening: socket.socket) -> Address:
    """Where a socket listens in truth: the port that was taken for 0."""
    if listening.family == socket.AF_UNIX:
        return Address(path=os.fsdecode(listening.getsockname()))
    host, port, *_ = listening.getsockname()
    return Address(host=host, port=port)


def unlink(address: Address) -> None:
    """Remove what a Unix socket leaves behind."""
    if address.path:
        Path(address.path).unlink(missing_ok=True)


def _bind_tcp(address: Address, *, shared: bool) -> socket.socket:
    found = socket.getaddrinfo(
        address.host or "0.0.0.0",  # noqa: S104 - an empty host asks for all of them
        address.port,
        type=socket.SOCK_STREAM,
        flags=socket.AI_PASSIVE,
    )
    family, kind, protocol, _, where = found[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # connections inherit it
        listening.bind(where)
        listening.listen(BACKLOG)
        listening.setblocking(False)
    except BaseException:
        listening.close()
        raise
    return listening


def _bind_unix(path: str) -> socket.socket:
    _remove_stale(path)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(OWNER_ONLY)  # so that there is no moment in which others could connect
    try:
        listening.bind(path)
        listening.listen(BACKLOG)
        listening.setblocking(False)
    except BaseException:
        listening.close()
        raise
    finally:
        os.umask(before)
    return listening


def _remove_stale(path: str) -> None:
    """Remove a socket that nobody listens on; anything else there is left alone."""
    try:
        mode = Path(path).lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise FileExistsError(errno.EEXIST, "there is a file that is no socket", path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            Path(path).unlink(missing_ok=True)
            return
    raise OSError(errno.EADDRINUSE, "another process listens on this socket", path)
