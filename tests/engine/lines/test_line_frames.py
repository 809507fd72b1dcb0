"""Lines of stack traces, in the languages agents meet."""

from __future__ import annotations

import pytest

from weft.engine.lines.frames import FRAME, HEAD, is_library

OWN = [
    '  File "/srv/shop/billing.py", line 41, in charge',
    "\tat com.example.shop.Billing.charge(Billing.java:41)",
    "    at charge (/srv/shop/billing.js:41:9)",
    "    at async /srv/shop/billing.js:41:9",
    "   at Shop.Billing.Charge(Int32 n) in /srv/shop/Billing.cs:line 41",
    "\t/srv/shop/billing.go:41 +0x1d",
    "\tfrom /srv/shop/billing.rb:41:in `charge'",
    "   4: shop::billing::charge",
    "#1  0x00005555 in charge (n=3) at billing.c:41",
]
LIBRARY = [
    '  File "/srv/venv/lib/python3.11/site-packages/click/core.py", line 9, in main',
    "\tat java.base/java.lang.Thread.run(Thread.java:840)",
    "\tat org.springframework.web.Filter.run(Filter.java:8)",
    "    at Module._compile (node:internal/modules/cjs/loader:1554:14)",
    "    at next (/srv/shop/node_modules/express/lib/router.js:3:4)",
    "   at System.Threading.Tasks.Task.Execute()",
    "\t/usr/local/go/src/net/http/server.go:2136 +0x29",
    "   0: std::panicking::begin_panic",
]
NEITHER = ["", "at last it works", "INFO at 12", "from a to b", "  plain text", "1: one"]


@pytest.mark.parametrize("line", OWN)
def test_frames_of_the_application(line: str) -> None:
    assert FRAME.match(line)
    assert not is_library(line)


@pytest.mark.parametrize("line", LIBRARY)
def test_frames_of_libraries(line: str) -> None:
    assert FRAME.match(line)
    assert is_library(line)


@pytest.mark.parametrize("line", NEITHER)
def test_other_lines(line: str) -> None:
    assert not FRAME.match(line)


@pytest.mark.parametrize(
    "line",
    [
        "Traceback (most recent call last):",
        "Caused by: java.lang.IllegalStateException: x",
        "goroutine 1 [running]:",
        "thread 'main' panicked at src/main.rs:2:5:",
    ],
)
def test_heads(line: str) -> None:
    assert HEAD.match(line)
