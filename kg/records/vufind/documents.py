"""What both forms of VuFind records have in common: decoded lines go in, documents (field -> values) come out."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

__all__ = ["Document", "Fields", "Line", "decoded"]

Fields = dict[str, list[str]]
_BOM: Final = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """A line without its end; `number` counts from 1. `guessed` says that it is no UTF-8 and was read as Windows-1252."""

    number: int
    text: str
    guessed: bool = False


class Document(NamedTuple):
    """The fields of one record as the index names them, or the `reason` why there are none; `text` is what stood there.

    `joined`: the values of a field stand in one line without a separator, as they do on a page.
    """

    line: int
    text: str
    fields: Fields
    joined: bool = False
    guessed: bool = False
    reason: str = ""


def decoded(stream: Iterable[bytes]) -> Iterator[Line]:
    r"""Decode lines one by one, lazily: UTF-8 with or without BOM, and Windows-1252 where that fails.

    >>> [line.text for line in decoded([b"\xef\xbb\xbfG\xc3\xb6tz\r\n", b"G\xf6tz\n"])]
    ['Götz', 'Götz']
    """
    for number, raw in enumerate(stream, start=1):
        line = (raw.removeprefix(_BOM) if number == 1 else raw).rstrip(b"\r\n")
        try:
            yield Line(number, line.decode("utf-8"))
        except UnicodeDecodeError:
            yield Line(number, line.decode("windows-1252", errors="replace"), guessed=True)
