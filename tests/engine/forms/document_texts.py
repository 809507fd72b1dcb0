"""Documents that tests read: a guide in Markdown, the same as reStructuredText, a page of a manual.

Written for this project. Each has a title, sections, code, lists and things that warn.
"""

from __future__ import annotations

TOPICS = ("quotas", "exports", "webhooks", "archives", "imports", "labels", "mirrors", "reports")


def guide(topics: tuple[str, ...] = TOPICS) -> str:
    """A README with badges, contents, options, code and a table."""
    contents = "".join(f"- [{topic.title()}](#{topic})\n" for topic in topics)
    sections = "".join(
        f"## {topic.title()}\n\n"
        f"The {topic} of a depot are kept by its steward. They are checked every night, and what "
        f"is found is written into the ledger of the depot.\n\n"
        f"- `{topic}.limit` (number): how many {topic} a depot may have. Default: {100 + n}.\n"
        f"- `{topic}.grace` (seconds): how long a surplus is borne. Default: {n * 60}.\n\n"
        f"```console\n$ depot {topic} list --all\n$ depot {topic} prune\n```\n\n"
        for n, topic in enumerate(topics)
    )
    return (
        "# Depot\n\n"
        "[![build](https://ci.example/depot.svg)](https://ci.example/depot)\n"
        "[![docs](https://docs.example/badge.svg)](https://docs.example)\n\n"
        "Depot keeps crates where they can be found again.\n\n"
        f"## Contents\n\n{contents}\n{sections}"
        "## Signals\n\n| Signal | Sent when |\n| --- | --- |\n"
        + "".join(f"| `{topic}_full` | the {topic} reach their limit |\n" for topic in topics)
        + "\n> **Warning:** `depot purge` cannot be undone.\n\n"
        "[ci]: https://ci.example/depot\n[docs]: https://docs.example\n"
    )


def reference(topics: tuple[str, ...] = TOPICS) -> str:
    """A reference in reStructuredText."""
    return ".. _depot:\n\n*****\nDepot\n*****\n\n.. contents::\n   :local:\n\n" + "".join(
        f"{topic.title()}\n{'=' * len(topic)}\n\n"
        f"What keeps the {topic} of a :term:`depot`. They are checked every night.\n\n"
        f".. function:: prune_{topic}(depot, *, limit={100 + n})\n\n"
        f"   Remove the {topic} that nobody has asked for. Returns how many there were.\n\n"
        f"   .. versionadded:: 3.{n}\n\n"
        f"   .. warning::\n\n      What is removed cannot be had back.\n\n"
        f"Call it like this::\n\n    prune_{topic}(depot)\n    depot.close()\n\n"
        for n, topic in enumerate(topics)
    )


def manual(topics: tuple[str, ...] = TOPICS) -> str:
    """A page of a manual, as `man` shows it."""
    options = "".join(
        f"       --{topic}-limit=<number>\n"
        f"           Keep at most <number> {topic}. The default is {100 + n}. A limit of 0\n"
        f"           keeps all of them, whatever the steward of the depot has said.\n\n"
        for n, topic in enumerate(topics)
    )
    return (
        "DEPOT(1)                         Depot Manual                         DEPOT(1)\n\n"
        "NAME\n       depot - keep crates where they can be found again\n\n"
        "SYNOPSIS\n       depot [OPTION]... [CRATE]...\n\n"
        "DESCRIPTION\n       Keeps each CRATE, and tells where it is.\n\n"
        f"OPTIONS\n{options}"
        "EXIT STATUS\n       0      if all is well,\n\n       2      if a crate is lost.\n\n"
        "depot 3.2                        January 2026                         DEPOT(1)\n"
    )


def essay(paragraphs: int = 24) -> str:
    """Prose, filled to lines of 72 characters, with one sentence that matters in the middle."""
    from textwrap import fill

    said = [
        f"The {TOPICS[n % 8]} of the town were counted again in the spring of {1801 + n}. "
        f"Nobody had asked for it, and the clerk wrote {n * 7 + 3} pages about what he saw. "
        "However, he did not say where the pages went. It was the custom of the place to keep "
        "such things in the hall, where the light was good and the floor was dry."
        for n in range(paragraphs)
    ]
    said[paragraphs // 2] += (
        " The key of the granary must never leave the miller's house. This rule was broken once."
    )
    return "\n\n".join(fill(paragraph, 72) for paragraph in said) + "\n"


def page(topics: tuple[str, ...] = TOPICS) -> str:
    """A web page with what surrounds the text of one."""
    sections = "".join(
        f'<h2 id="{topic}">{topic.title()}<a class="headerlink" href="#{topic}">¶</a></h2>\n'
        f"<p>The {topic} of a depot are kept by its <a href='/steward?id={n}&amp;x=1'>steward</a>. "
        f"They are checked every night &mdash; and what is found is written down.</p>\n"
        f"<ul><li><code>{topic}.limit</code>: default <b>{100 + n}</b></li>"
        f"<li><code>{topic}.grace</code>: default {n * 60}</li></ul>\n"
        f'<pre class="language-sh"><span>$</span> depot {topic} list\n  &lt;all&gt;</pre>\n'
        for n, topic in enumerate(topics)
    )
    rows = "".join(f"<tr><td>{topic}_full<td>limit of {topic}</tr>" for topic in topics)
    return (
        "<!DOCTYPE html>\n<html><head><title>Depot guide</title>"
        "<style>body { color: red }</style><script>if (a < b) { track('<p>no</p>') }</script>"
        "</head><body>\n<nav><ul>"
        + "".join(f'<li><a href="#{topic}">{topic} in the menu</a></li>' for topic in topics)
        + '</ul></nav>\n<div class="cookie-banner">We use cookies. <button>Fine</button></div>\n'
        f"<main><h1>Depot</h1>\n<p>Depot keeps crates.<br>They can be found again.</p>\n{sections}"
        f"<table><tr><th>Signal<th>Sent at</tr>{rows}</table></main>\n"
        "<footer><p>Imprint and terms of use</p></footer></body></html>\n"
    )


__all__ = ["TOPICS", "essay", "guide", "manual", "page", "reference"]
