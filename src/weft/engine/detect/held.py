"""What holds a text together: elements, entries or indentation.

For forms that are asked about XML, configuration and YAML alike and must know which it is; a text
of another kind is none of them.
"""

from __future__ import annotations

from weft.engine.detect.config_file import is_config
from weft.engine.detect.xml_document import is_xml
from weft.engine.detect.yaml_document import is_yaml
from weft.engine.model import Kind
from weft.engine.records.notes import has_note


def held_by(text: str) -> Kind | None:
    """XML, YAML or CONFIG, in the order in which they are told apart. A folded one is none."""
    if has_note(text):
        return None
    if is_xml(text):
        return Kind.XML
    if is_yaml(text):
        return Kind.YAML
    return Kind.CONFIG if is_config(text) else None


__all__ = ["held_by"]
