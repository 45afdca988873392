"""What a walk over one PubMed element gathers.

Handlers, one an element, put what they read into the `Draft`; what no handler knows is kept under the names of the element and its parent,
so that nothing which stands in a file is dropped: ``("MedlineJournalInfo/Country", "Italy")``, ``("Article@PubModel", "Print")``.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, cast

from lxml.etree import _Element

from kg import ns
from kg.model import Contributor, Date, Grant, Identifier, Keyword, Relation, Subject, Term, Text
from kg.records.dates import calendar_date, printed_date
from kg.records.text import clean

__all__ = [
    "Draft",
    "Handler",
    "Handlers",
    "attribute",
    "date_into",
    "element_date",
    "mesh_iri",
    "pmid_version",
    "text_into",
    "text_of",
    "visit",
]

Handler = Callable[["Draft", _Element], None]
"""What to do with an element."""

Handlers = Mapping[str, Handler]
"""Name of an element -> what to do with it."""

# Attributes that say what holds anyway.
_DEFAULTS: Final = {("CompleteYN", "Y"), ("ValidYN", "Y"), ("MajorTopicYN", "N"), ("Version", "1")}
_INLINE: Final = frozenset({"b", "i", "u", "sub", "sup"})
_VERSION: Final = re.compile(r"[0-9]{1,3}")
_MESH_UI: Final = re.compile(r"[CDQ][0-9]{4,12}")


def _cleaned(text: str) -> str:
    # Nearly all text is clean already, and finding that out takes a tenth of the time.
    return text.strip() if text.isascii() and text.isprintable() and "  " not in text else clean(text)


def text_of(element: _Element) -> str:
    """Give an element's text, that of inline markup and formulas included, as `kg.records.text.clean` leaves it."""
    return _cleaned("".join(cast("Iterator[str]", element.itertext())) if len(element) else element.text or "")


def attribute(element: _Element, name: str) -> str:
    """Give an attribute, cleaned; empty where it is absent."""
    value = element.get(name)
    return _cleaned(value) if value else ""


@lru_cache(maxsize=65_536)
def mesh_iri(ui: str) -> str:
    """Name what a MeSH unique identifier stands for; empty for what is none."""
    return ns.mesh(ui) if _MESH_UI.fullmatch(ui) else ""


def element_date(element: _Element) -> Date | None:
    """Read a date from its parts, whichever there are; a time of day is kept as printed."""
    parts = {child.tag: text_of(child) for child in element}
    year = parts.get("Year", "")
    if printed := parts.get("MedlineDate"):
        return printed_date(f"{year} {printed}".strip())
    if season := parts.get("Season"):
        return printed_date(f"{year} {season}".strip())
    date = calendar_date(year, parts.get("Month", ""), parts.get("Day", ""))
    if date and (hour := parts.get("Hour")):
        clock = ":".join(part.zfill(2) for part in (hour, parts.get("Minute", "0"), parts.get("Second", "")) if part)
        return Date(start=date.start, end=date.end, precision=date.precision, as_printed=f"{date.as_printed or date.start} {clock}")
    return date


def visit(draft: "Draft", element: _Element, handlers: Handlers) -> None:
    """Hand each child to its handler; keep those that have none."""
    for child in element:
        handler = handlers.get(child.tag)
        if handler is None:
            draft.keep(child)
        else:
            handler(draft, child)


def pmid_version(element: _Element) -> int:
    """Give the version of a PMID, from 1."""
    version = element.get("Version", "")
    return int(version) if _VERSION.fullmatch(version) else 1


def text_into(name: str) -> Handler:
    """Make a handler that puts an element's text into a field of the draft; a second element of the kind is kept apart."""

    def handle(draft: Draft, element: _Element) -> None:
        if getattr(draft, name):
            draft.keep(element)
        else:
            setattr(draft, name, text_of(element))
            draft.keep_attributes(element)

    return handle


def date_into(name: str) -> Handler:
    """Make a handler that adds an element's date under a name."""

    def handle(draft: Draft, element: _Element) -> None:
        if date := element_date(element):
            draft.dates.append((name, date))
        else:
            draft.keep(element)

    return handle


@dataclass(slots=True, kw_only=True)
class Draft:
    """A record in the making."""

    pmid: str = ""
    pmid_version: int = 1
    title: str = ""
    vernacular: str = ""
    book_title: str = ""
    pages: str = ""
    article_number: str = ""
    item_id: str = ""
    rights: str = ""
    publisher: str = ""
    place: str = ""
    edition: str = ""
    issued: Date | None = None
    journal: str = ""
    iso_abbreviation: str = ""
    medline_abbreviation: str = ""
    nlm_id: str = ""
    volume: str = ""
    issue: str = ""
    affiliation: str = ""
    issns: list[Identifier] = field(default_factory=list)
    book_identifiers: list[Identifier] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    abstracts: list[Text] = field(default_factory=list)
    contributors: list[Contributor] = field(default_factory=list)
    book_contributors: list[Contributor] = field(default_factory=list)
    dates: list[tuple[str, Date]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    types: list[Term] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    keywords: list[Keyword] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)

    def keep(self, element: _Element, path: str = "") -> None:
        """Keep an element that has no place of its own: its attributes, and its text or its children."""
        if not path:
            parent = element.getparent()
            path = element.tag if parent is None else f"{parent.tag}/{element.tag}"
        self.keep_attributes(element, path=path)
        parts = [child for child in element if child.tag not in _INLINE and not child.tag.startswith("{")]
        if parts:
            for part in parts:
                self.keep(part, f"{path}/{part.tag}")
            self.keep_value(path, clean(" ".join([element.text or "", *(child.tail or "" for child in element)])))
        else:
            self.keep_value(path, text_of(element))

    def keep_attributes(self, element: _Element, *, known: frozenset[str] = frozenset(), path: str = "") -> None:
        """Keep the attributes of an element that say more than what holds anyway, but for the `known` ones."""
        for name, value in cast("Iterable[tuple[str, str]]", element.items()) if len(element.attrib) else ():
            if name not in known and (name, value) not in _DEFAULTS:
                self.keep_value(f"{path or element.tag}@{name}", clean(value))

    def keep_value(self, name: str, value: str) -> None:
        """Keep a value, unless it is empty."""
        if value:
            self.extra.append((name, value))
