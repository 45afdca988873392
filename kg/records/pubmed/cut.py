"""Cutting a stream of PubMed XML at the ends of its records, so that one broken record never takes another with it.

An XML parser that reads a whole file stops at its first error. Here the stream is searched for the tags that open and close a record,
and each record is given on as the bytes that stand there; comments, CDATA sections and processing instructions are recognised, so that a
tag inside one cuts nothing.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from kg.records import RAW_LIMIT
from kg.records.pubmed.encoding import utf8_chunks

__all__ = ["PROLOG", "Piece", "cut"]

_RECORD_LIMIT: Final = 64 << 20
# A comment or the like that has not ended after so many bytes is taken for one that nobody closed.
_MARKUP_LIMIT: Final = 1 << 20

_RECORDS: Final = rb"PubmedArticle|PubmedBookArticle|MedlineCitation|BookDocument|DeleteCitation|DeleteDocument"
_SETS: Final = rb"(?:PubmedArticle|MedlineCitation|PubmedBookArticle|BookDocument)Set"
_INNER: Final = {b"PubmedArticle": b"MedlineCitation", b"PubmedBookArticle": b"BookDocument"}
# One opened again before it is closed was never closed; a comment holds no "--" (XML 1.0, section 2.5).
_COMMENT: Final = rb"<!--(?>[^-]+|-(?!-))*+-->"
_INSTRUCTION: Final = rb"<\?(?>[^?<]+|\?(?!>)|<(?!\?))*+\?>"
_CDATA: Final = rb"<!\[CDATA\[(?>[^\]<]+|\](?!\]>)|<(?!!\[CDATA\[))*+\]\]>"
_DOCTYPE: Final = rb"<!DOCTYPE(?>[^\[<>]+)(?:\[[^\]]*+\]\s*)?>"
_OPENER: Final = rb"<!--|<!\[CDATA\[|<!DOCTYPE|<\?"

PROLOG: Final = re.compile(rb"(?>\s+|\xef\xbb\xbf|%b|%b|%b)*+<(?:%b|%b)(?=[\s/>])" % (_INSTRUCTION, _COMMENT, _DOCTYPE, _SETS, _RECORDS))
"""What stands before the first record or set of them, and that element's name."""

_BETWEEN: Final = re.compile(rb"(?>\s+|\xef\xbb\xbf|%b|%b|%b|</?%b(?:\s[^<>]*|/)?>)*+" % (_INSTRUCTION, _COMMENT, _DOCTYPE, _SETS))
_START: Final = re.compile(rb"<(%b)(?=[\s/>])" % _RECORDS)
_EMPTY: Final = re.compile(rb"<(?:%b)(?:\s[^<>]*)?/>" % _RECORDS)
_UNCLOSED: Final = re.compile(_OPENER)
_TOKEN: Final = re.compile(
    rb"%b|%b|%b|(?P<unclosed>%b)|<(?P<end>/)?(?P<name>%b|%b)(?(end)\s*>|(?=[\s/>]))"
    % (_COMMENT, _INSTRUCTION, _CDATA, _OPENER, _SETS, _RECORDS)
)
# What a whole record of the common kinds does not contain after its start; where one of these stands, the slow way looks closely.
_ALARMS: Final = {
    b"PubmedArticle": (b"PubmedArticle", b"PubmedBook", b"<Delete"),
    b"MedlineCitation": (b"MedlineCitation", b"PubmedArticle", b"PubmedBook", b"<Delete"),
}
# The same of markup; the one byte, which most records lack, is found thirty times faster than the two.
_MARKUP_ALARMS: Final = ((b"!", b"<!"), (b"?", b"<?"))

_Tag = re.Match[bytes]


class Piece(NamedTuple):
    """A record as it stands in the stream, or something that ought to have been one.

    `tag` is the record's element, empty for text outside any; `line` counts from 1; `fault` says why there is no whole record.
    """

    tag: str
    line: int
    raw: bytes
    fault: str = ""


def cut(stream: BinaryIO, *, chunk: int = 1 << 20, limit: int = _RECORD_LIMIT) -> Iterator[Piece]:
    r"""Yield the records of a stream in its order, in UTF-8, lazily; `chunk` bytes are read at once, a record has at most `limit`.

    Everything that is neither record nor the frame around records is yielded too, with its fault.

    >>> import io
    >>> [piece.raw for piece in cut(io.BytesIO(b"<PubmedArticleSet>\n<PubmedArticle>1</PubmedArticle>\n</PubmedArticleSet>"))]
    [b'<PubmedArticle>1</PubmedArticle>']
    """
    window = _Window(utf8_chunks(stream, chunk))
    while True:
        if between := _BETWEEN.match(window.buffer, window.start):
            window.advance(between.end())
        # Enough to see any tag whole, and to keep what is wrong as far as it is kept.
        if len(window.buffer) - window.start < RAW_LIMIT and window.more():
            continue
        if window.start == len(window.buffer):
            return
        if opening := _START.match(window.buffer, window.start):
            yield _record(window, opening[1], limit)
        elif not (_UNCLOSED.match(window.buffer, window.start) and len(window.buffer) - window.start < _MARKUP_LIMIT and window.more()):
            yield _stray(window)


class _Window:
    """The part of the stream in memory: `buffer` from `start` on is still to be read, `line` is that of `start`."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.buffer = b""
        self.start = 0
        self.line = 1
        self.passed = 0
        self.ended = False

    def more(self) -> bool:
        """Read on, at least as much as is kept, so that reading a long record again and again stays linear; False at the end."""
        kept = self.buffer[self.start :]
        parts, size = [kept], 0
        while size <= len(kept) and (part := next(self._chunks, b"")):
            parts.append(part)
            size += len(part)
        self.buffer, self.start = b"".join(parts), 0
        self.ended = self.ended or not size
        return size > 0

    def advance(self, end: int) -> bytes:
        """Leave behind what stands before `end`, and give it."""
        passed = self.buffer[self.start : end]
        self.line += passed.count(b"\n")
        self.passed += len(passed)
        self.start = end
        return passed


def _record(window: _Window, name: bytes, limit: int) -> Piece:
    """Cut out the record that starts here; where its end is missing, as far as the next record or the end of the set."""
    line, tag, fault = window.line, name.decode(), ""
    end = _plain_end(window, name)
    if not end:
        while (found := _seek(window, name)) is None and len(window.buffer) - window.start <= limit and window.more():
            pass
        end = len(window.buffer) if found is None else found.end() if found["name"] == name and found["end"] else found.start()
        fault = _fault(found, tag)
    if end - window.start > limit:
        raw = window.buffer[window.start : window.start + RAW_LIMIT]
        _pass_over(window, name)
        return Piece(tag, line, raw, f"{tag} is longer than the {limit} bytes that are read for one record")
    return Piece(tag, line, window.advance(end), fault)


def _plain_end(window: _Window, name: bytes) -> int:
    """Find the end of a record that is plainly whole: one like most, without comments and the like; 0 where that takes a closer look."""
    if empty := _EMPTY.match(window.buffer, window.start):
        return empty.end()
    closing = b"</" + name + b">"
    end = window.buffer.find(closing, window.start) if name in _ALARMS else -1
    if end < 0:
        return 0
    find, inside = window.buffer.find, window.start + 1 + len(name)
    if any(find(alarm, inside, end) >= 0 for alarm in _ALARMS[name]):
        return 0
    if any(find(byte, inside, end) >= 0 and find(alarm, inside, end) >= 0 for byte, alarm in _MARKUP_ALARMS):
        return 0
    return end + len(closing)


def _seek(window: _Window, name: bytes, skip: int = 1) -> _Tag | None:
    """Find the tag at which the record `name`, or stray text (no name), is over; None where more must be read to say."""
    inner = _INNER.get(name)
    for token in _TOKEN.finditer(window.buffer, window.start + skip):
        if token["unclosed"]:
            if not window.ended and len(window.buffer) - token.start() < _MARKUP_LIMIT:
                return None
        elif token["end"]:
            if token["name"] == name or token["name"].endswith(b"Set"):
                return token
        elif token["name"] and token["name"] != inner:
            return token
    return None


def _fault(found: _Tag | None, tag: str) -> str:
    if found is None:
        return f"the file ends inside {tag}, before </{tag}>: it was cut off, fetch it again"
    if found["end"] and found["name"].decode() == tag:
        return ""
    return f"{tag} has no end: {'</' if found['end'] else '<'}{found['name'].decode()}> comes before </{tag}>"


def _stray(window: _Window) -> Piece:
    """Take what stands outside any record, as far as the next record or set."""
    line, begin = window.line, window.passed
    raw = window.buffer[window.start : window.start + RAW_LIMIT]
    _pass_over(window, b"")
    raw = raw[: window.passed - begin].rstrip()
    return Piece("", line, raw, "text that belongs to no record: a PubmedArticle or its like ought to start here")


def _pass_over(window: _Window, name: bytes) -> None:
    """Leave a record or stray text behind without keeping it."""
    skip = 1
    while (found := _seek(window, name, skip)) is None and not window.ended:
        if (rest := len(window.buffer) - _MARKUP_LIMIT) > window.start:
            window.advance(rest)
            skip = 0
        window.more()
    own = found is not None and found["end"] and found["name"] == name
    window.advance(len(window.buffer) if found is None else found.end() if own else found.start())
