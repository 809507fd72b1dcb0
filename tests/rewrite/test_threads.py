"""Conversations that are remembered: found by their bytes, bounded by weight, never mixed."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from test_thread import body, thread

from weft.rewrite.beginning import Prefixes
from weft.rewrite.threads import MOST_ALIKE, Threads

if TYPE_CHECKING:
    from collections.abc import Sequence

ME, YOU = ("me", "anthropic"), ("you", "anthropic")


def weight(threads: Threads) -> int:
    return sum(weight for *_, weight in threads._ages.values())


def sound(threads: Threads, most: int) -> None:
    """What it says of itself is so."""
    assert threads._weight == weight(threads) <= most
    known = [each for firsts in threads._known.values() for each in firsts.values()]
    numbers = [number for each in known for number in each]
    assert all(known)
    assert sorted(numbers) == sorted(threads._ages)
    assert len(threads) == len(numbers)
    assert all(threads._known.values())


def held(threads: Threads, items: Sequence[object], key: tuple[str, str] = ME) -> int:
    found = threads.take(key, Prefixes(body(items)))
    return found[1] if found else 0


def test_a_conversation_goes_on() -> None:
    threads = Threads()
    threads.put(ME, thread("abc"))
    found = threads.take(ME, Prefixes(body("abcd")))
    assert found is not None
    assert found[0].steps == thread("abc").steps
    assert found[1] == 3
    assert len(threads) == 0  # its follower comes in its place
    assert threads.take(ME, Prefixes(body("abcd"))) is None


def test_nobody_gets_what_is_another_s() -> None:
    threads = Threads()
    threads.put(ME, thread("abc"))
    assert held(threads, "abcd", YOU) == 0
    assert held(threads, "abcd", ("me", "openai")) == 0
    assert held(threads, "abcd") == 3


def test_of_several_the_one_that_holds_longest_is_taken() -> None:
    threads = Threads()
    for items in ("ab", "abcd", "abx", "abc"):
        threads.put(ME, thread(items))
    assert held(threads, "abcdefgh") == 4


def test_a_branch_leaves_the_other_one_where_it_is() -> None:
    threads = Threads()
    threads.put(ME, thread("abcdefgh"))
    assert held(threads, "abxy") in (1, 2)
    threads.put(ME, thread("abxy"))
    assert len(threads) == 2
    assert held(threads, "abcdefghi") == 8


def test_a_client_whose_last_marks_move_is_one_conversation() -> None:
    """Two marks move on with each turn, so that the third last item is another one each time."""
    threads = Threads()
    conversation: list[str] = []
    for turn in range(30):
        conversation += [f"model {turn}", f"person {turn}"]
        came = [*conversation[:-3], *(f"{each} marked" for each in conversation[-3:])]
        threads.take(ME, Prefixes(body(came)))
        threads.put(ME, thread(came))
    assert len(threads) <= 3


def test_those_unused_for_longest_go_first() -> None:
    one = thread("abc").weight
    threads = Threads(most=4 * one)
    for items in ("a11", "b11", "c11", "d11"):
        threads.put(ME, thread(items))
    assert held(threads, "a11") == 3
    threads.put(ME, thread("a11"))
    threads.put(YOU, thread("e11"))
    assert [held(threads, f"{name}11") for name in "bacd"] == [0, 3, 3, 3]
    assert held(threads, "e11", YOU) == 3


def test_what_would_drive_out_all_others_is_not_kept() -> None:
    threads = Threads(most=2_000)
    threads.put(ME, thread("abc"))
    threads.put(ME, thread([]))
    assert len(threads) == 0


def test_of_many_that_begin_alike_the_newest_are_compared() -> None:
    threads = Threads()
    for number in range(MOST_ALIKE + 10):
        threads.put(ME, thread([number]))
    assert held(threads, [MOST_ALIKE + 9]) == 1
    assert held(threads, [0]) == 0


@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from([ME, YOU]), st.text("ab", min_size=0, max_size=6)),
        max_size=30,
    )
)
def test_it_never_holds_more_than_it_may(steps: list[tuple[bool, tuple[str, str], str]]) -> None:
    most = 3 * thread("abab").weight
    threads = Threads(most)
    for put, key, items in steps:
        if put:
            threads.put(key, thread(items))
        else:
            found = threads.take(key, Prefixes(body(items)))
            assert found is None or found[1] == found[0].agrees(Prefixes(body(items))) > 0
        sound(threads, most)


def test_many_at_once() -> None:
    """Each has conversations of its own, and now and then somebody else's words."""
    most = 40 * thread("abcd").weight
    threads = Threads(most)

    def talk(number: int) -> None:
        chance = random.Random(number)
        key = (f"tenant {number % 3}", "anthropic")
        for _ in range(200):
            items = [f"{key[0]} {chance.randrange(4)}", *range(chance.randrange(5))]
            found = threads.take(key, Prefixes(body(items)))
            if found is not None:
                known, steps = found
                assert known.agrees(Prefixes(body(items))) == steps
            threads.put(key, thread(items))

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(talk, number) for number in range(8)]:
            done.result()
    sound(threads, most)
