"""Which element of PubMed XML goes where: the tables that the walk over one record follows, from the outermost element inwards.

Source: the PubMed DTD, https://dtd.nlm.nih.gov/ncbi/pubmed/doc/out/250101/; elements of older DTDs are read as well.
"""

import re
from typing import Final

from lxml.etree import _Element

from kg.identifiers import identifier
from kg.model import Grant, Section, Text
from kg.records.languages import language_tag
from kg.records.pubmed.draft import Draft, Handler, Handlers, attribute, date_into, element_date, pmid_version, text_into, text_of, visit
from kg.records.pubmed.links import add_article_ids, add_book_elocation, add_comments, add_elocation, add_other_id, add_references
from kg.records.pubmed.people import book_authors, people
from kg.records.pubmed.subjects import add_chemicals, add_gene_symbols, add_headings, add_keywords, add_supplementary, add_type

__all__ = ["ROOTS"]

_GRANT: Final = {"GrantID": "id", "Acronym": "acronym", "Agency": "agency", "Country": "country"}
_ISSNS: Final = {"Electronic": "eissn"}
# The one page of an article that is numbered rather than paged: "e99735", "eabl6449", "CD002020".
_ARTICLE_NUMBER: Final = re.compile(r"(?:[a-z]{1,5}|E|CD)[0-9]+(?:-[0-9]+)?")


def _inside(handlers: Handlers) -> Handler:
    """Make a handler that goes into an element with handlers for its children."""

    def handle(draft: Draft, element: _Element) -> None:
        draft.keep_attributes(element)
        visit(draft, element, handlers)

    return handle


def _pmid(draft: Draft, element: _Element) -> None:
    if draft.pmid:
        draft.keep(element)
        return
    draft.pmid = text_of(element)
    draft.pmid_version = pmid_version(element)


def _issued(draft: Draft, element: _Element) -> None:
    date = element_date(element)
    if date is None or draft.issued is not None:
        draft.keep(element)
    else:
        draft.issued = date


def _history_date(draft: Draft, element: _Element) -> None:
    date_into(attribute(element, "PubStatus"))(draft, element)


def _article_date(draft: Draft, element: _Element) -> None:
    date_into(attribute(element, "DateType").lower() or "electronic")(draft, element)


def _issn(draft: Draft, element: _Element) -> None:
    if printed := text_of(element):
        draft.issns.append(identifier(_ISSNS.get(attribute(element, "IssnType"), "issn"), printed))


def _linking_issn(draft: Draft, element: _Element) -> None:
    if printed := text_of(element):
        draft.issns.append(identifier("issnl", printed))


def _isbn(draft: Draft, element: _Element) -> None:
    if printed := text_of(element):
        draft.book_identifiers.append(identifier("isbn", printed))


def _language(draft: Draft, element: _Element) -> None:
    if tag := language_tag(text_of(element)):
        draft.languages.append(tag)
    else:
        draft.keep(element)


def _pagination(draft: Draft, element: _Element) -> None:
    """Read the pages as printed; first and last page stand in where those are missing, and are kept where they say something else."""
    if draft.pages:
        draft.keep(element)
        return
    pages = {child.tag: text_of(child) for child in element}
    first, last = pages.get("StartPage", ""), pages.get("EndPage", "")
    spelt_out = "-".join(filter(None, (first, last if last != first else "")))
    draft.pages = pages.get("MedlinePgn") or spelt_out
    if _ARTICLE_NUMBER.fullmatch(draft.pages):
        draft.article_number = draft.pages
    for child in element:
        if child.tag != "MedlinePgn" and draft.pages != spelt_out:
            draft.keep(child)


def _abstract(draft: Draft, element: _Element) -> None:
    """Read an abstract: its parts joined by a newline, their labels as sections; a part without text is left out."""
    value, rights = "", ""
    sections: list[Section] = []
    for child in element:
        part = text_of(child)
        if child.tag == "CopyrightInformation":
            rights = part
        elif child.tag != "AbstractText":
            draft.keep(child)
        elif part:
            start = len(value) + 1 if value else 0
            value = f"{value}\n{part}" if value else part
            label, category = attribute(child, "Label"), attribute(child, "NlmCategory")
            if label or category:
                sections.append(Section(label=label, start=start, end=len(value), category=category))
    if not value:
        draft.rights = "; ".join(filter(None, (draft.rights, rights)))
        return
    draft.abstracts.append(
        Text(
            field=f"abstract-{len(draft.abstracts) + 1}" if draft.abstracts else "abstract",
            value=value,
            # English where nothing is said, by the DTD.
            lang=language_tag(attribute(element, "Language") or "eng"),
            role=attribute(element, "Type").lower(),
            sections=tuple(sections),
            rights=rights,
        )
    )


def _grants(draft: Draft, element: _Element) -> None:
    draft.keep_attributes(element)
    for child in element:
        parts: dict[str, str] = {}
        for part in child:
            if name := _GRANT.get(part.tag):
                parts[name] = text_of(part)
            else:
                draft.keep(part)
        if any(parts.values()):
            draft.grants.append(Grant(**parts))


def _data_banks(draft: Draft, element: _Element) -> None:
    """Keep accession numbers under the name of the bank: ``("GenBank", "M30703")``."""
    draft.keep_attributes(element)
    for bank in element:
        name = next((text_of(part) for part in bank if part.tag == "DataBankName"), "")
        numbers = [text_of(number) for number in bank.iter("AccessionNumber")]
        for number in numbers:
            draft.keep_value(name or "DataBank", number)
        if not numbers:
            draft.keep_value("DataBank", name)


_BOTH: Final[Handlers] = {
    "PMID": _pmid,
    "ArticleTitle": text_into("title"),
    "VernacularTitle": text_into("vernacular"),
    "Pagination": _pagination,
    "ELocationID": add_elocation,
    "Abstract": _abstract,
    "OtherAbstract": _abstract,
    "Language": _language,
    "AuthorList": people("author"),
    "InvestigatorList": people("investigator"),
    "PublicationType": add_type,
    "GrantList": _grants,
    "KeywordList": add_keywords,
    "DateRevised": date_into("revised-record"),
}
_JOURNAL: Final[Handlers] = {
    "ISSN": _issn,
    "Title": text_into("journal"),
    "ISOAbbreviation": text_into("iso_abbreviation"),
    "JournalIssue": _inside({"Volume": text_into("volume"), "Issue": text_into("issue"), "PubDate": _issued}),
}
_ARTICLE: Final[Handlers] = {
    **_BOTH,
    "Journal": _inside(_JOURNAL),
    "Affiliation": text_into("affiliation"),
    "PublicationTypeList": _inside({"PublicationType": add_type}),
    "DataBankList": _data_banks,
    "ArticleDate": _article_date,
}
_JOURNAL_INFO: Final[Handlers] = {
    "MedlineTA": text_into("medline_abbreviation"),
    "NlmUniqueID": text_into("nlm_id"),
    "ISSNLinking": _linking_issn,
}
_CITATION: Final[Handlers] = {
    **_BOTH,
    "Article": _inside(_ARTICLE),
    "DateCompleted": date_into("completed"),
    "DateCreated": date_into("created"),
    "MedlineJournalInfo": _inside(_JOURNAL_INFO),
    "ChemicalList": add_chemicals,
    "SupplMeshList": add_supplementary,
    "CommentsCorrectionsList": add_comments,
    "GeneSymbolList": add_gene_symbols,
    "MeshHeadingList": add_headings,
    "PersonalNameSubjectList": people("subject"),
    "OtherID": add_other_id,
}
_PUBMED_DATA: Final[Handlers] = {
    "History": _inside({"PubMedPubDate": _history_date}),
    "ArticleIdList": add_article_ids,
    "ReferenceList": add_references,
}
_BOOK: Final[Handlers] = {
    "Publisher": _inside({"PublisherName": text_into("publisher"), "PublisherLocation": text_into("place")}),
    "BookTitle": text_into("book_title"),
    "PubDate": _issued,
    "BeginningDate": date_into("beginning"),
    "EndingDate": date_into("ending"),
    "AuthorList": book_authors,
    "InvestigatorList": people("investigator"),
    "Volume": text_into("volume"),
    "Edition": text_into("edition"),
    "Isbn": _isbn,
    "ELocationID": add_book_elocation,
}
_BOOK_DOCUMENT: Final[Handlers] = {
    **_BOTH,
    "ArticleIdList": add_article_ids,
    "Book": _inside(_BOOK),
    "ContributionDate": date_into("contributed"),
    "ReferenceList": add_references,
}
ROOTS: Final[dict[str, Handlers]] = {
    "PubmedArticle": {"MedlineCitation": _inside(_CITATION), "PubmedData": _inside(_PUBMED_DATA)},
    "MedlineCitation": _CITATION,
    "PubmedBookArticle": {"BookDocument": _inside(_BOOK_DOCUMENT), "PubmedBookData": _inside(_PUBMED_DATA)},
    "BookDocument": _BOOK_DOCUMENT,
}
"""A record's element -> what its children are."""
