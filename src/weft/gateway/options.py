"""What a proxy is started with. Values only: the command line makes them of settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weft.policy.words import Mode
from weft.recall.store import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weft.gateway.answering import Furnish


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """How requests are rewritten. Times are seconds, sizes bytes.

    `retrieval_tool` is one of the words of the setting: lazy, always, never.
    """

    mode: Mode = Mode.FULL
    enforce_auth: bool = True  # less for who does not pay by the token
    frozen_prefix: bool = True  # what a client marked in the opening is left alone
    seconds: float = 2.0  # for all texts of one request
    form_seconds: float = 1.0  # for the work of one form
    min_tokens: int = 200
    lossy: bool = True
    offload: bool = True
    max_body: int = 100_000_000
    min_body: int = 2_048
    exact_tools: frozenset[str] = frozenset()
    retrieval_tool: str = "lazy"
    retrieval_rounds: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """See the settings of the same names. Times are seconds, sizes bytes.

    `environ` is the environment, of which only the names of HTTP proxies are read. Without
    `store_url` nothing is kept. `furnish` adds to what the gateway answers itself.
    """

    listen: tuple[str, ...]
    upstream: str | None
    routes: tuple[str, ...] = ()
    upstream_timeout: float = 600.0
    upstream_connect_timeout: float = 10.0
    upstream_ca: str | None = None
    max_body_bytes: int = 100_000_000
    rewrite_host: bool = True
    strip_internal_headers: bool = True
    graceful_shutdown_timeout: float = 30.0
    workers: int = 1
    tls_cert: str | None = None
    tls_key: str | None = None
    access_log: str | None = None
    token: str | None = field(default=None, repr=False)
    hosts: tuple[str, ...] = ()
    store_url: str | None = None
    store_limits: Limits = field(default_factory=Limits)
    rewriting: Rewriting = field(default_factory=Rewriting)
    furnish: tuple[Furnish, ...] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
