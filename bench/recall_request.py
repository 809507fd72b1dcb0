"""What a request with new texts waits for the store: one by one, and all at once.

    python bench/recall_request.py [--backend memory|sqlite|redis ...] [--requests N]

A request of 1, 5 and 20 texts of 4 KB, each kept and decided: `put` and `record` for every text,
or one `put_all` and one `record_all`. Both take turns in the same store. Milliseconds, p50 and p99.
SQLite syncs at each commit, Redis appends and syncs each write.
"""

from __future__ import annotations

import argparse
import time
from contextlib import closing
from typing import TYPE_CHECKING

from recall import BACKENDS, Texts, quantile
from weft.recall.ledger import Decision, identity
from weft.recall.store import from_url

if TYPE_CHECKING:
    from weft.recall.marker import Receipt
    from weft.recall.store import Store

COUNTS = (1, 5, 20)
SIZE = 4_000
TENANT = "bench"


def decided(text: str, receipt: Receipt) -> Decision:
    """A replacement of a tenth."""
    return Decision(f"{text[: SIZE // 10]}\n{receipt.hash}", receipt.hash)


def one_by_one(store: Store, texts: list[str]) -> None:
    """As many waits as there are texts, twice."""
    receipts = [store.put(TENANT, text) for text in texts]
    for text, receipt in zip(texts, receipts, strict=True):
        store.ledger.record(TENANT, identity(text), decided(text, receipt))


def at_once(store: Store, texts: list[str]) -> None:
    """Two waits."""
    receipts = store.put_all(TENANT, texts)
    pairs = zip(texts, receipts, strict=True)
    store.ledger.record_all(TENANT, {identity(text): decided(text, r) for text, r in pairs})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--backend", nargs="+", choices=BACKENDS, default=list(BACKENDS))
    parser.add_argument("--requests", type=int, default=100, help="for each figure")
    chosen = parser.parse_args()
    print(f"{'':8}{'texts':>6}{'one by one':>20}{'at once':>20}")
    for backend in chosen.backend:
        with BACKENDS[backend]() as url, closing(from_url(url)) as store:
            texts = Texts(backend, SIZE)
            for count in COUNTS:
                cells = ""
                times: dict[object, list[float]] = {one_by_one: [], at_once: []}
                for _ in range(chosen.requests):
                    for way in (one_by_one, at_once):
                        given = [texts.next() for _ in range(count)]
                        begun = time.perf_counter()
                        way(store, given)
                        times[way].append(time.perf_counter() - begun)
                for each in times.values():
                    p50, p99 = quantile(each, 0.5) / 1000, quantile(each, 0.99) / 1000
                    cells += f"{f'{p50:.2f} / {p99:.2f}':>20}"
                print(f"{backend:8}{count:>6}{cells}", flush=True)


if __name__ == "__main__":
    main()
