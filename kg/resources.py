"""Where the files of ``ontologies/`` are, installed or in a checkout."""

from pathlib import Path

__all__ = ["ontology_file"]


def ontology_file(name: str) -> Path:
    """Locate one of the bundled ontologies, shapes or vocabularies by file name.

    A wheel carries the folder inside the package; an editable install has it beside the package.

    >>> ontology_file("tumour-exosome.ttl").name
    'tumour-exosome.ttl'
    """
    package = Path(__file__).parent
    installed = package / "ontologies" / name
    return installed if installed.exists() else package.parent / "ontologies" / name
