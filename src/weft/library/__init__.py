"""The face of the library: `from weft import compress`.

Nouns: a `Setup` is everything that stays between calls (settings, an open store, forms); a
`Session` is one conversation, in which what was decided once stands; a `Compressed` is what comes
of a call, an `Outcome` what became of one text in it; an `Answer` is what `retrieve` gives.

Flow: `calls` takes the user's arguments, `setup` opens what they name, `work` reads the texts
(`dialects`), has a `Scribe` write each (`rewrite`) and puts them into copies (`placing`).

Nothing here decides how a text is written, and the user's objects are never changed.
"""
