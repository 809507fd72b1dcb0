"""Text in, shorter text out.

Five nouns, all in `model`: a `Block` is a text that may be rewritten; its `Kind` says what
it looks like; a `Cut` names a part of it that is left out; a `Candidate` is one way to write
it shorter; a `Rendering` is the candidate that won, ready to be settled with a store.

Data flows one way: `detect` names the kind, each form in `forms` offers a candidate (`folds` and
`offers` ask them, `attempts` writes down what came of it), `pipeline` takes the cheapest that is
true by `verify`, counted with `tokens`, under the `terms` of the caller. What texts are
made of stands in a package for each sort: `documents` (JSON), `tables`, `records` and `sections`
(configuration), `elements` (XML), `lines`, `files`, `code`, `markup`, `prose`; `mix` divides texts
of several sorts. `signals` says what of them matters, `select` which rows.

The engine is pure. It does no I/O, reads no clock, no randomness, no environment and no
settings but its arguments; an import contract keeps it so. It never returns a text that
costs more than the original, and never one from which the original cannot be had back.
"""
