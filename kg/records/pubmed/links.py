"""A PubMed record's identifiers and its ties to other records: comments, corrections, references."""

import re
from typing import Final

from lxml.etree import _Element
from msgspec.structs import replace

from kg.identifiers import identifier, normalise_pmcid
from kg.model import Identifier, Relation
from kg.records.pubmed.draft import Draft, attribute, text_of

__all__ = ["add_article_ids", "add_book_elocation", "add_comments", "add_elocation", "add_other_id", "add_references"]

KINDS: Final = {
    "Cites": "cites",
    "CommentIn": "comment-in",
    "CommentOn": "comment-on",
    "ErratumIn": "erratum-in",
    "ErratumFor": "erratum-for",
    "RetractionIn": "retracted-by",
    "RetractionOf": "retracts",
    "PartialRetractionIn": "partially-retracted-by",
    "PartialRetractionOf": "partially-retracts",
    "UpdateIn": "updated-by",
    "UpdateOf": "updates",
    "ExpressionOfConcernIn": "concern-in",
    "ExpressionOfConcernFor": "concern-for",
    "CorrectedandRepublishedIn": "corrected-and-republished-in",
    "CorrectedandRepublishedFrom": "corrected-and-republished-from",
    "RetractedandRepublishedIn": "retracted-and-republished-in",
    "RetractedandRepublishedFrom": "retracted-and-republished-from",
}
"""The NLM's types of reference whose kind is not simply their name with hyphens."""

_SCHEMES: Final = {"pubmed": "pmid", "pmc": "pmcid"}
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Manuscript ids of the NIH, of Europe PMC, of the Canadian PMC; all name a manuscript in PMC before it has a PMCID.
_MANUSCRIPT: Final = re.compile(r"(?:NIHMS|EMS|UKMS|CAMS|HALMS)-?[0-9]+")
# Publisher item ids that are article numbers; others ("S0304-3835(18)30569-X") name a manuscript in a publisher's system.
_NUMBER: Final = re.compile(r"[A-Za-z]{0,5}[0-9]{1,12}(?:-[0-9]{2})?")
_AVAILABLE: Final = re.compile(r"(\S+)\s+(\[.*\])")


def article_ids(element: _Element) -> tuple[Identifier, ...]:
    """Read a list of ids; those of other works that stand deeper are not in it."""
    ids = ((attribute(child, "IdType").lower(), text_of(child)) for child in element)
    return tuple(identifier(_SCHEMES.get(scheme, scheme), value) for scheme, value in ids if value)


def add_article_ids(draft: Draft, element: _Element) -> None:
    """Read the record's own ids."""
    draft.identifiers.extend(article_ids(element))


def add_elocation(draft: Draft, element: _Element) -> None:
    """Read an electronic location: a DOI or the publisher's item id, which may be an article number."""
    found = _elocation(element)
    draft.identifiers.append(found)
    if found.scheme == "pii" and found.valid and not draft.item_id and _NUMBER.fullmatch(found.value):
        draft.item_id = found.value


def add_book_elocation(draft: Draft, element: _Element) -> None:
    """Read an electronic location of a whole book."""
    draft.book_identifiers.append(_elocation(element))


def _elocation(element: _Element) -> Identifier:
    found = identifier(attribute(element, "EIdType").lower(), text_of(element))
    return replace(found, valid=False) if element.get("ValidYN") == "N" else found


def add_other_id(draft: Draft, element: _Element) -> None:
    """Read an id that an NLM partner gave; under the NLM's own name stand ids of PMC too, some with the day they are available from."""
    source, printed = attribute(element, "Source").lower(), text_of(element)
    value = printed
    if source == "nlm" and (available := _AVAILABLE.fullmatch(printed)):
        value = available[1]
        draft.keep_value("MedlineCitation/OtherID", printed)
    if source == "nlm" and normalise_pmcid(value):
        source = "pmcid"
    elif source == "nlm" and _MANUSCRIPT.fullmatch(value):
        source = "mid"
    if value:
        draft.identifiers.append(identifier(source, value))


def add_comments(draft: Draft, element: _Element) -> None:
    """Read comments and corrections: what cites, comments on, corrects or retracts what."""
    for child in element:
        kind = attribute(child, "RefType")
        target: tuple[Identifier, ...] = ()
        label = ""
        for part in child:
            if part.tag == "PMID":
                target = (*target, identifier("pmid", text_of(part)))
                draft.keep_attributes(part, known=frozenset({"VersionID"}), path=f"CommentsCorrections/PMID {text_of(part)}")
            elif part.tag == "RefSource" and not label:
                label = text_of(part)
            else:
                draft.keep(part, f"CommentsCorrections/{kind}/{part.tag}")
        if target or label:
            draft.relations.append(Relation(kind=KINDS.get(kind) or _CAPITAL.sub("-", kind).lower(), target=target, label=label))


def add_references(draft: Draft, element: _Element) -> None:
    """Read a list of references, and the lists inside it; one that comments and corrections name already gains its further ids there."""
    cited = {
        target.value: place
        for place, relation in enumerate(draft.relations)
        if relation.kind == "cites"
        for target in relation.target
        if target.scheme == "pmid"
    }
    for reference in element.iter("Reference"):
        _add_reference(draft, reference, cited)
    for part in element.iter("ReferenceList"):
        for child in part:
            if child.tag not in {"Reference", "ReferenceList"}:
                draft.keep(child)


def _add_reference(draft: Draft, element: _Element, cited: dict[str, int]) -> None:
    target: tuple[Identifier, ...] = ()
    label = ""
    for child in element:
        if child.tag == "ArticleIdList":
            target = (*target, *article_ids(child))
        elif child.tag == "Citation" and not label:
            label = text_of(child)
        else:
            draft.keep(child)
    place = next((cited[each.value] for each in target if each.scheme == "pmid" and each.value in cited), None)
    if place is not None:
        known = draft.relations[place]
        draft.relations[place] = replace(known, target=tuple(dict.fromkeys((*known.target, *target))), label=known.label or label)
        if label != draft.relations[place].label:
            draft.keep_value("Reference/Citation", label)
    elif target or label:
        draft.relations.append(Relation(kind="cites", target=target, label=label))
