"""`weft proxy`: forward everything to an upstream; requests to models are made smaller.

Every flag is a setting under another name; what it may be is checked where settings are. Exit
codes: 0 stopped as told, 2 cannot start like this, 128 and the signal's number where a second
signal ended it at once.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from weft.cli.context import ConfigurationFault, Context, with_settings
from weft.cli.proxy_flags import of_flags

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.gateway.events import Ears
    from weft.gateway.options import Options, Rewriting
    from weft.settings import Settings
    from weft.settings.tree import Proxy


def _flag(option: str, metavar: str, text: str, **more: Any) -> Callable[[Any], Any]:
    return click.option(option, metavar=metavar, help=text, **more)


@click.command()
@_flag(
    "--listen",
    "ADDRESS",
    "HOST:PORT or unix:PATH. May be repeated.  [default: 0.0.0.0:8787]",
    multiple=True,
)
@_flag("--upstream", "URL", "Where requests go: http://, https:// or unix:PATH.")
@_flag(
    "--route",
    "PREFIX=URL",
    "Where those under a path go instead; the URL takes the prefix's place. May be repeated.",
    multiple=True,
)
@_flag(
    "--upstream-timeout",
    "TIME",
    "How long the upstream may be silent, before its answer and between bytes.  [default: 600s]",
)
@_flag("--upstream-connect-timeout", "TIME", "How long connecting may take.  [default: 10s]")
@_flag("--upstream-ca", "FILE", "Certificates (PEM) to trust beside the system's.")
@_flag(
    "--max-body-bytes",
    "SIZE",
    "The largest JSON body of a request, beyond which it is a 413: JSON may come to be held in "
    "memory. Other bodies stream through, whatever their size.  [default: 100MB]",
)
@_flag("--log-level", "LEVEL", "trace, debug, info, warn, error or off.  [default: info]")
@_flag(
    "--rewrite-host",
    "",
    "Send the upstream's name as Host (default).",
    is_flag=False,
    flag_value="true",
)
@click.option("--no-rewrite-host", is_flag=True, help="Send the Host that the client sent.")
@_flag(
    "--strip-internal-headers",
    "WORD",
    "enabled: x-headroom-* and x-weft-* never go upstream (default); or disabled.",
)
@_flag(
    "--graceful-shutdown-timeout",
    "TIME",
    "How long requests in flight may finish after SIGTERM.  [default: 30s]",
)
@_flag(
    "--mode",
    "MODE",
    "How far requests are rewritten: off, observe, lossless or full.  [default: full]",
)
@_flag(
    "--retrieval-tool",
    "WHEN",
    "When the model is offered weft_retrieve: lazy, always or never.  [default: lazy]",
)
@_flag(
    "--compression",
    "",
    "true: as --mode full; false: as --mode off.",
    is_flag=False,
    flag_value="true",
)
@_flag("--compression-mode", "MODE", "live_zone: as --mode full; off: as --mode off.")
@_flag(
    "--compression-max-body-bytes",
    "SIZE",
    "The largest request that is rewritten; larger ones go out as they came.  [default: 100MB]",
)
@_flag(
    "--cache-control-auto-frozen",
    "WORD",
    "enabled: what a client marked in the opening of a conversation stays as it is (default); or "
    "disabled.",
)
@_flag(
    "--auth-mode-policy-enforcement",
    "WORD",
    "enabled: OAuth and subscriptions get --mode lossless at most (default); or disabled.",
)
@_flag("--workers", "N", "Processes that serve.  [default: 1]")
@_flag("--tls-cert", "FILE", "Serve TLS with this certificate chain (PEM).")
@_flag("--tls-key", "FILE", "Its private key (PEM), if not in the same file.")
@_flag(
    "--hosts",
    "NAMES",
    "Names of this machine, with commas, under which the gateway's own endpoints answer without "
    "proxy.token, beside localhost.",
)
@_flag(
    "--access-log",
    "[FILE|-]",
    "One line of JSON per exchange, to a file or to standard output.",
    is_flag=False,
    flag_value="-",
)
@with_settings
def proxy(weft: Context, /, no_rewrite_host: bool, **flags: str | tuple[str, ...] | None) -> None:
    """Forward to an upstream, and make requests to models smaller on their way.

    \b
    weft proxy --listen 0.0.0.0:8787 --upstream http://127.0.0.1:8788

    What tools gave is written shorter in requests of Anthropic Messages, Chat Completions,
    Responses and Gemini, the same way on every turn; originals are kept in the store. All else,
    and everything with --mode off, is forwarded verbatim.

    /healthz, /stats, /v1/compress, /v1/retrieve and a few more are answered here (/openapi.json
    lists them); everything else is forwarded.
    """
    from weft.gateway.fault import Misconfigured
    from weft.gateway.journal import Journal
    from weft.gateway.server import utc
    from weft.gateway.start import start

    given = [*of_flags(flags)]
    if no_rewrite_host:
        given.append(("--no-rewrite-host", "proxy.rewrite_host", "false"))
    context = Context(weft.config, (*weft.flags, *given))
    settings = context.settings
    journal = Journal(sys.stderr, settings.log.level, utc, terminal=sys.stderr.isatty())
    with context.understood():
        options, ears = _options(settings), _ears(settings)
    try:
        code = start(options, journal, ears)
    except Misconfigured as error:
        raise ConfigurationFault(context.masked(error)) from error
    if code:
        raise click.exceptions.Exit(code)


def _options(settings: Settings) -> Options:
    from weft.gateway.options import Options
    from weft.library.compress_door import doors
    from weft.library.opening import named

    proxy: Proxy = settings.proxy
    store_url, store_limits = named(settings)
    return Options(
        listen=_several(proxy.listen),
        upstream=proxy.upstream,
        routes=_several(proxy.routes),
        upstream_timeout=proxy.upstream_timeout,
        upstream_connect_timeout=proxy.upstream_connect_timeout,
        upstream_ca=proxy.upstream_ca,
        max_body_bytes=proxy.max_body_bytes,
        rewrite_host=proxy.rewrite_host,
        strip_internal_headers=proxy.strip_internal_headers,
        graceful_shutdown_timeout=proxy.graceful_shutdown_timeout,
        workers=proxy.workers,
        tls_cert=proxy.tls_cert,
        tls_key=proxy.tls_key,
        access_log=proxy.access_log,
        token=proxy.token,
        hosts=_several(proxy.hosts),
        environ=os.environ,
        furnish=(doors(settings),),
        store_url=store_url,
        store_limits=store_limits,
        rewriting=_rewriting(settings),
    )


def _ears(settings: Settings) -> Ears:
    """What listens, and counts for all workers. A store in memory leaves nothing on the disk."""
    import time

    from weft import __version__
    from weft.observe.opening import NAME, Observing
    from weft.settings.state import prepare

    kept = not settings.store.url.lower().startswith("memory:")
    return Observing.of(
        prepare(settings.state_dir, os.geteuid()) / NAME if kept else None,
        version=__version__,
        forms=_forms,
        now=time.time,
        chance=os.urandom,
    )


def _forms() -> tuple[str, ...]:
    """What forms there are. Asking for them loads the engine."""
    from weft.engine.forms.registry import FORMS

    return FORMS.names


def _rewriting(settings: Settings) -> Rewriting:
    from weft.gateway.options import Rewriting
    from weft.policy.words import Mode

    rewrite, engine = settings.rewrite, settings.engine
    return Rewriting(
        mode=Mode(rewrite.mode),
        enforce_auth=rewrite.auth_policy,
        frozen_prefix=rewrite.frozen_prefix,
        seconds=rewrite.time,
        min_tokens=engine.min_tokens,
        lossy=engine.lossy,
        offload=engine.offload,
        max_body=rewrite.max_body_bytes,
        min_body=rewrite.min_request_bytes,
        exact_tools=frozenset(_several(rewrite.exact_tools)),
        retrieval_tool=rewrite.retrieval_tool,
        retrieval_rounds=rewrite.retrieval_rounds,
    )


def _several(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",")) if text else ()
