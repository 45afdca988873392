"""One element of PubMed XML -> one record."""

import re
from typing import Final

from lxml.etree import _Element
from msgspec.structs import replace

from kg.errors import InputError
from kg.identifiers import identifier, normalise_pmid
from kg.model import Container, Contributor, Identifier, Kind, Origin, Record, Text
from kg.records.pubmed.draft import Draft, visit
from kg.records.pubmed.walk import ROOTS

__all__ = ["record_from", "version_of"]

_BOOKS: Final = frozenset({"PubmedBookArticle", "BookDocument"})
# The NLM brackets a title that it has translated into English: "[Exosomes of the lung]." One level of brackets may stand inside.
_TRANSLATED: Final = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\][.?!]?")
_KINDS: Final[dict[str, Kind]] = {"preprint": "preprint", "dataset": "dataset"}
# What dates a version, the best first.
_STAMPS: Final = ("revised-record", "completed", "created")


def record_from(element: _Element, *, source: str, origin: Origin) -> Record:
    """Read a PubmedArticle, MedlineCitation, PubmedBookArticle or BookDocument.

    Raises
    ------
    InputError
        When it has no PMID, one that is no number, or no title; the message names the element.
    """
    draft = Draft()
    draft.keep_attributes(element)
    visit(draft, element, ROOTS[element.tag])
    pmid = _checked_pmid(draft, element.tag)
    if not (draft.title or draft.vernacular or draft.book_title):
        msg = f"PMID {pmid} has no title (ArticleTitle, VernacularTitle or BookTitle)"
        raise InputError(msg)
    is_book = element.tag in _BOOKS
    is_chapter = is_book and bool(draft.title and draft.book_title) and draft.title.casefold() != draft.book_title.casefold()
    container = _book(draft, is_chapter=is_chapter) if is_book else _journal(draft)
    kind: Kind = "chapter" if is_chapter else "book"
    return Record(
        source=source,
        id=pmid,
        version=version_of(draft.pmid_version, _stamp(draft)),
        kind=kind if is_book else _article_kind(draft),
        identifiers=tuple(dict.fromkeys((identifier("pmid", pmid), *draft.identifiers))),
        titles=_titles(draft),
        abstracts=tuple(draft.abstracts),
        contributors=_contributors(draft),
        container=container,
        pages=draft.pages,
        # Beside other pages the publisher's item id is only that.
        article_number=draft.article_number or (draft.item_id if draft.pages in {"", draft.item_id} else ""),
        issued=draft.issued,
        dates=tuple(draft.dates),
        languages=tuple(dict.fromkeys(draft.languages)),
        types=tuple(draft.types),
        subjects=tuple(draft.subjects),
        keywords=tuple(draft.keywords),
        publisher=draft.publisher,
        place=draft.place,
        edition=draft.edition,
        rights=draft.rights,
        grants=tuple(draft.grants),
        relations=tuple(draft.relations),
        extra=tuple(draft.extra),
        origin=origin,
    )


def version_of(pmid_version: int, stamp: str) -> str:
    """Put the version of a PMID and a day (``YYYYMMDD``) so that the text sorts as the versions do.

    >>> version_of(1, "20210914") < version_of(2, "20200101")
    True
    """
    return f"{pmid_version:03d}.{stamp}"


def _checked_pmid(draft: Draft, tag: str) -> str:
    if not draft.pmid:
        msg = f"{tag} has no PMID element with a number, so nothing names the record"
        raise InputError(msg)
    if pmid := normalise_pmid(draft.pmid):
        return pmid
    msg = f"the PMID element holds {draft.pmid[:40]!r}, which is no PubMed number (1 to 9 digits)"
    raise InputError(msg)


def _stamp(draft: Draft) -> str:
    dates = dict(draft.dates)
    start = next((dates[name].start for name in _STAMPS if name in dates), "")
    return start.replace("-", "").ljust(8, "0")


def _article_kind(draft: Draft) -> Kind:
    return next((_KINDS[term.label.lower()] for term in draft.types if term.label.lower() in _KINDS), "article")


def _titles(draft: Draft) -> tuple[Text, ...]:
    language = draft.languages[0] if draft.languages else ""
    title = draft.title or draft.book_title
    titles = []
    if title:
        titles.append(Text(field="title", value=title, lang="en" if _TRANSLATED.fullmatch(title) else language))
    if draft.vernacular:
        titles.append(Text(field="title-2" if title else "title", value=draft.vernacular, lang=language, role="vernacular"))
    return tuple(titles)


def _contributors(draft: Draft) -> tuple[Contributor, ...]:
    """Give a work's own people, and of the book it is in the editors; the book's authors are its own where it names none."""
    has_authors = any(person.role == "author" for person in draft.contributors)
    for person in draft.book_contributors:
        if person.role == "author" and has_authors:
            draft.keep_value("Book/AuthorList/Author", person.heading)
        else:
            draft.contributors.append(person)
    if draft.affiliation:
        _attribute_affiliation(draft)
    return tuple(draft.contributors)


def _attribute_affiliation(draft: Draft) -> None:
    """Give an article's one affiliation, as files had it until 2013, to the first author, whose it was by the NLM's rules."""
    for place, person in enumerate(draft.contributors):
        if person.role == "author":
            draft.contributors[place] = replace(person, affiliations=(*person.affiliations, draft.affiliation))
            return
    draft.keep_value("Article/Affiliation", draft.affiliation)


def _journal(draft: Draft) -> Container | None:
    abbreviation = draft.iso_abbreviation or draft.medline_abbreviation
    if draft.medline_abbreviation != abbreviation:
        draft.keep_value("MedlineJournalInfo/MedlineTA", draft.medline_abbreviation)
    container = Container(
        title=draft.journal,
        abbreviation=abbreviation,
        issns=tuple(dict.fromkeys(draft.issns)),
        nlm_id=draft.nlm_id,
        volume=draft.volume,
        issue=draft.issue,
    )
    return container if container != Container() else None


def _book(draft: Draft, *, is_chapter: bool) -> Container | None:
    """Give the book that a chapter is in; what identifies a whole book is the record's own."""
    identifiers: tuple[Identifier, ...] = tuple(dict.fromkeys(draft.book_identifiers))
    if is_chapter:
        return Container(kind="book", title=draft.book_title, volume=draft.volume, identifiers=identifiers)
    draft.identifiers.extend(identifiers)
    draft.keep_value("Book/Volume", draft.volume)
    return None
