"""Mixed texts: a transcript with a document and a trace in it, each part by its own forms.

Nouns: a `Section` is a stretch of a text, either a *seam* that stays as it is (a prompt, headers, a
fence) or a *body* that is rendered like any text. `split` divides; the pipeline renders each body;
`join` puts what came of them together to one candidate whose cuts name parts of the original.

Flow: text -> sections that tile it -> offers -> one candidate. One file for each look of a mixture;
each gives nothing where it is not sure. Nothing here renders, counts or chooses.
"""

from weft.engine.mix.divide import split
from weft.engine.mix.join import MIXED, NOTE, Made, join
from weft.engine.mix.section import LEAST_BODY, Section

__all__ = ["LEAST_BODY", "MIXED", "NOTE", "Made", "Section", "join", "split"]
