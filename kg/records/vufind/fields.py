"""A document of VuFind's index -> `Record`.

What has no place in a record, and every further value of a field that has room for one, goes into ``extra`` under the field's name.

Source: VuFind's Solr schema (https://vufind.org/wiki/development:architecture:solr_index_schema).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from kg.identifiers import from_url, identifier
from kg.model import Container, Date, Identifier, Kind, Origin, Record, Subject, Term, Text
from kg.records.dates import calendar_date, printed_date
from kg.records.languages import language_tag
from kg.records.publication_types import publication_type
from kg.records.text import clean
from kg.records.vufind.documents import Document, Fields
from kg.records.vufind.names import contributors, fold
from kg.records.vufind.spelling import licence, recovered

__all__ = ["missing", "record_of"]

_TITLES: Final = ("title", "title_full", "title_short", "title_auth")
_HEADINGS: Final = ("topic", "geographic", "era", "genre")
# What the index makes of other fields for searching, sorting and browsing -> the field that it is made of, "" for several.
_COPIES: Final = {
    "allfields": "",
    "author2Str": "author2",
    "author2_variant": "author2",
    "author_facet": "author",
    "author_sort": "author",
    "author_variant": "author",
    "callnumber-search": "callnumber-raw",
    "callnumber-sort": "callnumber-raw",
    "dewey-search": "dewey-raw",
    "dewey-sort": "dewey-raw",
    "dewey-sort-browse": "dewey-raw",
    "publishDateSort": "publishDate",
    "score": "",
    "spelling": "",
    "spellingShingle": "",
    "title_auth": "title",
    "title_fullStr": "title_full",
    "title_full_unstemmed": "title_full",
    "title_short": "title",
    "title_sort": "title",
    "title_sub": "title",
    "work_keys_str_mv": "title",
}
# Words of format names, folded, in several languages of VuFind; the first that occurs decides.
_KINDS: Final[tuple[tuple[Kind, tuple[str, ...]], ...]] = (
    ("conference-paper", ("conferencepaper", "konferenzbeitrag")),
    ("proceedings", ("proceeding", "konferenzschrift")),
    ("chapter", ("chapter", "capitulo", "chapitre", "kapitel", "componentpart")),
    ("thesis", ("thesis", "theses", "dissertation", "hochschulschrift", "tesis", "these")),
    ("preprint", ("preprint",)),
    ("dataset", ("dataset", "researchdata", "forschungsdaten")),
    ("article", ("article", "articulo", "artigo", "artikel", "articolo", "aufsatz", "bookreview")),
    ("report", ("report",)),
    ("book", ("book", "libro", "livre", "livro", "buch", "monograph")),
)
# Headings that PubMed Central puts over the articles of an issue and that MeSH does not have as publication types.
_ARTICLE_TYPES: Final = {
    "article",
    "brief report",
    "full length article",
    "original article",
    "original research",
    "research",
    "research article",
    "research paper",
    "short communication",
}
# A MARC record is held together by control characters, and spaces count in it: pictures stand for the former, the rest stays as it is.
_PICTURES: Final = {code: 0x2400 + code for code in range(0x20)} | dict.fromkeys(
    (*range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
)
_ISBD_END: Final = re.compile(r"(?:\s[/:;=]|,)$")
_ISO_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
# MARC writes 9999 as the end of what still goes on.
_OPEN_END: Final = re.compile(r"([1-9][0-9]{3})[-\u2013]9999")
# A control number of OCLC has its prefix in ``ctrlnum`` and none in ``oclc_num`` (https://www.oclc.org/bibformats/en/controlnumber.html).
_OCLC: Final = re.compile(r"\(OCoLC\)(?:oc[mn]|on)?0*([1-9]\d*)")
_OCLC_NUMBER: Final = re.compile(r"(?:oc[mn]|on)?0*([1-9]\d*)")
# The code of the body that gave a control number stands before it in brackets.
_JOINED_CONTROL_NUMBER: Final = re.compile(r"\s+(?=\()")
_JOINED_ISBN: Final = re.compile(r"\s+(?=97[89][\d-]{10,14}\b|\d[\d-]{8,11}[\dXx]\b)")


def missing(fields: Fields) -> str:
    """Say what a document needs to be a record and lacks; empty when it lacks nothing.

    >>> missing({"id": ["x1"], "title": [" "]})
    'no title (in title, title_full, title_short or title_auth)'
    """
    if not any(clean(value) for value in fields.get("id", ())):
        return "no id (in id)"
    if not any(clean(value) for name in _TITLES for value in fields.get(name, ())):
        return f"no title (in {', '.join(_TITLES[:-1])} or {_TITLES[-1]})"
    return ""


def record_of(document: Document, *, source: str, file: str) -> Record:
    """Make the record of a document that lacks nothing; `source` and `file` go into it as they are.

    >>> document = Document(1, "", {"id": ["b1"], "title": ["The test /"], "author": ["Bryant, Dorothy, 1930-"], "format": ["Book"]})
    >>> record = record_of(document, source="catalogue", file="books.json")
    >>> record.kind, record.titles[0].value, record.contributors[0].given
    ('book', 'The test', 'Dorothy')
    """
    fields = {name: kept for name, values in document.fields.items() if (kept := _cleaned(name, values))}
    found = recovered(fields)
    rest = {name: [*values] for name, values in fields.items() if not _is_copy(name, fields)}
    local = _first(rest, "id")
    formats = rest.get("format", [])
    kind = _kind(formats)
    rest["format"] = [value for value in formats if fold(value) != kind]
    languages = _languages(rest, found.language)
    lang = languages[0] if len(languages) == 1 else ""
    subjects, types = _subjects_and_types(rest, found.type, kind)
    rights = _first(rest, "rights", "rights_str_mv") or found.rights
    # Solr counts versions; an answer without its count may say when the record was last indexed.
    version = _first(rest, "_version_", "last_indexed")
    return Record(
        source=source,
        id=local,
        version=version.zfill(20) if version.isdecimal() else version,
        kind=kind,
        titles=tuple(_titles(rest, lang)),
        abstracts=tuple(_abstracts(rest, lang)),
        contributors=tuple(contributors(rest, document)),
        container=_container(rest, found.journal, kind),
        identifiers=tuple(dict.fromkeys(_identifiers(local, rest, found.links))),
        pages=_first(rest, "container_start_page"),
        issued=_issued(rest, found.issued),
        languages=languages,
        types=types,
        subjects=subjects,
        publisher=_unpunctuated(_first(rest, "publisher")),
        edition=_first(rest, "edition"),
        licence=licence(rights),
        rights=rights,
        collection=_first(rest, "collection"),
        extra=tuple(_extra(rest, guessed=document.guessed)),
        origin=Origin(file=file, line=document.line, format="vufind"),
    )


def _cleaned(name: str, values: Iterable[str]) -> list[str]:
    return [kept for value in values if (kept := value.translate(_PICTURES) if name == "fullrecord" else clean(value))]


def _is_copy(name: str, fields: Mapping[str, Sequence[str]]) -> bool:
    if name.removesuffix("_facet") in _HEADINGS:
        headings = " ".join(value for heading in _HEADINGS for value in fields.get(heading, ()))
        return name.endswith("_facet") and all(value.rstrip(".") in headings for value in fields[name])
    return name in _COPIES and (not _COPIES[name] or _COPIES[name] in fields)


def _first(rest: Fields, *names: str) -> str:
    """Take the first value of the first of these fields that is there; its other values stay."""
    return next((rest[name].pop(0) for name in names if rest.get(name)), "")


def _kind(formats: Iterable[str]) -> Kind:
    folded = fold(" ".join(formats))
    return next((kind for kind, words in _KINDS if any(word in folded for word in words)), "document")


def _languages(rest: Fields, code: str) -> tuple[str, ...]:
    """Give the tags of the languages; names that stand in one line are taken apart where each is one, and unknown ones stay."""
    tags: list[str] = []
    unknown: list[str] = []
    for value in rest.pop("language", ()):
        found = [tag] if (tag := language_tag(value)) else [language_tag(word) for word in value.split()]
        if all(found):
            tags += found
        else:
            unknown.append(value)
    rest["language"] = unknown
    # The code says it more exactly than a name, but of several languages it is the first only.
    if len(tags) <= 1 and (tag := language_tag(code)):
        return (tag,)
    return tuple(dict.fromkeys(tags))


def _titles(rest: Fields, lang: str) -> Iterator[Text]:
    title = _unpunctuated(_first(rest, *_TITLES))
    yield Text(field="title", value=title, lang=lang)
    rest["title_full"] = [value for value in rest.get("title_full", ()) if _unpunctuated(value) != title]
    for number, value in enumerate(rest.pop("title_alt", ()), start=2):
        yield Text(field=f"title-{number}", value=_unpunctuated(value), role="alternative")


def _unpunctuated(printed: str) -> str:
    """Leave off the punctuation that ISBD puts before the next element (https://www.ifla.org/isbd-rg/)."""
    return _ISBD_END.sub("", printed) or printed


def _abstracts(rest: Fields, lang: str) -> Iterator[Text]:
    for number, value in enumerate(rest.pop("description", ()), start=1):
        yield Text(field="abstract" if number == 1 else f"abstract-{number}", value=value, lang=lang)


def _subjects_and_types(rest: Fields, article_type: str, kind: Kind) -> tuple[tuple[Subject, ...], tuple[Term, ...]]:
    """Tell what a work is about from what it is: catalogues have "Statistics" as a subject, indexes of articles "Review" as a type."""
    if article_type and "topic" not in rest:
        rest["topic"] = [article_type]
    types: list[Term] = []
    subjects: list[Subject] = []
    for name in _HEADINGS:
        for value in rest.pop(name, ()):
            term = publication_type(value)
            if kind == "article" and name == "topic" and (term.iri or value.casefold() in _ARTICLE_TYPES):
                types.append(term)
            else:
                subjects.append(Subject(label=value, scheme="local"))
    return tuple(dict.fromkeys(subjects)), tuple(dict.fromkeys(types))


def _container(rest: Fields, recovered_journal: str, kind: Kind) -> Container | None:
    title = _unpunctuated(_first(rest, "container_title")) or recovered_journal
    # A journal itself keeps its ISSN; an article gives it to what it appeared in.
    issns = [number for value in rest.pop("issn", ()) for number in value.split()] if kind in {"article", "conference-paper"} else []
    container = Container(
        title=title,
        kind="book" if kind == "chapter" else "journal",
        issns=tuple(dict.fromkeys(identifier("issn", number) for number in issns)),
        volume=_first(rest, "container_volume"),
        issue=_first(rest, "container_issue"),
    )
    return None if container == Container(kind=container.kind) else container


def _identifiers(local: str, rest: Fields, recovered_links: str) -> Iterator[Identifier]:
    yield Identifier(scheme="local", value=local)
    for name, scheme in (("doi_str_mv", "doi"), ("doi", "doi"), ("pmid_str", "pmid"), ("lccn", "lccn")):
        yield from (identifier(scheme, value) for value in rest.pop(name, ()))
    addresses = [address for value in rest.pop("url", ()) for address in value.split()]
    rest["url"] = [address for address in addresses if from_url(address) is None]
    yield from (found for address in (*addresses, *recovered_links.split()) if (found := from_url(address)))
    for value in rest.pop("isbn", ()):
        yield from (identifier("isbn", number) for number in _JOINED_ISBN.split(value))
    for value in rest.pop("issn", ()):
        yield from (identifier("issn", number) for number in value.split())
    for value in rest.pop("oclc_num", ()):
        yield from (_control_number("oclc_num", number, _OCLC_NUMBER) for number in value.split())
    for value in rest.pop("ctrlnum", ()):
        yield from (_control_number("ctrlnum", number, _OCLC) for number in _JOINED_CONTROL_NUMBER.split(value))


def _control_number(name: str, number: str, of_oclc: re.Pattern[str]) -> Identifier:
    found = of_oclc.fullmatch(number)
    return Identifier(scheme="oclc", value=found[1]) if found else Identifier(scheme=name, value=number)


def _issued(rest: Fields, recovered_date: str) -> Date | None:
    """Give the date of publication: to the day where ``spelling`` has one in the year of ``publishDate``."""
    printed = _first(rest, "publishDate")
    stated = _date(printed) if printed else None
    if printed and stated is None:
        rest["publishDate"].insert(0, printed)
    exact = _date(recovered_date) if recovered_date else None
    if exact and (not printed or (stated and stated.safe == exact.start[:4])):
        return exact
    return stated


def _date(printed: str) -> Date | None:
    if open_end := _OPEN_END.fullmatch(printed):
        return Date(start=open_end[1], precision="year", as_printed=printed)
    iso = _ISO_DATE.fullmatch(printed)
    found = calendar_date(iso[1], iso[2] or "", iso[3] or "") if iso else printed_date(printed)
    return msgspec.structs.replace(found, as_printed=printed) if found and found.as_printed else found


def _extra(rest: Fields, *, guessed: bool) -> Iterator[tuple[str, str]]:
    """Yield what has no other place, by field name: Solr answers with fields in any order."""
    if guessed:
        yield "encoding-guessed", "windows-1252"
    for name in sorted(rest):
        yield from ((name, value) for value in rest[name])
