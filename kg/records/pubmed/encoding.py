"""Bytes of XML in whatever encoding -> bytes in UTF-8, chunk by chunk."""

import codecs
import io
import json
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

__all__ = ["utf8_chunks", "utf8_text"]

# UTF-32 before UTF-16: the mark of the one begins like that of the other. Without a mark, "<" and a zero byte tell (XML 1.0, appendix F).
_SIGNATURES: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)""")
# XML dumped as one JSON string: programs keep the answers of NCBI's services so.
_QUOTED: Final = re.compile(rb'\s*"\s*<')
_CUT_ESCAPE: Final = re.compile(rb"(?<!\\)(?:\\\\)*(\\(?:u[0-9A-Fa-f]{0,3})?)$")
_UNREADABLE: Final = "kg.unreadable"


def _unreadable(error: UnicodeError) -> tuple[str, int]:
    """Stand a lone surrogate for what cannot be decoded: in UTF-8 it is not valid either, so the record that holds it is found out."""
    if isinstance(error, UnicodeDecodeError):
        return "\udcff", error.end
    raise error


codecs.register_error(_UNREADABLE, _unreadable)


def utf8_chunks(stream: BinaryIO, size: int) -> Iterator[bytes]:
    r"""Yield a stream in UTF-8, in chunks made of `size` bytes each, none empty. Its byte order mark or XML declaration names the encoding.

    XML that stands in one JSON string is taken out of it, whole in memory.
    What its encoding does not allow comes out as bytes that UTF-8 does not allow either; an encoding nobody knows is taken for UTF-8.

    >>> import io
    >>> b"".join(utf8_chunks(io.BytesIO("<a>\u00e9</a>".encode("utf-16")), 3)).decode()
    '<a>é</a>'
    """
    head = stream.read(max(size, 256))
    if _QUOTED.match(head):
        yield _unquoted(head + stream.read())
        return
    encoding = _encoding(head)
    if not encoding:
        while head:
            yield head
            head = stream.read(size)
        return
    decoder = codecs.getincrementaldecoder(encoding)(_UNREADABLE)
    while head:
        if part := decoder.decode(head):
            yield part.encode("utf-8", "surrogatepass")
        head = stream.read(size)
    if part := decoder.decode(b"", final=True):
        yield part.encode("utf-8", "surrogatepass")


def utf8_text(head: bytes) -> bytes:
    """Put the beginning of a stream into UTF-8, as far as it goes."""
    return b"".join(utf8_chunks(io.BytesIO(head), len(head)))


def _unquoted(quoted: bytes) -> bytes:
    r"""Take XML out of a JSON string, as far as it goes where it is cut short; what is no JSON string stays as it is.

    >>> _unquoted(b'"<a b=\\"1\\">\\n<c')
    b'<a b="1">\n<c'
    """
    whole = quoted.strip()
    if cut := _CUT_ESCAPE.search(whole):
        whole = whole[: cut.start(1)]
    if not re.search(rb'(?<!\\)(?:\\\\)*"$', whole[1:]):
        whole += b'"'
    try:
        return str(json.loads(whole, strict=False)).strip().encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        return quoted


def _encoding(head: bytes) -> str:
    """Name the encoding that a stream is to be decoded from; empty for UTF-8."""
    for signature, encoding in _SIGNATURES:
        if head.startswith(signature):
            return encoding
    declared = _DECLARED.match(head)
    if not declared:
        return ""
    encoding = declared[1].decode().lower()
    try:
        # A declaration that was copied from elsewhere may name an encoding in which it cannot itself be read.
        honest = b"<?xml".decode(encoding, _UNREADABLE) == "<?xml"
    except (LookupError, UnicodeError):
        return ""
    return encoding if honest and codecs.lookup(encoding).name not in {"utf-8", "ascii"} else ""
