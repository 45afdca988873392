"""Which records are one work, and what that work says.

Records that share a strong identifier (DOI, PMID, PMCID) are one work, transitively. A `Work` is a pure function of the set of its
records: the order in which they came changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from kg import ns
from kg.identifiers import STRONG
from kg.model import Contributor, Identifier, Record, Value

__all__ = ["Work", "cluster", "merge", "name_record", "strong_identifiers"]

# Whose word counts first where sources differ: the indexers of the field, then publishers' deposits, then catalogues by name.
SOURCE_ORDER: Final = ("pubmed", "crossref", "europepmc", "openalex")


class Work(Value, frozen=True, kw_only=True):
    """A work of the merged view.

    `records` are the IRIs of its records, sorted; `merged` holds one title, one author list, one date …; `title_from` and
    `abstract_from` are the IRIs of the records whose texts were chosen, which is where its mentions are counted.
    """

    iri: str
    records: tuple[str, ...]
    merged: Record
    title_from: str
    abstract_from: str


def name_record(record: Record) -> str:
    """Give a record's IRI: by source and id where the source is named, else by its content.

    >>> name_record(Record(source="pubmed", id="1"))
    'https://w3id.org/bibkg/record/pubmed/1'
    >>> name_record(Record(source="", id="1")).startswith("https://w3id.org/bibkg/record/sha256/")
    True
    """
    if not record.source:
        return ns.record("sha256", record.digest)
    return ns.record(record.source, record.id or f"sha256-{record.digest}")


def strong_identifiers(record: Record) -> Iterator[Identifier]:
    """Yield the identifiers that make records one work, as they stand in the record."""
    return (identifier for identifier in record.identifiers if identifier.valid and identifier.scheme in STRONG)


def cluster(records: Iterable[Record]) -> list[list[Record]]:
    """Group records into works: those that share a strong identifier, transitively; each group and the list in a stable order."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    named = sorted(((name_record(record), record) for record in records), key=lambda pair: pair[0])
    for iri, record in named:
        for identifier in strong_identifiers(record):
            parent[root(f"{identifier.scheme}:{identifier.value}")] = root(iri)
    groups: defaultdict[str, list[Record]] = defaultdict(list)
    for iri, record in named:
        groups[root(iri)].append(record)
    return list(groups.values())


def merge(records: Sequence[Record]) -> Work:
    """Make one work of its records, field by field, from the first record in the order of sources that has the field.

    Authors come from one record, aligned with the others' so that an ORCID or an affiliation known anywhere is kept; so do editors, and
    whoever else has a role of their own.

    >>> merge([Record(source="pubmed", id="1", pages="1-2")]).iri
    'https://w3id.org/bibkg/work/record/pubmed/1'
    """
    ranked = sorted(records, key=_rank)
    if len(ranked) == 1:
        merged = ranked[0]
    else:
        chosen = {name: _first(ranked, name) for name in _CHOSEN}
        united = {name: _union(ranked, name) for name in _UNITED}
        merged = msgspec.structs.replace(ranked[0], **chosen, **united, contributors=_align(ranked))
    return Work(
        iri=_work_iri(ranked, merged),
        records=tuple(sorted(name_record(record) for record in ranked)),
        merged=merged,
        title_from=name_record(next((record for record in ranked if record.titles), ranked[0])),
        abstract_from=name_record(next((record for record in ranked if record.abstracts), ranked[0])),
    )


_CHOSEN: Final = (
    "titles", "abstracts", "container", "pages", "article_number", "issued", "publisher", "place", "edition", "licence", "rights",
    "collection",
)  # fmt: skip
_UNITED: Final = ("identifiers", "languages", "types", "subjects", "keywords", "grants", "relations")


def _rank(record: Record) -> tuple[int, str, str]:
    place = SOURCE_ORDER.index(record.source) if record.source in SOURCE_ORDER else len(SOURCE_ORDER)
    return place, record.source, name_record(record)


def _first(records: Sequence[Record], field: str) -> Any:  # noqa: ANN401 - the type is that of the field
    values = [getattr(record, field) for record in records]
    return next((value for value in values if value), values[0])


def _union(records: Sequence[Record], field: str) -> tuple[Any, ...]:
    same: Callable[[Any], Any] = _SAME.get(field, lambda value: value)
    found: dict[Any, Any] = {}
    for record in records:
        for value in getattr(record, field):
            found.setdefault(same(value), value)
    return tuple(found.values())


# What makes two values of a field one, where it is less than all of it.
_SAME: Final[dict[str, Callable[[Any], Any]]] = {
    "types": lambda term: term.iri or term.label.casefold(),
    "keywords": lambda keyword: keyword.label.casefold(),
    "grants": lambda grant: (grant.agency.casefold(), grant.id),
    "relations": lambda relation: (relation.kind, relation.target or relation.label),
}


def _work_iri(ranked: Sequence[Record], merged: Record) -> str:
    """Name the cluster by its strongest identifier; where it has several of one scheme, by the least."""
    for scheme in STRONG:
        values = sorted(identifier.value for identifier in strong_identifiers(merged) if identifier.scheme == scheme)
        if values:
            return ns.work(scheme, values[0])
    return ns.work_of_record(name_record(ranked[0]))


def _align(ranked: Sequence[Record]) -> tuple[Contributor, ...]:
    """Take each role's list from the first source that has the role and did not guess it; the others' lists add what it lacks."""
    roles = dict.fromkeys(contributor.role for record in ranked for contributor in record.contributors)
    aligned: list[Contributor] = []
    for role in roles:
        lists = [people for record in ranked if (people := [each for each in record.contributors if each.role == role])]
        base, *others = sorted(lists, key=lambda people: any(each.guessed for each in people))
        for other in others:
            base = _with_twins(base, other)
        aligned += base
    return tuple(aligned)


def _with_twins(base: Sequence[Contributor], other: Sequence[Contributor]) -> list[Contributor]:
    """Join each contributor with the one of another list who can be nobody else.

    The same name goes first, then a name that agrees at the same place, then one that agrees with this name alone.
    """
    joined = list(base)
    here, there = set(range(len(base))), set(range(len(other)))

    def join(pairs: Iterable[tuple[int, int]]) -> None:
        for one, twin in pairs:
            joined[one] = _join(base[one], other[twin])
            here.discard(one)
            there.discard(twin)

    def only(key: Callable[[Contributor], str]) -> list[tuple[int, int]]:
        # Bucketed first, so that lists of thousands of authors do not meet each with each.
        buckets: defaultdict[str, list[int]] = defaultdict(list)
        for twin in there:
            buckets[key(other[twin])].append(twin)
        pairs = [(one, twin) for one in here for twin in buckets[key(base[one])] if _same_name(base[one], other[twin])]
        ones, twins = Counter(one for one, _ in pairs), Counter(twin for _, twin in pairs)
        return [(one, twin) for one, twin in pairs if ones[one] == twins[twin] == 1]

    join(only(lambda each: ns.slug(each.heading)))
    join([(place, place) for place in here & there if _same_name(base[place], other[place])])
    join(only(lambda each: ns.slug(each.family or each.heading)))
    return joined


def _same_name(one: Contributor, other: Contributor) -> bool:
    """Whether two names in one work can be one person's: the same family name, and given names that begin alike."""
    if one.corporate != other.corporate:
        return False
    if one.orcid and other.orcid:
        return one.orcid == other.orcid
    if one.corporate or not (one.family and other.family):
        return ns.slug(one.heading) == ns.slug(other.heading)
    if ns.slug(one.family) != ns.slug(other.family):
        return False
    pairs = zip(_given_names(one), _given_names(other), strict=False)
    return all(a.startswith(b) or b.startswith(a) for a, b in pairs)


def _given_names(contributor: Contributor) -> list[str]:
    return ns.slug(contributor.given or " ".join(contributor.initials)).split("-")


def _join(one: Contributor, other: Contributor) -> Contributor:
    """Keep the first source's words; take the fuller given name, and what the first lacks."""
    fuller = other if len(other.given) > len(one.given) else one
    return msgspec.structs.replace(
        one,
        heading=fuller.heading,
        given=fuller.given,
        initials=one.initials or other.initials,
        suffix=one.suffix or other.suffix,
        orcid=one.orcid or other.orcid,
        affiliations=one.affiliations or other.affiliations,
        equal=one.equal or other.equal,
        guessed=one.guessed and other.guessed,
    )
