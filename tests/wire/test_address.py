"""Addresses: what a user may write, and who may use the socket."""

from __future__ import annotations

import socket
import stat
from typing import TYPE_CHECKING

import pytest

from weft.wire.address import Address, bind, bound, unlink

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8787", Address(host="127.0.0.1", port=8787)),
        ("localhost:0", Address(host="localhost", port=0)),
        (":80", Address(host="", port=80)),
        ("[::1]:443", Address(host="::1", port=443)),
        ("unix:/run/weft.sock", Address(path="/run/weft.sock")),
        ("unix:weft.sock", Address(path="weft.sock")),
    ],
)
def test_an_address_is_read_and_written_alike(text: str, address: Address) -> None:
    assert Address.parse(text) == address
    assert str(address) == text


@pytest.mark.parametrize("text", ["", "8787", "localhost", "::1:80", "a:b", "a:65536", "a/b:80"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match=r"HOST:PORT"):
        Address.parse(text)


def test_a_unix_address_needs_a_path() -> None:
    with pytest.raises(ValueError, match="path"):
        Address.parse("unix:")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", ""])
def test_a_free_port_is_taken(host: str) -> None:
    with bind(Address(host=host)) as listening:
        where = bound(listening)
        assert where.port
        with socket.create_connection((host or "127.0.0.1", where.port), timeout=5):
            pass
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_in_use_is_refused_unless_it_is_shared() -> None:
    with bind(Address(host="127.0.0.1"), shared=True) as first:
        where = bound(first)
        with bind(where, shared=True) as second:
            assert bound(second) == where
        with pytest.raises(OSError, match="in use"):
            bind(where)


def test_a_unix_socket_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "weft.sock"
    with bind(Address(path=str(path))) as listening:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert bound(listening) == Address(path=str(path))
        unlink(bound(listening))
    assert not path.exists()
    unlink(Address(path=str(path)))


def test_a_stale_unix_socket_is_taken_over(tmp_path: Path) -> None:
    address = Address(path=str(tmp_path / "weft.sock"))
    bind(address).close()
    with bind(address):
        pass


def test_a_unix_socket_in_use_is_left_alone(tmp_path: Path) -> None:
    address = Address(path=str(tmp_path / "weft.sock"))
    with bind(address), pytest.raises(OSError, match="another process"):
        bind(address)


def test_a_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "precious"
    path.write_text("data")
    with pytest.raises(FileExistsError, match="no socket"):
        bind(Address(path=str(path)))
    assert path.read_text() == "data"
