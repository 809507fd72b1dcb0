"""Puts a listener on a function wherever it is reached, and takes it off again.

A module's function is replaced in every loaded module that holds it under any name, so that
`from weft.engine.tokens import count` is heard too; a method is replaced on its class. Functions
kept in containers, closures or default arguments are not reached.

Rules of this file: the caller gets the result the function gave (an iterator becomes an iterator
over the same items); everything is as before when the tap is taken off, whatever happened.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Protocol

Function = Callable[..., Any]
ABSENT = object()


class Listener(Protocol):
    """What hears the calls."""

    def before(self, arguments: Callable[[], dict[str, Any]]) -> object:
        """A call is about to be made. What this gives is handed to `after`."""

    def after(self, ticket: object, result: object) -> None:
        """The call gave this result. Iterators come as lists."""


class TapError(Exception):
    """A target that is no function the recorder can listen to."""


@contextmanager
def tapped(target: str, listener: Listener) -> Iterator[None]:
    """Listen to the function that `target` ("module:attribute") names."""
    module, _, path = target.partition(":")
    owner: Any = import_module(module)
    *outer, name = path.split(".")
    for step in outer:
        owner = getattr(owner, step)
    if isinstance(owner, type):
        with _on_class(owner, name, listener):
            yield
    else:
        with _in_modules(getattr(owner, name), listener):
            yield


@contextmanager
def _on_class(owner: type, name: str, listener: Listener) -> Iterator[None]:
    held = vars(owner).get(name, ABSENT)
    found = inspect.getattr_static(owner, name)
    if isinstance(found, staticmethod | classmethod):
        wrapped: Any = type(found)(_wrap(found.__func__, listener))
    else:
        wrapped = _wrap(found, listener)
    setattr(owner, name, wrapped)
    try:
        yield
    finally:
        if held is ABSENT:
            delattr(owner, name)
        else:
            setattr(owner, name, held)


@contextmanager
def _in_modules(original: Function, listener: Listener) -> Iterator[None]:
    wrapped = _wrap(original, listener)
    _swap(original, wrapped)
    try:
        yield
    finally:
        _swap(wrapped, original)  # also where a module was first imported during the recording


def _swap(old: Function, new: Function) -> None:
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", None)
        if not isinstance(names, dict):
            continue
        for name in [name for name, held in list(names.items()) if held is old]:
            names[name] = new


def _wrap(original: Function, listener: Listener) -> Function:
    if not callable(original) or inspect.iscoroutinefunction(original):
        raise TapError(f"{original!r} is not a plain function")
    signature = inspect.signature(original)

    @functools.wraps(original)
    def heard(*args: Any, **kwargs: Any) -> Any:
        def arguments() -> dict[str, Any]:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            return dict(bound.arguments)

        ticket = listener.before(arguments)
        result = original(*args, **kwargs)
        if isinstance(result, Iterator):
            items = list(result)
            listener.after(ticket, items)
            return iter(items)
        listener.after(ticket, result)
        return result

    return heard
