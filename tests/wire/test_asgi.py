"""An ASGI application behind the bridge, message by message."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from asgi_inbound import Heard, request

from weft.wire.asgi import Asgi
from weft.wire.asgi_answer import AppFault, ClientLeft
from weft.wire.fault import ClientFault, ClientGone

if TYPE_CHECKING:
    from weft.wire.asgi_scope import App, Message, Receive, Scope, Send


def run(app: App, inbound: Heard) -> list[BaseException]:
    """Have the application answer; give what was reported."""
    reported: list[BaseException] = []
    asyncio.run(asyncio.wait_for(_run(app, inbound, reported), 10))
    return reported


async def _run(app: App, inbound: Heard, reported: list[BaseException]) -> None:
    await Asgi(app, report=reported.append)(inbound)


def start(status: int = 200, *headers: tuple[bytes, bytes], **more: Any) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers, **more}


def body(data: bytes = b"", *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": data, "more_body": more}


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start(200, (b"content-type", b"text/plain")))
    await send(body(b"hello"))


def test_a_short_answer_leaves_in_one_piece() -> None:
    inbound = Heard()
    assert run(hello, inbound) == []
    assert inbound.answer is not None
    assert (inbound.answer.status, inbound.answer.reason) == (200, b"OK")
    assert inbound.answer.headers == [
        (b"content-type", b"text/plain"),
        (b"content-length", b"5"),
    ]
    assert inbound.parts == [b"hello"]
    assert inbound.done
    assert not inbound.aborted


def test_the_body_comes_as_it_was_read_and_no_faster_than_it_is_asked_for() -> None:
    inbound = Heard(request(b"POST"), b"one", b"two")
    got: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert inbound.reads == 0
        while not got or got[-1]["more_body"]:
            got.append(await receive())
            assert inbound.reads == len(got)
        await hello(scope, receive, send)

    assert run(app, inbound) == []
    assert [message["body"] for message in got] == [b"one", b"two", b""]


def test_a_body_that_is_here_whole_comes_in_one_message() -> None:
    inbound = Heard(request(b"POST"), b"one", b"two", whole=True)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert await receive() == {"type": "http.request", "body": b"onetwo", "more_body": False}
        await hello(scope, receive, send)

    assert run(app, inbound) == []


def test_an_answer_streams() -> None:
    inbound = Heard()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start())
        assert inbound.answer is None  # until there is a body, or its end
        for piece in (b"a", b"b"):
            await send(body(piece, more=True))
            assert inbound.parts[-1] == piece
        await send(body())
        assert inbound.done

    assert run(app, inbound) == []
    assert inbound.answer is not None
    assert inbound.answer.length is None


def test_an_application_can_wait_for_the_client_to_leave() -> None:
    inbound = Heard(whole=True)
    left: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send(start())
        await send(body(b"a", more=True))
        asyncio.get_running_loop().call_soon(inbound.leave)
        left.append((await receive())["type"])
        with pytest.raises(OSError, match="gone"):
            await send(body(b"b", more=True))

    assert run(app, inbound) == []
    assert left == ["http.disconnect"]
    assert inbound.aborted


def test_after_its_own_answer_an_application_is_told_that_nothing_follows() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await hello(scope, receive, send)
        assert (await receive())["type"] == "http.disconnect"
        await send(body(b"ignored"))

    inbound = Heard(whole=False, open_ended=True)
    assert run(app, inbound) == []
    assert inbound.body == b"hello"


def test_what_an_application_raises_before_its_answer_is_a_500() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start(200))
        raise LookupError("a secret")

    inbound = Heard()
    (reported,) = run(app, inbound)
    assert isinstance(reported, LookupError)
    assert inbound.answer is not None
    assert inbound.answer.status == 500
    assert inbound.body == b"Internal Server Error\n"


def test_what_an_application_raises_in_its_answer_aborts_it() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start(200))
        await send(body(b"half", more=True))
        raise LookupError

    inbound = Heard()
    (reported,) = run(app, inbound)
    assert isinstance(reported, LookupError)
    assert inbound.aborted
    assert not inbound.done


@pytest.mark.parametrize(
    ("messages", "aborts"),
    [
        ([], False),
        ([start()], False),
        ([start(), body(b"half", more=True)], True),
        ([body(b"no head")], False),
        ([start(), start()], False),
        ([start(101)], False),
        ([start(200, (b"content-length", b"+5"))], False),
        ([start(200, (b"x", b"a\r\nset-cookie: b"))], False),
        ([start(200, (b"", b"a"))], False),
        ([{"type": "websocket.accept"}], False),
    ],
)
def test_an_application_that_breaks_the_rules_is_reported(
    messages: list[Message], aborts: bool
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    inbound = Heard()
    (reported,) = run(app, inbound)
    assert isinstance(reported, AppFault)
    assert inbound.answer is not None
    assert inbound.answer.status == (200 if aborts else 500)
    assert inbound.aborted is aborts


def test_a_client_that_sends_nonsense_is_told_and_the_application_sees_it_leave() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["body"] == b"one"
        assert (await receive())["type"] == "http.disconnect"
        await send(start())

    inbound = Heard(request(b"POST"), b"one", ClientFault(400, "a chunk is wrong"))
    assert run(app, inbound) == []
    assert inbound.answer is not None
    assert inbound.answer.status == 400
    assert inbound.body == b"a chunk is wrong\n"


def test_a_client_that_leaves_while_it_sends_is_nobodys_fault() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "http.disconnect"

    inbound = Heard(request(b"POST"), ClientGone("gone"))
    assert run(app, inbound) == []
    assert inbound.answer is None
    assert inbound.aborted


def test_a_client_that_leaves_while_it_is_answered_is_an_os_error() -> None:
    seen: list[Exception] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start())
        inbound.gone = True
        try:
            await send(body(b"a", more=True))
        except ClientLeft as error:
            seen.append(error)
            raise

    inbound = Heard()
    assert run(app, inbound) == []
    assert isinstance(seen[0], OSError)
    assert inbound.aborted


def test_trailers_end_an_answer() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert "http.response.trailers" in scope["extensions"]
        await send(start(200, trailers=True))
        await send(body(b"all"))
        for name, more in ((b"one", True), (b"two", False)):
            await send(
                {
                    "type": "http.response.trailers",
                    "headers": [(name, b"1")],
                    "more_trailers": more,
                }
            )

    inbound = Heard()
    assert run(app, inbound) == []
    assert inbound.body == b"all"
    assert inbound.sent_trailers == [(b"one", b"1"), (b"two", b"1")]


@pytest.mark.parametrize(("method", "status"), [(b"HEAD", 200), (b"GET", 204), (b"GET", 304)])
def test_an_answer_without_a_body_has_none(method: bytes, status: int) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start(status, (b"content-length", b"5")))
        await send(body(b"he", more=True))
        await send(body(b"llo"))

    inbound = Heard(request(method))
    assert run(app, inbound) == []
    assert inbound.answer is not None
    assert inbound.answer.length == 5
    assert inbound.body == b""
    assert inbound.done


def test_what_belongs_to_the_connection_is_not_the_applications() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start(200, (b"Connection", b"close"), (b"transfer-encoding", b"chunked")))
        await send(body(b"a"))

    inbound = Heard()
    assert run(app, inbound) == []
    assert inbound.answer is not None
    assert inbound.answer.headers == [(b"content-length", b"1")]
