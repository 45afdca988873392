"""One work or record of a store, as rows that people read; for `kg show`."""

from typing import Any

import msgspec
import pyoxigraph

from kg import merged, ns
from kg.identifiers import normalise_doi, normalise_pmcid
from kg.store.oxigraph import Store
from kg.store.sparql import Term, named_query

__all__ = ["find", "rows"]

Rows = list[tuple[str, str]]


def find(store: Store, name: str) -> list[str]:
    """Give the IRIs of the works that an id or IRI names, else of the records; sorted.

    A DOI or PMCID is normalised first; a PMID or a catalogue's own id is taken as it is.
    """
    prefix, colon, rest = name.partition(":")
    iri = ns.PREFIXES[prefix] + rest if colon and prefix in ns.PREFIXES else name
    values: dict[str, Term] = {
        "iri": pyoxigraph.NamedNode(iri if ns.is_iri(iri) else "urn:none"),
        "doi": pyoxigraph.Literal(normalise_doi(name)),
        "id": pyoxigraph.Literal(normalise_pmcid(name) or name),
    }
    found = [(iri or "", kind) for iri, kind in store.select(named_query("find"), **values)]
    return [iri for iri, kind in found if kind == found[0][1]]


def rows(store: Store, iri: str) -> Rows:
    """Describe a work by its statements, authors in order first, or a record by its fields."""
    record = merged.load_record(store, iri)
    return _work_rows(store, iri) if record is None else _field_rows(msgspec.to_builtins(record))


def _work_rows(store: Store, iri: str) -> Rows:
    work = pyoxigraph.NamedNode(iri)
    cells = store.select(named_query("author-list"), work=work)
    authors = [(f"author {position}", f"{heading}  {person}") for position, heading, person in cells]
    statements = [
        (ns.shorten(predicate or ""), f"{name}  {ns.shorten(value or '')}" if name else ns.shorten(value or ""))
        for predicate, value, name in store.select(named_query("statements"), subject=work)
        if predicate not in (ns.term("dcterms:creator"), ns.term("bibo:authorList"))
    ]
    return authors + statements


def _field_rows(value: Any, path: str = "") -> Rows:  # noqa: ANN401 - any part of a record's JSON
    if isinstance(value, dict):
        return [row for key, part in value.items() for row in _field_rows(part, f"{path}.{key}" if path else key)]
    if isinstance(value, list | tuple):
        return [row for number, part in enumerate(value, start=1) for row in _field_rows(part, f"{path} {number}")]
    return [(path, str(value))]
