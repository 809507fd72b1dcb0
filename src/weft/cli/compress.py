"""`weft compress`: a file, standard input or a request body, written shorter.

The result goes to standard output, the figures to standard error, so that it can stand in a pipe.
Exit codes: 0 done (also where nothing was shorter), 1 the store failed, 2 usage or configuration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from weft.cli import source
from weft.cli.bar import Bar
from weft.cli.context import with_settings

if TYPE_CHECKING:
    from weft.cli.context import Context
    from weft.library.compressed import Compressed
    from weft.library.setup import Setup


@click.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=source.SOURCE)
@click.option("-q", "--question", metavar="TEXT", default="", help="What the reader wants to know.")
@click.option("-m", "--model", metavar="NAME", help="The model whose tokens count.")
@click.option(
    "--budget", metavar="N", type=click.IntRange(1), help="Try to take no more tokens than this."
)
@click.option("--lossless", is_flag=True, help="Leave nothing out; keep nothing in the store.")
@click.option("--tool", metavar="NAME", default="", help="The tool that gave the text.")
@click.option("--arguments", metavar="JSON", default="", help="What the tool was given.")
@click.option("--text", "as_text", is_flag=True, help="Take a request body for a text like others.")
@click.option("--json", "as_json", is_flag=True, help="Print the result and its figures as JSON.")
@click.option("-o", "--output", metavar="FILE", help="Write there and not to standard output.")
@click.option("--quiet", is_flag=True, help="Say nothing about what became of it.")
@click.option("--store", metavar="URL", help="Another store than the configured one.")
@with_settings
def compress(
    weft: Context,
    /,
    files: tuple[str, ...],
    question: str,
    tool: str,
    arguments: str,
    store: str | None,
    lossless: bool,
    output: str | None,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Write what tools gave shorter, and keep what is left out.

    FILE is a text, or the body of a request to a provider (Anthropic Messages, Chat Completions,
    Responses, Gemini): of a body only the results of tools are rewritten, and every other byte
    stays as it is. Without FILE, standard input is read; several files are written one after the
    other.

    Where a part is left out, a marker in the text says which, and `weft retrieve` gives it back;
    `weft expand` gives back the whole.
    """
    from weft.engine.model import Origin
    from weft.library.bodies import compress_bytes

    origin = Origin(tool, arguments, question=question)
    written: list[bytes] = []
    told: list[dict[str, object]] = []
    with weft.understood(), Bar("Writing", quiet=quiet) as bar:
        setup = setup_of(weft, store, lossless=lossless)
        try:
            for name in files or ("-",):
                data = source.read(name)
                new, result = compress_bytes(setup, data, origin, progress=bar, **asked)
                written.append(new)
                told.append(_document(name, result))
                if not (quiet or as_json):
                    click.echo(_line(name, result), err=True)
        finally:
            setup.close()
    source.write(_json(told) if as_json else b"".join(written), output)


def setup_of(weft: Context, store: str | None, *, lossless: bool = False) -> Setup:
    """The library's setup for the settings of this run."""
    from weft.library.setup import Setup

    weft = weft.with_flag("--store", "store.url", store)
    for key in ("engine.lossy", "engine.offload") if lossless else ():
        weft = weft.with_flag("--lossless", key, "false")
    return Setup(weft.settings)


def _line(name: str, result: Compressed[Any]) -> str:
    """One line for people: what it was, what it is, and how to have it back."""
    before, after = result.tokens_before, result.tokens_after
    about = "" if result.exact else "about "
    saved = f"{result.tokens_saved / before:.0%} less" if before else "empty"
    ways = sorted({form for block in result.blocks for form in block.forms})
    words = [f"{name}: {about}{before:,} tokens, now {after:,}, {saved}"]
    if ways:
        words.append(f"written by {', '.join(ways)}")
    elif len(result.blocks) == 1 and (reason := result.blocks[0].reason):
        words.append(reason)
    if result.hashes:
        kept = "original" if len(result.hashes) == 1 else f"{len(result.hashes)} originals"
        words.append(f"{kept} kept: weft retrieve {result.hashes[0]}")
    return "; ".join(words)


def _document(name: str, result: Compressed[Any]) -> dict[str, object]:
    """What scripts are told."""
    return {
        "file": name,
        "result": result.messages,
        "tokens_before": result.tokens_before,
        "tokens_after": result.tokens_after,
        "tokens_saved": result.tokens_saved,
        "ratio": round(result.ratio, 4),
        "exact": result.exact,
        "hashes": list(result.hashes),
        "blocks": list(result.blocks),
    }


def _json(told: list[dict[str, object]]) -> bytes:
    import json
    from dataclasses import asdict, is_dataclass

    def plain(value: object) -> object:
        if is_dataclass(value) and not isinstance(value, type):
            return asdict(value)
        raise TypeError(type(value).__name__)

    document = told[0] if len(told) == 1 else told
    # Lone surrogates have no UTF-8; as escapes they come through.
    text = json.dumps(document, ensure_ascii=False, indent=2, default=plain)
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        text = json.dumps(document, indent=2, default=plain)
    return f"{text}\n".encode()


__all__ = ["compress", "setup_of"]
