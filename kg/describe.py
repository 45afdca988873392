"""What a store holds: counts, sources, vocabularies; for `kg info`, and as VoID in the data set's graph."""

from collections.abc import Iterator

from kg import __version__, ns
from kg.errors import StoreError
from kg.model import Value
from kg.ns import integer, iri, literal, t
from kg.store.oxigraph import Store
from kg.store.sparql import named_query

__all__ = ["Description", "UsedVocabulary", "dataset_lines", "describe"]


class UsedVocabulary(Value, frozen=True, kw_only=True):
    """A vocabulary that mentions were made with; `concepts` is how many it has."""

    iri: str
    title: str
    version: str
    concepts: int


class Description(Value, frozen=True, kw_only=True):
    """Counts of a store. `works` and `agents` go by class (IRI), `records` by source (IRI; empty where no source was named)."""

    tool: str
    triples: int
    works: dict[str, int]
    records: dict[str, int]
    agents: dict[str, int]
    journals: int
    concepts: int
    mentions: int
    vocabularies: tuple[UsedVocabulary, ...]


def describe(store: Store) -> Description:
    """Count what a store holds.

    >>> import pyoxigraph
    >>> describe(Store(pyoxigraph.Store())).triples
    0
    """
    ((triples,),) = store.select(named_query("count-triples"))
    ((journals, concepts),) = store.select(named_query("count-journals"))
    ((mentions,),) = store.select(named_query("count-mentions"))
    return Description(
        tool=f"bibkg {__version__}",
        triples=_number(triples),
        works=_table(store, "count-works"),
        records=_table(store, "count-records"),
        agents=_table(store, "count-agents"),
        journals=_number(journals),
        concepts=_number(concepts),
        mentions=_number(mentions),
        vocabularies=tuple(
            UsedVocabulary(iri=name or "", title=title or "", version=version or "", concepts=_number(size))
            for name, title, version, size in store.select(named_query("vocabularies"))
        ),
    )


def dataset_lines(description: Description) -> Iterator[str]:
    """Write a description as VoID (https://www.w3.org/TR/void/) into the data set's graph."""
    name = ns.dataset()
    d = iri(name)
    yield f"{d} {t('rdf:type')} {t('void:Dataset')} {d} .\n"
    yield f"{d} {t('kg:tool')} {literal(description.tool)} {d} .\n"
    yield f"{d} {t('void:triples')} {integer(description.triples)} {d} .\n"
    yield f"{d} {t('void:entities')} {integer(sum(description.works.values()))} {d} .\n"
    yield f"{d} {t('kg:mentionCount')} {integer(description.mentions)} {d} .\n"
    for vocabulary in description.vocabularies:
        yield f"{d} {t('dcterms:references')} {iri(vocabulary.iri)} {d} .\n"
    for class_, count in {**description.works, **description.agents}.items():
        part = iri(ns.partition("class", ns.curie(class_)))
        yield f"{d} {t('void:classPartition')} {part} {d} .\n"
        yield f"{part} {t('rdf:type')} {t('void:Dataset')} {d} .\n"
        yield f"{part} {t('void:class')} {iri(class_)} {d} .\n"
        yield f"{part} {t('void:entities')} {integer(count)} {d} .\n"
    for source, count in description.records.items():
        part = iri(ns.partition("source", source.rpartition("/")[2] or "-"))
        yield f"{d} {t('void:subset')} {part} {d} .\n"
        yield f"{part} {t('rdf:type')} {t('void:Dataset')} {d} .\n"
        yield f"{part} {t('void:entities')} {integer(count)} {d} .\n"
        if source:
            yield f"{part} {t('kg:source')} {iri(source)} {d} .\n"


def _table(store: Store, query: str) -> dict[str, int]:
    return {key or "": _number(count) for key, count in store.select(named_query(query)) if count != "0"}


def _number(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError as error:
        msg = f"a count is no number ({error}); `kg validate` says which"
        raise StoreError(msg) from error
