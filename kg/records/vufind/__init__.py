"""Records of a VuFind catalogue: its record pages copied as text, and the documents of its Solr index as JSON."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, Final

from kg.model import Item, Rejected
from kg.records import RAW_LIMIT, Reader
from kg.records.vufind import pages, solr
from kg.records.vufind.documents import decoded
from kg.records.vufind.fields import missing, record_of

__all__ = ["READER", "read", "sniff"]

# Field names of VuFind's Solr schema that no other format of bibliographic JSON has.
_SCHEMA: Final = re.compile(
    r'"(?:author_facet|author_sort|author2|callnumber-first|fullrecord|publishDate|publishDateSort|record_format|recordtype|spellingShingle'
    r'|title_auth|title_full|title_fullStr|title_short|title_sort|work_keys_str_mv|_version_)"\s*:',
)
_JSON: Final = ("{", "[")


def sniff(head: bytes) -> bool:
    r"""Whether a stream begins as a record page, or as JSON with field names that only VuFind's index has.

    >>> sniff(b"Loading\nOn exosomes\nFormat: | Article |\n---|---|\n"), sniff(b'{"DOI": "10.1000/182", "title": ["On exosomes"]}')
    (True, False)
    """
    text = head.decode("utf-8-sig", errors="replace")
    if text.lstrip().startswith(_JSON):
        return _SCHEMA.search(text) is not None
    return pages.TABLE.search(text) is not None


def read(stream: BinaryIO, *, file: str, source: str) -> Iterator[Item]:
    """Yield the records and what could not be read, in the order of the stream.

    Pages and JSON lines are read lazily, one in memory at a time; JSON printed over several lines, or a list, is held in memory as a whole.

    >>> import io
    >>> [str(item) for item in read(io.BytesIO(b'{"id": "x1"}'), file="x.json", source="")]
    ['x.json:1: record 1: no title (in title, title_full, title_short or title_auth)']
    """
    lines = decoded(stream)
    first = next((line for line in lines if line.text.strip()), None)
    if first is None:
        return
    documents = (solr if first.text.lstrip().startswith(_JSON) else pages).documents(chain([first], lines))
    for number, document in enumerate(documents, start=1):
        if reason := document.reason or missing(document.fields):
            raw = document.text.encode("utf-8", errors="replace")[:RAW_LIMIT]
            yield Rejected(file=file, format="vufind", record=number, line=document.line, reason=reason, raw=raw)
        else:
            yield record_of(document, source=source, file=file)


READER: Final = Reader(
    name="vufind",
    title="VuFind record pages (text) and Solr documents (JSON, JSON lines)",
    aliases=("vufind-solr", "solr"),
    suffixes=(".txt", ".json", ".jsonl"),
    keeps="all fields but search copies; authors cut apart by their keys; journal, type, full date and licence recovered from `spelling`",
    sniff=sniff,
    read=read,
)
