"""The merged view is a pure function of the set of current records."""

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import merged, ns
from kg.identity import name_record
from kg.model import Container, Contributor, Deletion, Identifier, Mention, Record, Text
from kg.store.oxigraph import MERGED, Draft

EXOSOME = ns.term("te:exosome")


def draft() -> Draft:
    return Draft(pyoxigraph.Store(), Path("memory"), None)


def default_graph(store: Draft) -> set[str]:
    return {f"{quad} .\n" for quad in store.native.quads_for_pattern(None, None, None, MERGED)}


@st.composite
def records(draw: st.DrawFn) -> Record:
    number = draw(st.integers(1, 6))
    ids = draw(st.sets(st.sampled_from([("doi", "10.1000/a"), ("doi", "10.1000/b"), ("pmid", "1"), ("pmid", "2")]), max_size=2))
    names = draw(st.lists(st.sampled_from(["Wang, H", "Wang, Hongyan", "WANG, H"]), max_size=2))
    return Record(
        source=draw(st.sampled_from(["pubmed", "other"])),
        id=str(number),
        version=draw(st.sampled_from(["1", "2"])),
        identifiers=tuple(Identifier(scheme=scheme, value=value) for scheme, value in sorted(ids)),
        titles=(Text(field="title", value=draw(st.sampled_from(["T", "U"]))),),
        contributors=tuple(Contributor(position=i, heading=name) for i, name in enumerate(names, 1)),
        container=draw(
            st.none() | st.builds(Container, title=st.sampled_from(["Mol Cancer", "Mol. cancer"]), issue=st.sampled_from(["", "1"]))
        ),
    )


CHANGES = st.lists(
    records() | st.builds(Deletion, source=st.sampled_from(["pubmed", "other"]), id=st.integers(1, 6).map(str), version=st.just("9")),
    max_size=12,
)


def mentions_of(record: Record) -> tuple[Mention, ...]:
    """Stand in for a tagger: a pure function of the record."""
    count = len(record.contributors)
    return tuple(
        Mention(field="title", start=i, end=i + 1, quote="T", concept=EXOSOME, label="exosome", confidence=0.9) for i in range(count)
    )


def write(store: Draft, changes: Mapping[str, Record | Deletion]) -> None:
    mentions = {iri: mentions_of(change) for iri, change in changes.items() if isinstance(change, Record)}
    merged.apply(store, changes, mentions, "http://e/run")


def name(change: Record | Deletion) -> str:
    return name_record(change) if isinstance(change, Record) else ns.record(change.source, change.id)


@settings(max_examples=200, deadline=None)
@given(CHANGES)
def test_any_sequence_of_changes_equals_a_fresh_build_of_the_final_state(changes: list[Record | Deletion]) -> None:
    store = draft()
    final: dict[str, Record | Deletion] = {}
    for change in changes:
        write(store, {name(change): change})
        final[name(change)] = change
    fresh = draft()
    write(fresh, {iri: change for iri, change in sorted(final.items()) if isinstance(change, Record)})
    assert default_graph(store) == default_graph(fresh)


@settings(max_examples=50, deadline=None)
@given(CHANGES)
def test_batches_of_any_size_give_the_same(changes: list[Record | Deletion]) -> None:
    final = {name(change): change for change in changes}
    one, many = draft(), draft()
    write(one, final)
    for iri, change in final.items():
        write(many, {iri: change})
    assert {str(quad) for quad in one.native} == {str(quad) for quad in many.native}


def test_a_journal_that_another_work_names_stays() -> None:
    store = draft()
    journal = Container(title="Mol Cancer", issns=(Identifier(scheme="issn", value="1476-4598"),))
    first, second = (Record(source="s", id=i, titles=(Text(field="title", value=i),), container=journal) for i in "12")
    write(store, {name_record(first): first, name_record(second): second})
    write(store, {name_record(first): Deletion(source="s", id="1", version="9")})
    assert any("Mol Cancer" in line for line in default_graph(store))
    write(store, {name_record(second): Deletion(source="s", id="2", version="9")})
    assert default_graph(store) == set()


def test_what_two_records_of_a_work_both_say_counts_once() -> None:
    store = draft()
    ids = (Identifier(scheme="doi", value="10.1000/a"),)
    for source in ("pubmed", "other"):
        record = Record(
            source=source,
            id="1",
            identifiers=ids,
            titles=(Text(field="title", value="T"),),
            contributors=(Contributor(position=1, heading="A, B"),),
        )
        write(store, {name_record(record): record})
    ((count,),) = store.select("SELECT ?count { ?about kg:count ?count }")
    assert count == "1"


def test_a_record_comes_back_as_it_went_in() -> None:
    store = draft()
    record = Record(source="s", id="1", titles=(Text(field="title", value='a "quoted" \\ line\nbreak'),))
    write(store, {name_record(record): record})
    assert merged.load_record(store, name_record(record)) == record
    assert merged.load_record(store, ns.record("s", "2")) is None
