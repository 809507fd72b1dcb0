"""Source code: what may be left out of it so that it can still be read and parsed.

`language` holds the table of languages; which one a text is written in, `detect` tells. A `Page` is
a text as its lines. Its *outline* is a list of `Body`: lines that may go as a whole (the body of a
function, a long comment, a long table of constants), with what must be written in their place so
that what is left still parses. `parsed` finds them with a grammar, `light` and `light_python` by
layout where there is none. `choose` says which of them go, `pieces` cuts them, `symbols` lists
what a file defines.

Whatever is unsure is no body: then it simply stays.
"""
