"""The merged view, kept up to date: a batch of changed records -> the difference in the store.

The default graph is the union of `work_lines` over all works, so it is a pure function of the set of current records. A batch touches the
works that its records belong to or belonged to; those are worked out again and the difference is written. A statement about something
that works share (a person, a journal) goes only when no other work makes it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import msgspec
import pyoxigraph
from pyoxigraph import Literal, NamedNode

from kg import ns
from kg.errors import StoreError
from kg.identity import Work, cluster, merge, strong_identifiers
from kg.model import Concept, Deletion, Mention, Record, record_from_json
from kg.rdf import concept_lines, mention_lines, record_lines, tombstone_lines, work_lines
from kg.store.oxigraph import MERGED, Draft, Store

__all__ = ["Changes", "Held", "apply", "describe_concepts", "held_version", "load_record", "run_of", "works_of"]

Changes = Mapping[str, Record | Deletion]
"""Record IRI -> what holds of it now."""

_JSON: Final = NamedNode(ns.term("kg:json"))
_VERSION: Final = NamedNode(ns.term("kg:version"))
_DIGEST: Final = NamedNode(ns.term("kg:digest"))
_BODY: Final = NamedNode(ns.term("oa:hasBody"))
_PREF_LABEL: Final = NamedNode(ns.term("skos:prefLabel"))
_GENERATED_BY: Final = NamedNode(ns.term("prov:wasGeneratedBy"))
_DERIVED: Final = NamedNode(ns.term("prov:wasDerivedFrom"))
_BY_IDENTIFIER: Final = {
    "doi": NamedNode(ns.term("bibo:doi")),
    "pmid": NamedNode(ns.term("bibo:pmid")),
    "pmcid": NamedNode(ns.term("fabio:hasPubMedCentralId")),
}


class Held(NamedTuple):
    """What a store holds of a record: of two, the greater holds. The digest of a tombstone is empty."""

    version: str
    digest: str


def held_version(store: Store, record_iri: str) -> Held | None:
    """Give version and digest of what the store holds of a record; `None` when it has never heard of it."""
    graph = NamedNode(record_iri)
    version = _object(store, graph, _VERSION, graph)
    return None if version is None else Held(version, _object(store, graph, _DIGEST, graph) or "")


def run_of(store: Store, record_iri: str) -> str:
    """Give the tagging run that made a record's mentions; empty when it was not tagged."""
    graph = NamedNode(ns.mentions(record_iri))
    return _object(store, graph, _GENERATED_BY, graph) or ""


def load_record(store: Store, record_iri: str) -> Record | None:
    """Read a record back out of its graph; `None` when there is none, or only a tombstone.

    Raises
    ------
    StoreError
        When what stands there is no record's JSON.
    """
    graph = NamedNode(record_iri)
    json = _object(store, graph, _JSON, graph)
    try:
        return None if json is None else record_from_json(json)
    except msgspec.DecodeError as error:
        msg = f"{record_iri}: what is kept of this record is not a record's JSON: {error}"
        raise StoreError(msg) from error


def works_of(store: Store, record_iri: str) -> set[str]:
    """Give the works of the merged view that a record is part of: one, or none."""
    return set(_subjects(store, _DERIVED, NamedNode(record_iri)))


def apply(store: Draft, changes: Changes, mentions: Mapping[str, tuple[Mention, ...]], run: str) -> dict[str, int]:
    """Write a batch: the record graphs, the mention graphs, and the difference in the merged view.

    `mentions` are those of the batch's records, by record IRI; a record that is not in there was not tagged. `run` names the tagging run.
    Returns how often each concept is now mentioned in the works that were touched, for the caller to describe it.
    """
    touched = _touched_works(store, changes)
    before: dict[str, Record] = {}
    for work in sorted(touched):
        for record_iri in _objects(store, NamedNode(work), _DERIVED):
            record = load_record(store, record_iri)
            if record is not None:
                before[record_iri] = record
    after = {iri: record for iri, record in before.items() if iri not in changes}
    kept_counts = {iri: _stored_counts(store, iri) for iri in before}
    old_lines, _ = _lines_of(before.values(), kept_counts)

    _write_records(store, changes, mentions, run)

    new_counts = {iri: kept_counts[iri] for iri in after}
    for iri, change in changes.items():
        if isinstance(change, Record):
            after[iri] = change
            new_counts[iri] = Counter((mention.field, mention.concept) for mention in mentions.get(iri, ()))
    new_lines, concepts = _lines_of(after.values(), new_counts)
    gone = old_lines - new_lines
    if gone:
        store.remove(_unshared(store, gone, touched))
    store.load(sorted(new_lines - old_lines))
    return concepts


def describe_concepts(store: Draft, concepts: Iterable[Concept]) -> None:
    """Write what the merged view says of vocabularies' concepts; what an earlier version of the vocabulary said of them goes."""
    before, now = set[str](), set[str]()
    for concept in concepts:
        quads = store.native.quads_for_pattern(NamedNode(concept.iri), None, None, MERGED)
        before.update(f"{quad} .\n" for quad in quads if quad.predicate.value.startswith(ns.PREFIXES["skos"]))
        now.update(concept_lines(concept))
    if before - now:
        store.remove(sorted(before - now))
    store.load(sorted(now - before))


def _touched_works(store: Store, changes: Changes) -> set[str]:
    touched: set[str] = set()
    for iri, change in changes.items():
        touched |= works_of(store, iri)
        if isinstance(change, Record):
            for identifier in strong_identifiers(change):
                touched.update(_subjects(store, _BY_IDENTIFIER[identifier.scheme], Literal(identifier.value)))
    return touched


FieldCounts = Counter[tuple[str, str]]


def _lines_of(records: Iterable[Record], counts: Mapping[str, FieldCounts]) -> tuple[set[str], dict[str, int]]:
    lines: set[str] = set()
    concepts: Counter[str] = Counter()
    for group in cluster(records):
        work = merge(group)
        mentioned = _mentioned(work, counts)
        concepts.update(mentioned)
        lines.update(work_lines(work, mentioned))
    return lines, dict(concepts)


def _mentioned(work: Work, counts: Mapping[str, FieldCounts]) -> dict[str, int]:
    """Count each concept in the title and abstract that the work shows: what two records both say counts once."""
    total: Counter[str] = Counter()
    for record_iri, kind in ((work.title_from, "title"), (work.abstract_from, "abstract")):
        for (field, concept), count in counts.get(record_iri, Counter()).items():
            if field.startswith(kind):
                total[concept] += count
    return dict(total)


def _stored_counts(store: Store, record_iri: str) -> FieldCounts:
    counts: FieldCounts = Counter()
    graph = NamedNode(ns.mentions(record_iri))
    start = len(ns.text(record_iri, ""))
    for quad in store.native.quads_for_pattern(None, _BODY, None, graph):
        field = _value(quad.subject)[start:].split("/", maxsplit=1)[0]
        counts[field, _value(quad.object)] += 1
    return counts


def _write_records(store: Draft, changes: Changes, mentions: Mapping[str, tuple[Mention, ...]], run: str) -> None:
    for iri in changes:
        if held_version(store, iri) is not None:
            store.remove_graph(iri)
            store.remove_graph(ns.mentions(iri))
    lines: list[str] = []
    for iri, change in changes.items():
        lines.extend(record_lines(change) if isinstance(change, Record) else tombstone_lines(change))
        if iri in mentions:
            lines.extend(mention_lines(iri, mentions[iri], run))
    store.load(lines)


def _unshared(store: Store, lines: set[str], touched: set[str]) -> list[str]:
    """Give those of the lines that no work outside `touched` makes."""
    own = f"<{ns.WORKS}"
    gone = {line for line in lines if line.startswith(own)}
    shared: dict[str, set[str]] = {}
    for line in lines - gone:
        shared.setdefault(line[1 : line.index(">")], set()).add(line)
    for subject, unclaimed in shared.items():
        if _object(store, NamedNode(subject), _PREF_LABEL, MERGED) is not None:
            unclaimed.discard(f"<{subject}> {ns.t('rdf:type')} {ns.t('skos:Concept')} .\n")  # its vocabulary says so too
        for other in _works_naming(store, subject, set()):
            if other not in touched:
                unclaimed.difference_update(_lines_of_work(store, other))
            if not unclaimed:
                break
        gone |= unclaimed
    return sorted(gone)


def _works_naming(store: Store, name: str, seen: set[str]) -> Iterator[str]:
    """Yield the works that name something, directly or through what is part of it (a journal through its issues)."""
    for subject in _subjects(store, None, NamedNode(name)):
        if subject in seen:
            continue
        seen.add(subject)
        if _object(store, NamedNode(subject), _DERIVED, MERGED) is not None:
            yield subject
        else:
            yield from _works_naming(store, subject, seen)


def _lines_of_work(store: Store, work: str) -> set[str]:
    iris = list(_objects(store, NamedNode(work), _DERIVED))
    records = [record for iri in iris if (record := load_record(store, iri)) is not None]
    return _lines_of(records, {})[0]


def _object(store: Store, subject: NamedNode, predicate: NamedNode, graph: NamedNode | pyoxigraph.DefaultGraph) -> str | None:
    return next((_value(quad.object) for quad in store.native.quads_for_pattern(subject, predicate, None, graph)), None)


def _objects(store: Store, subject: NamedNode, predicate: NamedNode) -> list[str]:
    return [_value(quad.object) for quad in store.native.quads_for_pattern(subject, predicate, None, MERGED)]


def _subjects(store: Store, predicate: NamedNode | None, value: NamedNode | Literal) -> Iterator[str]:
    return (_value(quad.subject) for quad in store.native.quads_for_pattern(None, predicate, value, MERGED))


def _value(term: NamedNode | pyoxigraph.BlankNode | Literal | pyoxigraph.Triple) -> str:
    """Give an IRI or a literal's text; the store holds no blank nodes and no quoted triples."""
    return str(term) if isinstance(term, pyoxigraph.Triple) else term.value
