"""PubMed and MEDLINE XML: article and book records, deletions.

The stream is cut at the ends of records (`kg.records.pubmed.cut`), each is parsed alone, without network, DTD or entities, and walked once
(`kg.records.pubmed.record`): memory holds one record, and a broken one costs no other.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from lxml import etree

from kg.errors import InputError
from kg.identifiers import normalise_pmid
from kg.model import Deletion, Item, Origin, Record, Rejected
from kg.records import RAW_LIMIT, Reader
from kg.records.pubmed.cut import PROLOG, Piece, cut
from kg.records.pubmed.draft import pmid_version
from kg.records.pubmed.encoding import utf8_text
from kg.records.pubmed.record import record_from, version_of

__all__ = ["READER"]

_FORMAT: Final = "pubmed"
# The DTD, which is not loaded, declares these prefixes for whole files.
_SCOPE: Final = (
    b'<scope xmlns:mml="http://www.w3.org/1998/Math/MathML" xmlns:xlink="http://www.w3.org/1999/xlink" '
    b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">%b</scope>'
)
_DELETIONS: Final = frozenset({"DeleteCitation", "DeleteDocument"})
# A withdrawn version of a PMID stays withdrawn, whatever revision of it arrives later.
_FOREVER: Final = "99999999"
_PLACE: Final = re.compile(r",? line \d+(?:, column \d+)?| \(<string>.*\)")


def _sniff(head: bytes) -> bool:
    return PROLOG.match(utf8_text(head)) is not None


def _read(stream: BinaryIO, *, file: str, source: str) -> Iterator[Item]:
    """Yield what stands between the tags of the file's set, in its order."""
    parser = etree.XMLParser(
        load_dtd=False,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        encoding="utf-8",
    )
    number = 0
    for piece in cut(stream):
        origin = Origin(file=file, line=piece.line, format=_FORMAT)
        for item in _items(piece, parser, source or _FORMAT, origin):
            number += 1
            if isinstance(item, str):
                raw = piece.raw[:RAW_LIMIT]
                yield Rejected(file=file, format=_FORMAT, record=number, line=piece.line, reason=item, raw=raw)
            else:
                yield item


def _items(piece: Piece, parser: etree.XMLParser, source: str, origin: Origin) -> Iterator[Record | Deletion | str]:
    """Read one piece: a record, the deletions of one list, or the reason why there is none."""
    if piece.fault:
        yield piece.fault
        return
    try:
        element = etree.fromstring(_SCOPE % piece.raw, parser)[0]
        if piece.tag not in _DELETIONS:
            yield record_from(element, source=source, origin=origin)
            return
    except etree.XMLSyntaxError as error:
        yield _complaint(piece, error)
        return
    except InputError as error:
        yield str(error)
        return
    pmids = list(element.iter("PMID"))
    if not pmids:
        yield f"{piece.tag} has no PMID element, so nothing says what to delete"
    for each in pmids:
        if pmid := normalise_pmid(each.text or ""):
            yield Deletion(source=source, id=pmid, version=version_of(pmid_version(each), _FOREVER), origin=origin)
        else:
            yield f"a PMID in {piece.tag} holds {(each.text or '')[:40]!r}, which is no PubMed number (1 to 9 digits)"


def _complaint(piece: Piece, error: etree.XMLSyntaxError) -> str:
    """Say what is wrong with XML that does not parse, and on which line of the file."""
    line = piece.line + (error.lineno or 1) - 1
    try:
        piece.raw.decode()
    except UnicodeDecodeError as bad:
        line = piece.line + piece.raw.count(b"\n", 0, bad.start)
        return f"{piece.tag} holds bytes on line {line} that the file's encoding does not allow; convert the file to UTF-8"
    # The parser may quote what follows, over several lines.
    message = (error.msg or "no reason given").splitlines()[0]
    return f"{piece.tag} is not well-formed XML on line {line}: {_PLACE.sub('', message)}"


READER: Final = Reader(
    name=_FORMAT,
    title="PubMed and MEDLINE XML",
    aliases=("medline-xml", "pubmed-xml"),
    suffixes=(".xml", ".xml.gz"),
    keeps="everything: what has no field of its own is kept under the element's name",
    source=_FORMAT,
    sniff=_sniff,
    read=_read,
)
