"""The same odd requests through Weft and through nginx, to one upstream that records both.

For each it is compared whether the request passed, and as what. The table names every difference
with its reason; a difference that is not in it, and one in it that is gone, fails. nginx is as
Debian has it, with what a plain reverse proxy needs and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from proxy_raw import Cut, request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from proxy_process import Nginx, Weft
    from proxy_raw import Raw
    from proxy_upstream import Seen, Upstream

# What each proxy sets for itself, and what belongs to one connection.
OWN = {
    *(b"host", b"connection", b"content-length", b"transfer-encoding", b"x-request-id"),
    *(b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"),
}
REFUSED = "refused"


def get(target: str = "@", *lines: bytes, version: str = "1.1", method: str = "GET") -> bytes:
    """A request; `@` stands for a path of its own."""
    head = f"{method} {target} HTTP/{version}\r\n".encode()
    return b"\r\n".join([head + b"Host: h", *lines, b"Connection: close", b"", b""])


def post(body: bytes, *lines: bytes) -> bytes:
    return get("@", *lines, method="POST") + body


CHUNKED = b"Transfer-Encoding: chunked"
CHUNKS = b"3\r\nabc\r\n2;a=b\r\nde\r\n0\r\n\r\n"

SAME = {
    "a plain request": get(),
    "odd characters in a query": get("@?a[]={}|^`&b=%20+?"),
    "two slashes": get("@//b///c"),
    "dots inside the path": get("@/x/../y/./z"),
    "encoded slashes": get("@/%2F%2f%41"),
    "an absolute target": get("http://elsewhere.example@?x"),
    "a method in lower case": get(method="get"),
    "repeated headers": get("@", b"X-A: 1", b"X-B: 2", b"x-a: 3"),
    "an empty value": get("@", b"X-A:", b"X-B: 2"),
    "blanks around a value": get("@", b"X-A: \t 1 2 \t "),
    "a tab inside a value": get("@", b"X-A: 1\t2"),
    "a value that is no ASCII": get("@", "X-A: grün".encode(), b"X-B: \xff\xfe"),
    "a NUL in a value": get("@", b"X-A: a\x00b"),
    "length and chunked": post(CHUNKS, b"Content-Length: 5", CHUNKED),
    "two lengths": post(b"abcde", b"Content-Length: 5", b"Content-Length: 6"),
    "a signed length": post(b"abcde", b"Content-Length: +5"),
    "a list of lengths": post(b"abcde", b"Content-Length: 5, 5"),
    "an unknown coding": post(CHUNKS, b"Transfer-Encoding: xchunked"),
    "chunks with an extension": post(CHUNKS, CHUNKED),
    "chunked in capitals": post(CHUNKS, b"Transfer-Encoding: CHUNKED"),
    "a bad chunk": post(b"zz\r\nabc\r\n0\r\n\r\n", CHUNKED),
    "a GET with a body": get("@", b"Content-Length: 5") + b"abcde",
    "no Host": b"GET @ HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two Hosts": get("@", b"Host: i"),
    "a folded line": get("@", b"X-A: 1", b" 2"),
    "a blank before the colon": get("@", b"X-A : 1"),
    "a Host with a slash": get().replace(b"Host: h", b"Host: a/b"),
    "a blank in the target": get("@ b"),
    "a NUL in the target": get("@\x00"),
    "an empty line first": b"\r\n" + get(),
    "leave to send a body": post(b"abcde", b"Content-Length: 5", b"Expect: 100-continue"),
    "an upgrade to h2c": get("@", b"Upgrade: h2c"),
    "an encoded body": post(
        b"\x1f\x8b\x00\xff\x00", b"Content-Length: 5", b"Content-Encoding: gzip"
    ),
    "a keep-alive header": get("@", b"Keep-Alive: timeout=5"),
    "codings of transfer asked for": get("@", b"TE: gzip"),
    "a tunnel to elsewhere": get("elsewhere.example:443", method="CONNECT"),
    "HTTP/2 in text": get(version="2.0"),
    "an unfinished head": b"GET @ HTTP/1.1\r\nX: " + b"a" * 300_000,
}

# What differs, and why.
DIFFERENT = {
    "a query beyond ASCII": (
        get("@?q=ключ"),
        "Weft refuses what RFC 3986 has no place for, nginx passes it",
    ),
    "a path beyond ASCII": (get("@/ключ"), "the same in a path"),
    "a byte that is no text": (
        get("@?q=#").replace(b"#", b"\xff"),
        "the same for a byte that is not even UTF-8",
    ),
    "dots above the root": (
        get("/../..@"),
        "nginx resolves the path to find its location; Weft never resolves, and passes it as it is",
    ),
    "an encoded NUL": (get("@%00"), "nginx decodes the path and finds a NUL; Weft never decodes"),
    "a percent sign alone": (get("@%zz"), "nginx decodes the path and fails; Weft never decodes"),
    "a method nobody knows": (get(method="BREW"), "llhttp knows a list of methods, nginx any word"),
    "a name with an underscore": (
        get("@", b"X_A: 1"),
        "nginx drops such names silently (CGI cannot tell them from dashes); Weft passes them",
    ),
    "a name with a dot": (
        get("@", b"X.A: 1"),
        "nginx drops it silently; it is a token, and passes",
    ),
    "an empty Host": (
        get().replace(b"Host: h", b"Host:"),
        "allowed where there is no authority to name (RFC 9112, 3.2); nginx refuses it",
    ),
    "a line without a colon": (get("@", b"nonsense"), "Weft refuses; nginx ignores the line"),
    "a control byte in a value": (get("@", b"X-A: a\x01b"), "Weft refuses (RFC 9110, 5.5)"),
    "bare line feeds": (
        get().replace(b"\r\n", b"\n"),
        "Weft refuses: where a line ends must not depend on who reads it",
    ),
    "a version of nobody's": (get(version="1.9"), "Weft refuses; nginx takes it for 1.1"),
    "TRACE": (get(method="TRACE"), "nginx refuses it itself; Weft leaves it to the upstream"),
    "a target of 12 KB": (
        get("@?" + "a" * 12_000),
        "nginx takes lines of 8 KB, Weft targets of 16 KB",
    ),
    "a header of 12 KB": (
        get("@", b"X-A: " + b"a" * 12_000),
        "nginx takes lines of 8 KB, Weft heads of 64 KB: tokens and cookies grow",
    ),
    "a header that Connection lists": (
        get("@", b"X-Own: 1", b"Connection: X-Own"),
        "Weft keeps it to this connection (RFC 9110, 7.6.1); nginx passes it",
    ),
    "who we are to a proxy": (
        get("@", b"Proxy-Authorization: Basic eDp5"),
        "Weft keeps a proxy's credentials from the upstream; nginx passes them",
    ),
    "our own headers": (
        get("@", b"X-Headroom-Mode: m"),
        "between a client and Weft; to nginx a header like any other",
    ),
    "trailers": (
        post(b"3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n", CHUNKED),
        "Weft passes them on; nginx drops them",
    ),
    "a client that takes trailers": (get("@", b"TE: trailers"), "nginx passes no trailers"),
}


def outcome(client: Raw, upstream: Upstream, raw: bytes, path: str) -> object:
    """What became of it: refused, or what the upstream saw."""
    with client:
        try:
            client.send(raw.replace(b"@", path.encode()))
            status = client.answer().status
        except (Cut, ConnectionError, ValueError):
            status = 0
    found = [seen for seen in _seen(upstream, path) if seen.whole.is_set()]
    if status != 200 and not (status == 0 and found):
        return REFUSED
    assert len(found) == 1
    seen = found[0]
    headers = [(name.lower(), value) for name, value in seen.headers if name.lower() not in OWN]
    return (
        seen.method,
        seen.target.replace(path.encode(), b"@"),
        sorted(headers, key=lambda pair: pair[0]),
        bytes(seen.body),
        seen.trailers,
    )


def _seen(upstream: Upstream, path: str) -> Iterable[Seen]:
    return [seen for seen in upstream.everything() if path.encode() in seen.raw]


@pytest.mark.parametrize("name", SAME)
def test_both_do_the_same(
    proxy: Weft, nginx: Nginx, upstream: Upstream, path: str, name: str
) -> None:
    ours = outcome(proxy.raw(), upstream, SAME[name], path + "w")
    theirs = outcome(nginx.raw(), upstream, SAME[name], path + "n")
    assert ours == theirs


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_difference_is_a_known_one(
    proxy: Weft, nginx: Nginx, upstream: Upstream, path: str, name: str
) -> None:
    raw, reason = DIFFERENT[name]
    ours = outcome(proxy.raw(), upstream, raw, path + "w")
    theirs = outcome(nginx.raw(), upstream, raw, path + "n")
    assert ours != theirs, f"no longer different: {reason}"


def test_both_answer_what_is_pipelined(
    proxy: Weft, nginx: Nginx, upstream: Upstream, path: str
) -> None:
    for client in (proxy.raw(), nginx.raw()):
        with client:
            client.send(b"".join(request("POST", path, body=b"%d" % n) for n in range(10)))
            assert [client.answer().body for _ in range(10)] == [b"%d" % n for n in range(10)]
