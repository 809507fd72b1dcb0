"""What tools say about files: rows of listings, trees of paths, matches of a search, patches.

Each file knows one grammar, reads a text into it and writes it again. The tests of `detect` and the
forms of `forms` share them. Nothing here decides what is worth keeping.
"""
