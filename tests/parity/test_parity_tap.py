"""Taps: heard wherever a function is reached, and gone afterwards."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from weft.parity import tap

SOURCE = """
def double(number, *, times=2):
    return number * times

def counting(until):
    yield from range(until)

async def later():
    return 1

class Base:
    def name(self): return "base"

class Thing(Base):
    def grow(self, by): return by + 1
    @staticmethod
    def plain(x): return x
    @classmethod
    def made(cls, x): return (cls.__name__, x)
"""


@pytest.fixture
def subject(monkeypatch):
    """A module of its own, and a second one that holds its function under another name."""
    module, user = ModuleType("tap_subject"), ModuleType("tap_user")
    exec(SOURCE, module.__dict__)
    user.twice = module.double
    monkeypatch.setitem(sys.modules, "tap_subject", module)
    monkeypatch.setitem(sys.modules, "tap_user", user)
    return module


class Ear:
    def __init__(self):
        self.heard = []

    def before(self, arguments):
        return arguments()

    def after(self, ticket, result):
        self.heard.append((ticket, result))


def test_a_function_is_heard_under_every_name(subject):
    ear, user, double = Ear(), sys.modules["tap_user"], subject.double
    with tap.tapped("tap_subject:double", ear):
        assert subject.double(2) == 4
        assert user.twice(3, times=5) == 15
        late = ModuleType("tap_late")
        sys.modules["tap_late"] = late
        late.double = subject.double  # imported while the tap is on
    assert ear.heard == [({"number": 2, "times": 2}, 4), ({"number": 3, "times": 5}, 15)]
    assert subject.double is user.twice is late.double is double
    del sys.modules["tap_late"]


def test_methods_of_every_sort_are_heard(subject):
    for name, call, result in [
        ("grow", lambda: subject.Thing().grow(1), 2),
        ("plain", lambda: subject.Thing.plain(7), 7),
        ("made", lambda: subject.Thing.made(7), ("Thing", 7)),
        ("name", lambda: subject.Thing().name(), "base"),
    ]:
        held, ear = dict(vars(subject.Thing)), Ear()
        with tap.tapped(f"tap_subject:Thing.{name}", ear):
            assert call() == result
        assert [heard for _, heard in ear.heard] == [result]
        assert dict(vars(subject.Thing)) == held, name


def test_an_iterator_is_heard_whole_and_still_iterates(subject):
    ear = Ear()
    with tap.tapped("tap_subject:counting", ear):
        numbers = subject.counting(3)
        assert next(numbers) == 0
        assert list(numbers) == [1, 2]
    assert ear.heard == [({"until": 3}, [0, 1, 2])]


def test_an_error_passes_through_and_the_tap_comes_off(subject):
    ear, double = Ear(), subject.double
    with pytest.raises(TypeError), tap.tapped("tap_subject:double", ear):
        subject.double(None)
    assert subject.double is double
    assert ear.heard == []


def test_taps_nest(subject):
    outer, inner, double = Ear(), Ear(), subject.double
    with tap.tapped("tap_subject:double", outer):
        with tap.tapped("tap_subject:double", inner):
            subject.double(1)
        subject.double(2)
    assert (len(outer.heard), len(inner.heard)) == (2, 1)
    assert subject.double is double


def test_what_is_not_a_plain_function_is_refused(subject):
    with (
        pytest.raises(tap.TapError, match="not a plain function"),
        tap.tapped("tap_subject:later", Ear()),
    ):
        pass  # fmt: skip
    with pytest.raises(tap.TapError), tap.tapped("tap_subject:__name__", Ear()):
        pass
