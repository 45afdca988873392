"""Publication types as sources print them -> terms of MeSH."""

from functools import cache
from typing import Final

from kg import ns
from kg.model import Term
from kg.records.text import clean
from kg.resources import ontology_file

__all__ = ["publication_type"]

_FILE: Final = "publication-types.tsv"


def publication_type(label: str) -> Term:
    """Give the term of a publication type by its heading or another of its names in MeSH, in any case, in the singular or the plural.

    A label that MeSH does not have becomes a term without IRI, as printed.

    Source: MeSH 2022, category V (https://www.nlm.nih.gov/mesh/pubtypes.html).

    >>> publication_type("review")
    Term(label='Review', iri='http://id.nlm.nih.gov/mesh/D016454')
    >>> publication_type("Case report").label, publication_type("Research Article").iri
    ('Case Reports', '')
    """
    label = clean(label)
    folded = label.casefold()
    terms = _terms()
    # MeSH has the plural of some headings only ("Case Reports"), printed types are mostly in the singular.
    return terms.get(folded) or terms.get(folded + "s") or Term(label=label)


@cache
def _terms() -> dict[str, Term]:
    terms: dict[str, Term] = {}
    headings: dict[str, Term] = {}
    for line in ontology_file(_FILE).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        ui, _, name = line.partition("\t")
        terms[name.casefold()] = headings.setdefault(ui, Term(label=name, iri=ns.mesh(ui)))
    return terms
