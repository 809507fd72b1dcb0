"""What kind of text is this? One question, answered by looking at the text alone.

`order` asks one test after the other; a test for each kind, or for a few that are told apart by the
same look, stands in a file of its own and is cheap for the texts it does not fit. No rewriting
here, and nothing of where a text came from. Unsure means `Kind.TEXT`.
"""

from weft.engine.detect.json_document import MAX_DEPTH, is_json
from weft.engine.detect.order import detect

__all__ = ["MAX_DEPTH", "detect", "is_json"]
