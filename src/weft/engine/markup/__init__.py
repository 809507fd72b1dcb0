"""Documents with structure: Markdown, reStructuredText, pages of a manual, web pages.

A *unit* is a run of lines that stays or goes as one: a heading, a paragraph, an item, a row, a
block of code. A reader for each kind gives the units of a text; `wanted` ranks them by the
question; `choose` says which stay; `named` says in words what goes. A web page is first written as
Markdown (`web_page`), then chosen from like any other.

No tokens are counted here and nothing is cut: the forms do that.
"""
