"""Plain text, for tagging alone: a whole stream is one record with one text named ``text``, as given, so that offsets are the file's own.

No registered record format: a text says nothing of who wrote it, so nothing is built of it.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

from kg.model import Item, Origin, Record, Rejected, Text
from kg.records import Reader

__all__ = ["READER"]


def _read(stream: BinaryIO, *, file: str, source: str) -> Iterator[Item]:
    raw = stream.read()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 text (byte {error.start}): convert it first"
        yield Rejected(file=file, format="text", record=1, line=raw.count(b"\n", 0, error.start) + 1, reason=reason)
        return
    abstracts = (Text(field="text", value=text),)
    yield Record(source=source, id=file, kind="document", abstracts=abstracts, origin=Origin(file=file, line=1, format="text"))


def _sniff(head: bytes) -> bool:
    return b"\0" not in head


READER: Final = Reader(name="text", title="Plain text", suffixes=(".txt",), keeps="the text", sniff=_sniff, read=_read)
