"""Which requests open a WebSocket, and how that is answered."""

from __future__ import annotations

import pytest
from asgi_inbound import handshake

from weft.wire.asgi_handshake import accepted, refused


def test_a_handshake_is_accepted_with_the_proof_of_the_standard() -> None:
    head = handshake()
    assert refused(head) is None
    answer = accepted(head, "chat", [(b"x", b"1"), (b"Sec-WebSocket-Protocol", b"not this")])
    assert answer.status == 101
    assert answer.headers == [
        (b"x", b"1"),
        (b"sec-websocket-protocol", b"chat"),
        (b"sec-websocket-accept", b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
    ]


def test_http_2_has_neither_key_nor_101() -> None:
    head = handshake()
    head.version, head.method, head.headers = b"2", b"CONNECT", []
    assert refused(head) is None
    answer = accepted(head, None, [])
    assert (answer.status, answer.headers) == (200, [])


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        (b"Sec-WebSocket-Version", b"8", 426),
        (b"Sec-WebSocket-Key", b"dG9vIHNob3J0", 400),
        (b"Sec-WebSocket-Key", b"no base64 at all", 400),
        (b"Sec-WebSocket-Key", b"", 400),
    ],
)
def test_what_is_no_handshake_is_told_why(name: bytes, value: bytes, status: int) -> None:
    head = handshake()
    head.headers = [(each, value if each == name else old) for each, old in head.headers]
    refusal = refused(head)
    assert refusal is not None
    assert refusal[0] == status


def test_a_websocket_begins_with_get() -> None:
    head = handshake()
    head.method = b"POST"
    refusal = refused(head)
    assert refusal is not None
    assert refusal[0] == 400
