"""Text as it enters a record: once into NFC, without control characters; nothing changes it afterwards, so offsets hold."""

import re
import unicodedata
from typing import Final

# C0 and C1 controls, DEL, lone surrogates and non-characters: RDF/XML cannot hold them, or UTF-8 cannot encode them.
_UNWANTED: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES: Final = re.compile(r"\s+")


def clean(text: str) -> str:
    r"""Bring text into NFC, drop what no RDF syntax can carry, fold runs of white space to one space, strip the ends.

    >>> clean("  e\u0301pith\x01elial\n transition ")
    'épithelial transition'
    """
    return _SPACES.sub(" ", _UNWANTED.sub("", unicodedata.normalize("NFC", text))).strip()
