"""An order: what `POST /v1/compress` is asked, read and checked.

Pure. What cannot be meant is refused; what is meant and not done here is said in `warnings`, so
that nobody waits for an effect that does not come.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from weft.dialects import shape
from weft.engine.model import Origin
from weft.library import request as requests

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weft.dialects.reading import Placed
    from weft.library.request import Request

MAX_NAME = 256  # characters of a session's id or a model's name
KEYS = ("messages", "input", "contents")

# How far a text may be rewritten, by the names that there are for it: lossy, and put away whole.
FULL, LOSSY, LOSSLESS = (True, True), (True, False), (False, False)
MODES: Mapping[str, tuple[bool, bool]] = {
    "none": FULL,
    "ccr": FULL,
    "lossless_then_lossy": FULL,
    "lossy_inline": LOSSY,
    "lossless": LOSSLESS,
}
_HEARD = ("mode", "session_id", "frozen_message_count", "protect_recent", "compress_user_messages")


class OrderError(ValueError):
    """What was asked cannot be meant. The message says what can."""


@dataclass(frozen=True, slots=True)
class Order:
    """One request to compress. `key` is where its items stand in `body`."""

    body: Mapping[str, Any]
    key: str
    model: str
    mode: tuple[bool, bool] = FULL
    session: str = ""
    frozen: int = 0  # items from the beginning that stay as they are
    recent: int = 0  # and from the end
    budget: int | None = None
    warnings: tuple[str, ...] = ()

    def request(self, *, bypass: bool = False) -> Request:
        """The texts that may be rewritten; all others only count."""
        whole = requests.of(self.body, Origin())
        end = len(self.body[self.key]) - self.recent

        def free(placed: Placed) -> bool:
            return not bypass and self.frozen <= placed.item < end

        kept = tuple(placed for placed in whole.texts if free(placed))
        rest = tuple(placed.block.text for placed in whole.texts if not free(placed))
        return replace(whole, texts=kept, others=(*whole.others, *rest))


def read(body: Mapping[str, Any]) -> Order:
    """Read an order. Raises `OrderError`."""
    model = body.get("model")
    if not isinstance(model, str) or not 0 < len(model) <= MAX_NAME:
        raise OrderError(f"model is missing: a name of 1 to {MAX_NAME} characters")
    dialect = shape.of_body(body)
    if dialect is None:
        if isinstance(body.get("input"), str):  # what a person says, and no more
            return Order({**body, "input": []}, "input", model)
        raise OrderError("messages is missing: a list of messages, or input, or contents")
    if not all(isinstance(item, dict) for item in body[dialect.key]):
        raise OrderError(f"{dialect.key} holds something that is no object")
    config = body.get("config")
    config = {} if config is None else config
    if not isinstance(config, dict):
        raise OrderError("config is an object")
    session = _session(config.get("session_id"))
    recent = _number(config, "protect_recent")
    return Order(
        body=body,
        key=dialect.key,
        model=model,
        mode=_mode(config.get("mode")),
        session=session,
        frozen=_number(config, "frozen_message_count"),
        recent=0 if session else recent,
        budget=_number(body, "token_budget") or None,
        warnings=tuple(_warnings(config, session, recent)),
    )


def _mode(value: object) -> tuple[bool, bool]:
    if value is None:
        return FULL
    found = MODES.get(value) if isinstance(value, str) else None
    if found is None:
        raise OrderError(f"mode is one of {', '.join(MODES)}")
    return found


def _session(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > MAX_NAME:
        raise OrderError(f"session_id is a text of at most {MAX_NAME} characters")
    return value


def _number(holder: Mapping[str, Any], key: str) -> int:
    value = holder.get(key)
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise OrderError(f"{key} is a whole number, 0 or more")
    return value


def _warnings(config: Mapping[str, Any], session: str, recent: int) -> Iterator[str]:
    if session and recent:
        yield (
            "config.protect_recent is not heard in a session: what goes out there once goes out "
            "so on every later turn"
        )
    if config.get("compress_user_messages"):
        yield "config.compress_user_messages is not heard: what a person says is never rewritten"
    for key in sorted(config.keys() - {*_HEARD}):
        yield f"config.{key[:MAX_NAME]} is not heard"


__all__ = ["MODES", "Order", "OrderError", "read"]
