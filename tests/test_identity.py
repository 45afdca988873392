"""Which records are one work, and what it says."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identifiers import identifier
from kg.identity import cluster, merge, name_record
from kg.model import Contributor, Identifier, Record, Text

SCHEMES = st.sampled_from([("doi", "10.1000/a"), ("doi", "10.1000/b"), ("pmid", "1"), ("pmid", "2"), ("pmcid", "PMC1"), ("pmcid", "PMC2")])
RECORDS = st.lists(
    st.builds(
        lambda number, ids: Record(source="s", id=str(number), identifiers=tuple(Identifier(scheme=s, value=v) for s, v in ids)),
        st.integers(0, 30),
        st.lists(SCHEMES, max_size=3),
    ),
    unique_by=lambda record: record.id,
)


def person(position: int, heading: str, **more: str) -> Contributor:
    family, _, given_name = heading.partition(", ")
    return Contributor(position=position, heading=heading, family=family, given=given_name, **more)


@given(RECORDS)
def test_clusters_are_the_connected_components(records: list[Record]) -> None:
    groups = cluster(records)
    assert sorted(name_record(r) for group in groups for r in group) == sorted(map(name_record, records))
    # A brute-force closure: every identifier of a group pulls in all that carry it, until nothing changes.
    ids = {r.id: {(i.scheme, i.value) for i in r.identifiers} for r in records}

    def reach(start: str) -> frozenset[str]:
        found = {start}
        while more := {r for r in ids if r not in found and any(ids[r] & ids[other] for other in found)}:
            found |= more
        return frozenset(found)

    brute = {reach(r.id) for r in records}
    assert sorted(sorted(r.id for r in group) for group in groups) == sorted(sorted(group) for group in brute)


@given(RECORDS, st.randoms(use_true_random=False))
def test_order_of_arrival_changes_nothing(records: list[Record], random: "st.random.Random") -> None:
    shuffled = records[:]
    random.shuffle(shuffled)
    assert [merge(group) for group in cluster(records)] == [merge(group) for group in cluster(shuffled)]


def test_invalid_identifiers_join_nothing() -> None:
    bad = (identifier("pmid", "none"),)
    assert len(cluster([Record(source="s", id="1", identifiers=bad), Record(source="s", id="2", identifiers=bad)])) == 2


@pytest.mark.parametrize(
    ("ids", "work"),
    [
        ((("pmid", "7"), ("doi", "10.1000/X")), "doi/10.1000/x"),
        ((("pmid", "7"), ("pmcid", "PMC9")), "pmid/7"),
        ((("pmcid", "PMC9"),), "pmcid/PMC9"),
        ((("isbn", "9781558612747"),), "record/s/1"),
    ],
)
def test_a_work_is_named_by_its_strongest_identifier(ids: tuple[tuple[str, str], ...], work: str) -> None:
    record = Record(source="s", id="1", identifiers=tuple(identifier(*pair) for pair in ids))
    assert merge([record]).iri == f"https://w3id.org/bibkg/work/{work}"


def test_authors_are_aligned_and_the_orcid_wins() -> None:
    pubmed = Record(
        source="pubmed",
        id="1",
        titles=(Text(field="title", value="A title."),),
        contributors=(person(1, "Hu, X"), person(2, "Wang, Hongyan", orcid="0000-0002-1825-0097")),
    )
    catalogue = Record(
        source="",
        id="c",
        titles=(Text(field="title", value="A title"),),
        contributors=(person(1, "Hu, Xiaoli"), person(2, "Wang, Hongyan")),
    )
    work = merge([catalogue, pubmed])
    assert [(c.heading, c.orcid) for c in work.merged.contributors] == [("Hu, Xiaoli", ""), ("Wang, Hongyan", "0000-0002-1825-0097")]
    assert [text.value for text in work.merged.titles] == ["A title."]
    assert work.title_from == name_record(pubmed)


def test_a_guessed_author_list_gives_way_to_a_known_one() -> None:
    known = Record(source="z", id="1", contributors=(person(1, "Li, Na"),))
    guessed = Record(source="pubmed", id="1", contributors=(msgspec.structs.replace(person(1, "Li"), guessed=True),))
    assert merge([guessed, known]).merged.contributors == known.contributors


@pytest.mark.parametrize("empty", [lambda: Record(source="s", id="1"), lambda: Record(source="", id="")])
def test_a_record_without_anything_is_a_work(empty: Callable[[], Record]) -> None:
    assert merge([empty()]).iri.startswith("https://w3id.org/bibkg/work/record/")


def test_every_role_keeps_its_people() -> None:
    pubmed = Record(source="pubmed", id="1", contributors=(person(1, "Darwin, Charles", role="subject"),))
    catalogue = Record(source="", id="c", contributors=(person(1, "Wang, Hongyan"), person(1, "Hu, Eve", role="editor")))
    roles = {(each.role, each.heading) for each in merge([pubmed, catalogue]).merged.contributors}
    assert roles == {("subject", "Darwin, Charles"), ("author", "Wang, Hongyan"), ("editor", "Hu, Eve")}


@pytest.mark.parametrize(
    ("other", "result"),
    [
        (("Lee, Jane", "Lee, John"), ["Lee, John", "Lee, Jane *"]),
        (("Lee, Jane",), ["Lee, J", "Lee, Jane *"]),
        (("Lee, John", "Lee, Jane"), ["Lee, John", "Lee, Jane *"]),
        (("Lee, Jane Ann", "Lee, Jane Beth"), ["Lee, Jane Ann *", "Lee, Jane Beth"]),
    ],
)
def test_an_orcid_goes_to_the_one_it_can_only_be(other: tuple[str, ...], result: list[str]) -> None:
    pubmed = Record(source="pubmed", id="1", contributors=(person(1, "Lee, J"), person(2, "Lee, Jane")))
    orcids = {"Lee, Jane": "0000-0002-1825-0097", "Lee, Jane Ann": "0000-0002-1825-0097"}
    named = tuple(person(place, name, orcid=orcids.get(name, "")) for place, name in enumerate(other, 1))
    merged = merge([pubmed, Record(source="", id="c", contributors=named)]).merged.contributors
    assert [f"{each.heading} *" if each.orcid else each.heading for each in merged] == result
