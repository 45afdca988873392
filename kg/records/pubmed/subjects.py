"""What a PubMed record is indexed with: MeSH headings, substances, genes, keywords, publication types."""

from functools import lru_cache
from typing import Final

from lxml.etree import _Element

from kg.model import Keyword, Qualifier, Subject, Term
from kg.records.pubmed.draft import Draft, attribute, mesh_iri, text_of

__all__ = ["add_chemicals", "add_gene_symbols", "add_headings", "add_keywords", "add_supplementary", "add_type"]

_KNOWN: Final = frozenset({"UI", "MajorTopicYN", "Type"})
# The NLM's way to say that a substance has no number.
_NO_NUMBER: Final = "0"


@lru_cache(maxsize=65_536)
def _term(label: str, ui: str) -> Term:
    return Term(label=label, iri=mesh_iri(ui))


@lru_cache(maxsize=65_536)
def _qualifier(label: str, ui: str, *, major: bool) -> Qualifier:
    return Qualifier(label=label, iri=mesh_iri(ui), major=major)


def add_type(draft: Draft, element: _Element) -> None:
    """Read a publication type."""
    if label := text_of(element):
        draft.types.append(_term(label, attribute(element, "UI")))


def add_headings(draft: Draft, element: _Element) -> None:
    """Read MeSH headings; those of old files have no unique identifiers, hence no IRIs."""
    for heading in element:
        label, code, iri, major = "", "", "", False
        qualifiers: list[Qualifier] = []
        for part in heading:
            if part.tag == "QualifierName":
                qualifiers.append(_qualifier(text_of(part), part.get("UI", ""), major=part.get("MajorTopicYN") == "Y"))
            elif part.tag == "DescriptorName" and not label:
                label, iri, major = text_of(part), mesh_iri(part.get("UI", "")), part.get("MajorTopicYN") == "Y"
                code = attribute(part, "Type")
            else:
                draft.keep(part)
                continue
            _keep_rest(draft, part)
        if label:
            draft.subjects.append(Subject(label=label, scheme="mesh", iri=iri, code=code, qualifiers=tuple(qualifiers), major=major))


def add_chemicals(draft: Draft, element: _Element) -> None:
    """Read the substances a work is about, with their CAS, UNII or EC number."""
    for chemical in element:
        label = ui = number = ""
        for part in chemical:
            if part.tag == "NameOfSubstance":
                label, ui = text_of(part), attribute(part, "UI")
            elif part.tag == "RegistryNumber":
                number = text_of(part)
            else:
                draft.keep(part)
        if label:
            code = "" if number == _NO_NUMBER else number
            draft.subjects.append(Subject(label=label, scheme="mesh-chemical", iri=mesh_iri(ui), code=code))


def add_supplementary(draft: Draft, element: _Element) -> None:
    """Read supplementary concepts: protocols, rare diseases, organisms."""
    for part in element:
        _keep_rest(draft, part)
        if label := text_of(part):
            iri = mesh_iri(attribute(part, "UI"))
            draft.subjects.append(Subject(label=label, scheme="mesh-supplementary", iri=iri, code=attribute(part, "Type")))


def add_gene_symbols(draft: Draft, element: _Element) -> None:
    """Read the gene symbols that were indexed from 1991 to 1995."""
    draft.subjects.extend(Subject(label=label, scheme="gene-symbol") for part in element if (label := text_of(part)))


def add_keywords(draft: Draft, element: _Element) -> None:
    """Read the keywords of one owner."""
    owner = attribute(element, "Owner")
    draft.keywords.extend(
        Keyword(label=label, owner=owner, major=part.get("MajorTopicYN") == "Y") for part in element if (label := text_of(part))
    )


def _keep_rest(draft: Draft, part: _Element) -> None:
    """Keep what a DTD may say of a heading beyond its UI and whether it is a major topic."""
    if len(part.attrib) > 2:  # noqa: PLR2004 - the two
        draft.keep_attributes(part, known=_KNOWN)
