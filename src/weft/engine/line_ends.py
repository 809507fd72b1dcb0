"""Line ends: texts in which every line ends with CR LF, and all others.

Only the translation; that lines did end so is for the form to say.
"""

from __future__ import annotations


def plain(text: str) -> tuple[str, bool] | None:
    """The text with line feeds, and whether each was CR LF; nothing where line ends are mixed."""
    if "\r" not in text:
        return text, False
    body = text.replace("\r\n", "\n")
    if "\r" in body or len(text) - len(body) != body.count("\n"):
        return None
    return body, True


__all__ = ["plain"]
