"""The tree: every knob of Weft with its type, default and meaning.

A new knob is one line here and nothing else: its environment name, its place in the table of
`docs/configuration.md`, in `weft config schema` and in error messages all follow from it.
Durations are seconds as floats and sizes are bytes as ints, whatever they were written as.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

HOUR = 3_600.0
YEAR = 365 * 24 * HOUR
KIB = 1 << 10
MB = 10**6
GIB = 1 << 30
MAX_SIZE = 1 << 50  # 1 PiB: more is a slip of the pen, and every count of bytes stays exact

_PORT = r"(?:[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
_ADDRESS = rf"(?:unix:[^,]+|(?:\[[0-9A-Fa-f:.]+\]|[^\[\]:/@?#,\s]+):{_PORT})"
_LISTEN = rf"^{_ADDRESS}(?:, ?{_ADDRESS})*$"
_HTTP_URL = r"^(?:https?://[^/?#\s]+[^?#\s]*|unix:/.+)$"
_ROUTE = r"/[^=,?#\s]*=(?:https?://|unix:/)[^,?#\s]+"
_ROUTES = rf"^{_ROUTE}(?:, ?{_ROUTE})*$"
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z_.-]+)"
_HOSTS = rf"^{_HOST}(?:, ?{_HOST})*$"
_PRINTABLE = r"^[!-~]{16,256}$"
_NAMES = r"^[^,\s]+(?:, ?[^,\s]+)*$"
_STORE_URL = r"^(?:memory:|sqlite:[\s\S]+|rediss?://.+|unix://.+)$"  # a path may hold a line end


def _duration(description: str, *, positive: bool = True) -> Meta:
    extra, most = {"unit": "duration"}, 10 * YEAR
    if positive:
        return Meta(description=description, gt=0, le=most, extra=extra)
    return Meta(description=description, ge=0, le=most, extra=extra)


def _size(description: str) -> Meta:
    return Meta(description=description, ge=1, le=MAX_SIZE, extra={"unit": "size"})


def _text(description: str, pattern: str, expects: str) -> Meta:
    return Meta(description=description, pattern=pattern, extra={"expects": expects})


def _list(description: str, pattern: str, expects: str) -> Meta:
    extra = {"expects": expects, "unit": "list"}
    return Meta(description=description, pattern=pattern, extra=extra)


def _secret(description: str, pattern: str, expects: str) -> Meta:
    extra = {"expects": expects, "secret": True}
    return Meta(description=description, pattern=pattern, extra=extra)


def _path(description: str) -> Meta:
    return Meta(description=description, min_length=1, extra={"expects": "a path"})


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of weft.toml."""


class Store(Section, frozen=True):
    """Where originals and decisions are kept."""

    url: Annotated[
        str,
        _text(
            "Where originals and decisions are kept: `sqlite:PATH` (many processes of one host), "
            "`redis://HOST:PORT/DB` (many hosts) or `memory:` (tests). `{state_dir}` stands for "
            "the state directory.",
            _STORE_URL,
            "memory:, sqlite:PATH or redis://HOST:PORT/DB",
        ),
    ] = "sqlite:{state_dir}/recall.db"
    idle: Annotated[
        float, _duration("An original unused for this long is forgotten. Every use starts it anew.")
    ] = 24 * HOUR
    active: Annotated[
        float,
        _duration(
            "An original used within this time is never evicted to make room.", positive=False
        ),
    ] = 1 * HOUR
    max_bytes: Annotated[
        int, _size("How much the store may hold; then the originals unused for longest go.")
    ] = 2 * GIB


class Engine(Section, frozen=True):
    """How far a text may be rewritten."""

    lossy: Annotated[
        bool, Meta(description="Leave out parts of a text and put a marker in their place.")
    ] = True
    offload: Annotated[
        bool, Meta(description="Put a text nothing else can shorten away, behind an outline.")
    ] = True
    min_tokens: Annotated[
        int, Meta(description="Texts shorter than this are left alone.", ge=0, le=10**9)
    ] = 200
    model: Annotated[
        Literal["o200k", "cl100k"],
        Meta(description="The vocabulary that counts tokens where the model does not tell."),
    ] = "o200k"


class Rewrite(Section, frozen=True):
    """Which requests are made smaller on their way, and how far."""

    mode: Annotated[
        Literal["off", "observe", "lossless", "full"],
        Meta(
            description="How far requests are rewritten. `observe` decides and counts, and sends "
            "what came; `lossless` leaves nothing out and adds nothing."
        ),
    ] = "full"
    auth_policy: Annotated[
        bool,
        Meta(description="Requests that a subscription or OAuth pays for get `lossless` at most."),
    ] = True
    frozen_prefix: Annotated[
        bool,
        Meta(
            description="Leave alone what stands at or before a cache marker of the client, in the "
            "opening of a conversation."
        ),
    ] = True
    max_body_bytes: Annotated[
        int, _size("The largest request that is rewritten; larger ones go out as they came.")
    ] = 100 * MB
    min_request_bytes: Annotated[int, _size("The smallest request that is rewritten.")] = 2 * KIB
    time: Annotated[
        float, _duration("How long deciding may take for all new texts of one request.")
    ] = 2.0
    exact_tools: (
        Annotated[
            str,
            _list(
                "Tools whose results stay as they are to the byte, beside those known to read "
                "files for an editor.",
                _NAMES,
                "names of tools, in a list or with commas",
            ),
        ]
        | None
    ) = None
    retrieval_tool: Annotated[
        Literal["lazy", "always", "never"],
        Meta(
            description="When the model is offered `weft_retrieve`: where something was left out "
            "and no cached prefix breaks, in every conversation, or not at all."
        ),
    ] = "lazy"
    retrieval_rounds: Annotated[
        int,
        Meta(
            description="How often in one exchange the model may ask for originals.", ge=1, le=100
        ),
    ] = 8


class Proxy(Section, frozen=True):
    """The transparent proxy: where it listens and where it forwards to."""

    listen: Annotated[
        str,
        _list(
            "The address to listen on, `HOST:PORT` or `unix:PATH`; or several.",
            _LISTEN,
            "HOST:PORT, [IPV6]:PORT or unix:PATH, or several in a list or with commas",
        ),
    ] = "0.0.0.0:8787"  # the seed's default, and what its clients expect
    upstream: (
        Annotated[
            str,
            _text(
                "The base URL requests are forwarded to, or `unix:PATH`. The proxy does not start "
                "without it, unless there are routes.",
                _HTTP_URL,
                "http://HOST or https://HOST, with an optional path, or unix:/PATH",
            ),
        ]
        | None
    ) = None
    routes: (
        Annotated[
            str,
            _list(
                "Where requests under a path go instead, `PREFIX=URL`; or several. The longest "
                "prefix wins, and the URL takes its place.",
                _ROUTES,
                "/PREFIX=URL, or several in a list or with commas",
            ),
        ]
        | None
    ) = None
    upstream_timeout: Annotated[
        float,
        _duration(
            "How long the upstream may be silent: until its answer begins, and between bytes. "
            "A stream that is alive is never cut."
        ),
    ] = 600.0
    upstream_connect_timeout: Annotated[
        float, _duration("How long connecting to the upstream may take, TLS included.")
    ] = 10.0
    upstream_ca: (
        Annotated[
            str,
            _path("A file of certificates (PEM) that are trusted beside those of the system."),
        ]
        | None
    ) = None
    max_body_bytes: Annotated[
        int,
        _size(
            "The largest JSON body a request may have, since it may come to be held in memory. "
            "Other bodies stream through, whatever their size."
        ),
    ] = 100 * MB
    rewrite_host: Annotated[
        bool, Meta(description="Send the upstream's name as Host instead of the client's.")
    ] = True
    strip_internal_headers: Annotated[
        bool, Meta(description="Keep `x-headroom-*` and `x-weft-*` headers from the upstream.")
    ] = True
    graceful_shutdown_timeout: Annotated[
        float, _duration("How long requests under way may finish after a stop.", positive=False)
    ] = 30.0
    workers: Annotated[
        int,
        Meta(description="How many processes serve. Beyond one, a supervisor.", ge=1, le=256),
    ] = 1
    tls_cert: (
        Annotated[
            str,
            _path("A file with the certificate chain (PEM) to serve TLS with, on every port."),
        ]
        | None
    ) = None
    tls_key: (
        Annotated[str, _path("The file with its private key (PEM), if not in the same file.")]
        | None
    ) = None
    token: (
        Annotated[
            str,
            _secret(
                "What a client that is not on this machine shows to be answered at the gateway's "
                "own endpoints. Relayed requests need none.",
                _PRINTABLE,
                "16 to 256 printable ASCII characters without spaces",
            ),
        ]
        | None
    ) = None
    hosts: (
        Annotated[
            str,
            _list(
                "Names in the Host header, beside those of loopback, under which the gateway's "
                "own endpoints answer without a token; or several.",
                _HOSTS,
                "a host name without a port, or several in a list or with commas",
            ),
        ]
        | None
    ) = None
    access_log: (
        Annotated[
            str,
            _path("A file that gets one line of JSON per exchange; `-` is standard output."),
        ]
        | None
    ) = None


class Log(Section, frozen=True):
    """What is written to standard error."""

    level: Annotated[
        Literal["trace", "debug", "info", "warn", "error", "off"],
        Meta(description="The least important messages that are written."),
    ] = "info"


class Settings(Section, frozen=True):
    """The whole tree."""

    state_dir: Annotated[
        str,
        Meta(
            description="The directory of everything Weft keeps; only its owner may enter. "
            "By default `$XDG_STATE_HOME/weft` where that is set.",
            min_length=1,
            extra={"expects": "a path"},
        ),
    ] = "~/.local/state/weft"
    store: Store = Store()
    engine: Engine = Engine()
    rewrite: Rewrite = Rewrite()
    proxy: Proxy = Proxy()
    log: Log = Log()
