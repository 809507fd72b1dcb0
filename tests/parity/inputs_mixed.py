"""Mixed texts that golden fixtures are made from: what shells, clients and agents put together."""

from __future__ import annotations

import json

from inputs import TEXTS, text

HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nServer: shop\r\n\r\n"


def _of(name: str) -> str:
    return TEXTS[name]()


@text
def mixed_transcript() -> str:
    """Three commands: a document, a log, a trace."""
    return (
        f"$ curl -s http://shop/orders\n{_of('api_pretty')}\n$ tail service.log\n"
        f"{_of('service_log')}$ cat trace.txt\n{_of('repeated_blocks')}$ echo done\ndone\n"
    )


@text
def mixed_named_prompts() -> str:
    """Prompts with a user and a host, and a command on two lines."""
    return (
        f"dev@host:~/shop$ cat orders.csv \\\n  | head -n 40\n{_of('csv_table')}"
        f"dev@host:~/shop$ ls -la\n{_of('directory_listing')}dev@host:~/shop$ \n"
    )


@text
def mixed_http() -> str:
    """What a client shows of an answer."""
    return f"{HEAD}{_of('api_pretty')}"


@text
def mixed_http_verbose() -> str:
    """The same with what the client does."""
    return (
        "* Connected to localhost\n> GET /orders HTTP/1.1\n> Host: localhost\n> \n"
        "< HTTP/1.1 200 OK\n< content-type: application/json\n< \n"
        f"{_of('api_spaced')}* Connection #0 to host localhost left intact\n"
    )


@text
def mixed_banner() -> str:
    """Warnings before a document."""
    return f"npm warn config global is deprecated\nnpm warn old lockfile\n{_of('api_pretty')}\n"


@text
def mixed_documents() -> str:
    """Documents one after another, and lines of JSON."""
    return f"{_of('api_pretty')}\n{_of('api_minified')}\nnow as lines:\n{_of('json_lines')}"


@text
def mixed_fences() -> str:
    """A page with long fences."""
    return (
        f"# Orders\n\nThe answer:\n\n```json\n{_of('api_pretty')}\n```\n\nThe log:\n\n"
        f"~~~text\n{_of('service_log')}~~~\n\nA short one:\n\n```sh\nls\n```\n"
    )


@text
def mixed_open_fence() -> str:
    """A fence that is not closed: nobody can tell where it ends."""
    return f"# Orders\n\n```text\n{_of('service_log')}"


@text
def mixed_line_tails() -> str:
    """A log in which a line ends with a document."""
    rows = [{"id": n, "state": "open" if n % 3 else "shut", "ms": n * 37} for n in range(40)]
    return (
        f"{_of('service_log')}11:30:00 ERROR orders answer={json.dumps({'rows': rows})}\n"
        f"{_of('service_log')}"
    )


@text
def mixed_heads() -> str:
    """Files below the heads that `head` and `tail` write."""
    return f"==> a.json <==\n{_of('api_pretty')}\n\n==> b.log <==\n{_of('service_log')}"


@text
def mixed_files() -> str:
    """Files below ruled heads."""
    rule = "=" * 16
    return "".join(
        f"{rule}\nFile: {name}\n{rule}\n{_of(held)}\n"
        for name, held in (("src/a.json", "api_spaced"), ("src/b.csv", "csv_table"))
    )


@text
def mixed_tags() -> str:
    """What an agent wraps around what a program printed."""
    return f"<stdout>{_of('service_log')}</stdout>\n<stderr>{_of('repeated_blocks')}</stderr>\n"


@text
def mixed_labels() -> str:
    """Lines before the output."""
    return f"Exit code: 1\nWall time: 0.3 seconds\nOutput:\n{_of('pytest_output')}"


@text
def mixed_nested() -> str:
    """An answer in a transcript in a tag."""
    return (
        f"<stdout>\n$ curl -i http://shop\n{HEAD}{_of('api_pretty')}\n"
        f"$ cat orders.csv\n{_of('csv_table')}</stdout>\n"
    )


MIXED = [name for name in TEXTS if name.startswith("mixed_")]
