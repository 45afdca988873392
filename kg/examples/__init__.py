"""Example records, bundled with the package: papers on exosomes of tumours and how they promote metastasis.

Two formats, three files: ``pubmed.xml`` (PubMed XML), ``catalogue.txt`` (pages of a VuFind catalogue as text) and ``catalogue.json``
(its Solr documents). Two papers stand in two files each, so that the records of one work can be seen to meet.
``README.md`` beside them says which of it is fact and which was written for the purpose.
"""

from pathlib import Path
from typing import Final

__all__ = ["paths"]

_FILES: Final = ("catalogue.json", "catalogue.txt", "pubmed.xml")


def paths() -> list[Path]:
    """Locate the bundled files of example records, in alphabetical order.

    >>> [path.name for path in paths()]
    ['catalogue.json', 'catalogue.txt', 'pubmed.xml']
    """
    return [Path(__file__).parent / name for name in _FILES]
