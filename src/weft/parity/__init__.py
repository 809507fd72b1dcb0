"""Golden fixtures: what each transform gave, recorded, compared and reported.

Nouns: a *transform* is a pure function of the engine or of recall that is held to what it once
gave; a `Fixture` is one input, one config and the output they gave; a `Comparator` runs a
transform again and says how two outputs differ; an `Outcome` is match, diff, skipped or error.

Flow: `recorder` writes fixtures, from calls it listens to (`tap`) or from inputs it is given;
`compare` reads them (`fixture`, `value`), runs the comparator from the table in `transforms` and
asks `difference` where they part; `report` counts and prints.

Nothing here changes a transform, and no fixture, however broken, can stop a run.
"""
