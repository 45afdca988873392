"""XML entities made of entities: a kilobyte that unfolds to gigabytes. The RDF/XML parser unfolds them all, so it is not given them."""

import re
from typing import BinaryIO, Final

__all__ = ["nests_entities"]

# A DOCTYPE that goes on for longer is not one that people write; what stands in it is looked at this far.
_DOCTYPE: Final = 1 << 20
_NESTED: Final = re.compile(rb"<!ENTITY\s+[^>\s]+\s+(?:\"[^\"]*&(?!#)|'[^']*&(?!#))")


def nests_entities(stream: BinaryIO) -> bool:
    """Whether XML declares entities made of other entities; the stream is left where it was.

    >>> import io
    >>> nests_entities(io.BytesIO(b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r/>'))
    True
    """
    place = stream.tell()
    head = stream.read(_DOCTYPE)
    stream.seek(place)
    return _NESTED.search(head) is not None
