"""What handlers speak in: what was asked, what is answered, what is refused."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.gateway.answering import Answer, Asked, Door, Refused


async def stats(asked: Asked) -> Answer:
    return Answer.of({"path": asked.path})


def test_a_handler_is_a_function_of_what_is_asked() -> None:
    door = Door({"GET": stats})
    answer = asyncio.run(door.handle("GET")(Asked(method="GET", path="/stats")))  # type: ignore[arg-type]
    assert (answer.status, answer.media_type) == (200, "application/json")
    assert json.loads(answer.body) == {"path": "/stats"}


def test_a_door_for_get_is_one_for_head_and_none_for_anything_else() -> None:
    door = Door({"GET": stats, "POST": stats})
    assert door.handle("HEAD") is stats
    with pytest.raises(Refused, match="answers GET, HEAD, POST") as refused:
        door.handle("OPTIONS")
    answer = refused.value.answer("id-1")
    assert (answer.status, answer.headers) == (405, (("allow", "GET, HEAD, POST"),))


def test_a_door_for_post_alone_answers_no_head() -> None:
    with pytest.raises(Refused) as refused:
        Door({"POST": stats}).handle("HEAD")
    assert refused.value.headers == (("allow", "POST"),)


def test_parameters_may_be_repeated() -> None:
    asked = Asked(method="GET", path="/x", parameters=(("where", "a=1"), ("where", "b=2")))
    assert asked.query == {"where": "b=2"}
    assert asked.all_of("where") == ("a=1", "b=2")


def test_headers_are_found_in_any_spelling() -> None:
    asked = Asked(method="GET", path="/x", headers=[(b"X-Weft-Token", b"t")])
    assert asked.header("x-weft-token") == "t"
    assert asked.header("authorization") is None


def test_a_refusal_tells_type_message_code_and_request() -> None:
    answer = Refused(404, "gone", code="no_original", more={"detail": "gone"}).answer("id-1")
    assert answer.status == 404
    assert json.loads(answer.body) == {
        "error": {
            "type": "not_found",
            "message": "gone",
            "code": "no_original",
            "request_id": "id-1",
        },
        "detail": "gone",
    }


@given(st.binary())
def test_a_body_is_an_object_of_json_or_refused(body: bytes) -> None:
    found: object
    try:
        found = Asked(method="POST", path="/x", body=body).json()
    except Refused as refused:
        found = (refused.status, refused.code)
    assert isinstance(found, dict) or found == (400, "bad_json")


@pytest.mark.parametrize("body", [b"[" * 100_000, b"[]", b"", b"\xff", b'{"a": NaN}'])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="the body is not"):
        Asked(method="POST", path="/x", body=body).json()


def test_half_a_character_is_told_as_json_tells_it() -> None:
    assert Answer.of({"text": "\ud800"}).body == b'{"text":"\\ud800"}'
