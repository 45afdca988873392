"""The people and bodies of a PubMed record: authors, editors, investigators, persons as subjects."""

from typing import Final

from lxml.etree import _Element

from kg.identifiers import identifier
from kg.model import Contributor, Identifier
from kg.records.pubmed.draft import Draft, Handler, attribute, text_of

__all__ = ["book_authors", "people"]

_NAMES: Final = {
    "LastName": "family",
    "ForeName": "given",
    "FirstName": "given",
    "MiddleName": "middle",
    "Initials": "initials",
    "Suffix": "suffix",
    "CollectiveName": "body",
}
_KNOWN: Final = frozenset({"EqualContrib", "ValidYN"})


def people(role: str) -> Handler:
    """Make a handler for a list of people in one role."""

    def handle(draft: Draft, element: _Element) -> None:
        _add(draft, element, role, draft.contributors)

    return handle


def book_authors(draft: Draft, element: _Element) -> None:
    """Read the authors or editors of a whole book, of which the record may be a chapter."""
    _add(draft, element, "editor" if element.get("Type") == "editors" else "author", draft.book_contributors)


def _add(draft: Draft, element: _Element, role: str, contributors: list[Contributor]) -> None:
    """Add a list's people in its order; a name that was withdrawn as wrong (``ValidYN="N"``) is kept apart."""
    draft.keep_attributes(element, known=frozenset({"Type"}))
    position = 1 + sum(contributor.role == role for contributor in contributors)
    for child in element:
        if child.get("ValidYN") == "N":
            draft.keep(child)
        elif person := _person(draft, child, role, position):
            contributors.append(person)
            position += 1


def _person(draft: Draft, element: _Element, role: str, position: int) -> Contributor | None:
    """Read a person, headed ``Family, Given, Suffix`` as in catalogues, or a body by its name; None where there is no name."""
    names: dict[str, str] = {}
    affiliations: list[str] = []
    identifiers: list[Identifier] = []
    for child in element:
        if name := _NAMES.get(child.tag):
            names[name] = text_of(child)
        elif child.tag == "AffiliationInfo":
            _add_affiliation(draft, child, affiliations, identifiers)
        elif child.tag == "Affiliation":
            affiliations.append(text_of(child))
        elif child.tag == "Identifier":
            identifiers.append(identifier(attribute(child, "Source").lower(), text_of(child)))
        else:
            draft.keep(child)
    if element.keys() != ["ValidYN"]:
        draft.keep_attributes(element, known=_KNOWN)
    given = " ".join(filter(None, (names.get("given"), names.get("middle"))))
    heading = names.get("body") or ", ".join(filter(None, (names.get("family"), given or names.get("initials"), names.get("suffix"))))
    if not heading:
        return None
    orcid = next((each.value for each in identifiers if each.scheme == "orcid" and each.valid), "")
    return Contributor(
        position=position,
        heading=heading,
        role=role,
        family=names.get("family", ""),
        given=given,
        initials=names.get("initials", ""),
        suffix=names.get("suffix", ""),
        corporate="body" in names,
        orcid=orcid,
        identifiers=tuple(each for each in dict.fromkeys(identifiers) if each.value and (each.scheme, each.value) != ("orcid", orcid)),
        affiliations=tuple(affiliation for affiliation in affiliations if affiliation),
        equal=element.get("EqualContrib") == "Y",
    )


def _add_affiliation(draft: Draft, element: _Element, affiliations: list[str], identifiers: list[Identifier]) -> None:
    for child in element:
        if child.tag == "Affiliation":
            affiliations.append(text_of(child))
        elif child.tag == "Identifier":
            # An ISNI may be a person's as well as an institution's, so the scheme says whose it is.
            identifiers.append(identifier(f"affiliation-{attribute(child, 'Source').lower()}", text_of(child)))
        else:
            draft.keep(child)
