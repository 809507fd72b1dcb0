"""`weft expand`: a shortened text turned back into its original.

Exit codes: 0 turned back, 1 nothing in it is of our writing or an original is gone, 2 usage or
configuration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from weft.cli import source
from weft.cli.context import Fault, with_settings

if TYPE_CHECKING:
    from weft.cli.context import Context


@click.command()
@click.argument("file", metavar="[FILE]", default="-", type=source.SOURCE)
@click.option("--tenant", metavar="T", default="local", show_default=True, help="Whose original.")
@click.option("-o", "--output", metavar="FILE", help="Write there and not to standard output.")
@click.option("--store", metavar="URL", help="Another store than the configured one.")
@with_settings
def expand(weft: Context, /, file: str, tenant: str, output: str | None, store: str | None) -> None:
    """Turn a shortened text back into its original.

    A text with markers is given whole from the store. One that lost nothing is turned back by what
    wrote it: byte for byte; JSON with all its values, and in the white space that Weft writes.
    In the body of a request every text is turned back where it stands.
    """
    from weft.engine.forms.registry import FORMS
    from weft.library.bodies import bytes_of, parsed, text_of
    from weft.library.expanding import Gone, ManyOriginals, expand, expand_body

    data = source.read(file)
    body = parsed(data)
    try:
        with weft.with_flag("--store", "store.url", store).store() as opened:
            if body is not None:
                found = expand_body(data, body, FORMS, opened, tenant)
            else:
                text = expand(text_of(data), FORMS, opened, tenant)
                found = None if text is None else bytes_of(text)
    except (Gone, ManyOriginals) as error:
        raise Fault(str(error)) from error
    if found is None:
        source.write(data, output)
        raise Fault("nothing in it was written by Weft, so it is given as it is")
    source.write(found, output)


__all__ = ["expand"]
