"""Record formats, one file each: bytes -> iterator of `Record | Deletion | Rejected`.

Each module has a `READER`; `kg.registry` lists them. A reader takes a binary stream, walks it once, keeps no more of it in memory than
one record, and raises nothing for bad content: what it cannot read it yields as `Rejected`, and goes on with the next record.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

from kg.model import Item

__all__ = ["RAW_LIMIT", "Read", "Reader"]

RAW_LIMIT: Final = 65_536
"""How many bytes a `Rejected` keeps of what could not be read."""


class Read(Protocol):
    """The reading function of a format."""

    def __call__(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Item]:
        """Yield what the stream holds, in its order; `file` is what messages call it, `source` goes into each record."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A record format: what it is called, how it is recognised, how it is read."""

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    suffixes: tuple[str, ...]
    keeps: str
    """What of the format is kept, in one line, for ``kg formats``."""
    source: str = ""
    """The source's name where the format's ids are the same everywhere; empty where they are local to a file or catalogue."""
    sniff: Callable[[bytes], bool]
    """Whether the first 64 KiB of a stream look like this format."""
    read: Read
