"""Statements are valid, canonical, and the same to every parser."""

import pickle
from collections.abc import Iterable
from urllib.parse import unquote

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kg import errors, ns
from kg.identifiers import identifier
from kg.identity import merge, name_record
from kg.model import (
    Concept,
    Container,
    Contributor,
    Date,
    Deletion,
    Grant,
    Keyword,
    Mention,
    Origin,
    Qualifier,
    Record,
    Relation,
    Subject,
    Term,
    Text,
    Vocabulary,
    record_from_json,
    to_json,
)
from kg.rdf import concept_lines, mention_lines, record_lines, run_lines, tombstone_lines, vocabulary_lines, work_lines
from kg.records.text import clean

TEXT = st.text(max_size=30).map(clean)
NAMES = st.text(min_size=1, max_size=20).map(clean).filter(bool)


def contributors() -> st.SearchStrategy[tuple[Contributor, ...]]:
    one = st.builds(
        Contributor,
        position=st.integers(1, 9),
        heading=NAMES,
        role=st.sampled_from(["author", "editor", "investigator", "contributor", "subject"]),
        corporate=st.booleans(),
        orcid=st.sampled_from(["", "0000-0002-1825-0097"]),
        affiliations=st.lists(NAMES, max_size=2).map(tuple),
        equal=st.booleans(),
        guessed=st.booleans(),
    )
    return st.lists(one, max_size=4).map(tuple)


IDENTIFIERS = st.lists(
    st.builds(identifier, st.sampled_from(["doi", "pmid", "pmcid", "isbn", "issn", "pii", "local"]), NAMES)
    | st.sampled_from([identifier("doi", "10.1002/(SICI)1<1::AID>3.0.CO;2-#"), identifier("pmid", "7"), identifier("pmcid", "PMC9")]),
    max_size=4,
).map(tuple)
RECORDS = st.builds(
    Record,
    source=st.sampled_from(["", "pubmed", "a/b ü"]),
    id=TEXT,
    version=TEXT,
    kind=st.sampled_from(["article", "book", "chapter", "dataset", "document", "preprint", "proceedings", "report", "thesis"]),
    identifiers=IDENTIFIERS,
    titles=st.lists(st.builds(Text, field=st.just("title"), value=NAMES, lang=st.sampled_from(["", "en", "zh-Hant", "?"])), max_size=2).map(
        tuple
    ),
    abstracts=st.lists(st.builds(Text, field=st.just("abstract"), value=NAMES), max_size=2).map(tuple),
    contributors=contributors(),
    container=st.none()
    | st.builds(
        Container,
        title=TEXT,
        abbreviation=TEXT,
        kind=st.sampled_from(["journal", "book"]),
        issns=IDENTIFIERS,
        nlm_id=TEXT,
        volume=TEXT,
        issue=TEXT,
    ),
    pages=TEXT,
    issued=st.none()
    | st.sampled_from(
        [
            Date(start="2021-09-13", precision="day"),
            Date(start="2009-09", end="2009-10", precision="month", as_printed="2009 Sep-Oct"),
            Date(start="1998-12", end="1999-01", precision="month", as_printed="1998 Dec-1999 Jan"),
            Date(start="2021", precision="season", as_printed="Spring 2021"),
        ]
    ),
    languages=st.lists(st.sampled_from(["en", "de", "haw"]), max_size=2).map(tuple),
    types=st.lists(st.builds(Term, label=NAMES, iri=st.sampled_from(["", ns.mesh("D016454")])), max_size=2).map(tuple),
    subjects=st.lists(
        st.builds(
            Subject,
            label=NAMES,
            iri=st.sampled_from(["", ns.mesh("D008175")]),
            major=st.booleans(),
            qualifiers=st.just((Qualifier(label="pathology", iri=ns.mesh("Q000473"), major=True), Qualifier(label="old"))),
        ),
        max_size=2,
    ).map(tuple),
    keywords=st.lists(st.builds(Keyword, label=NAMES), max_size=2).map(tuple),
    publisher=TEXT,
    licence=st.sampled_from(["", "https://creativecommons.org/licenses/by/4.0/", "all <rights> reserved"]),
    grants=st.lists(st.builds(Grant, agency=TEXT, id=TEXT), max_size=1).map(tuple),
    relations=st.lists(st.builds(Relation, kind=st.sampled_from(["cites", "retracted-by", "other"]), target=IDENTIFIERS), max_size=2).map(
        tuple
    ),
    origin=st.builds(Origin, file=NAMES, line=st.integers(0, 9)),
)


def parse(lines: Iterable[str]) -> list[pyoxigraph.Quad]:
    return list(pyoxigraph.parse("".join(lines), pyoxigraph.RdfFormat.N_QUADS))


@given(RECORDS, st.dictionaries(st.sampled_from([ns.term("te:exosome"), ns.mesh("D1"), "http://e/ü?x#y"]), st.integers(1, 9)))
def test_both_parsers_read_the_lines_as_one_graph(record: Record, counts: dict[str, int]) -> None:
    lines = list(work_lines(merge([record]), counts))
    quads = parse(lines)
    # What was written is what a store gives back: escapes and literals are canonical.
    assert {f"{quad} .\n" for quad in quads} == set(lines)
    theirs = rdflib.Graph().parse(data="".join(lines), format="nt")
    assert {(s.n3(), p.n3()) for s, p, _ in theirs} == {(str(q.subject), str(q.predicate)) for q in quads}
    assert len(theirs) == len(set(quads))
    assert not any(isinstance(node, rdflib.BNode) for triple in theirs for node in triple)


@given(RECORDS)
def test_turtle_of_both_libraries_is_one_graph(record: Record) -> None:
    quads = sorted(set(parse(work_lines(merge([record]), {}))), key=str)
    turtle = pyoxigraph.serialize((quad.triple for quad in quads), format=pyoxigraph.RdfFormat.TURTLE, prefixes=ns.PREFIXES)
    again = rdflib.Graph().parse(data=turtle, format="turtle")
    assert isomorphic(again, rdflib.Graph().parse(data="".join(f"{quad} .\n" for quad in quads), format="nt"))


@given(RECORDS)
def test_the_record_graph_holds_the_record_without_loss(record: Record) -> None:
    quads = parse(record_lines(record))
    assert {quad.graph_name.value for quad in quads} == {name_record(record)}
    (json,) = (quad.object.value for quad in quads if quad.predicate.value == ns.term("kg:json"))
    again = record_from_json(json)
    assert to_json(again) == to_json(record)
    assert again.digest == record.digest


def test_every_other_kind_of_line_is_canonical() -> None:
    mention = Mention(field="abstract", start=49, end=57, quote="exosomes", concept=ns.mesh("D055354"), label="Exosomes", confidence=0.93)
    vocabulary = Vocabulary(
        name="v", iri="http://e/v", title="V", version="1", licence="https://creativecommons.org/publicdomain/zero/1.0/", sha256="ab"
    )
    lines = [
        *mention_lines(ns.record("s", "1"), [mention], "http://e/run"),
        *tombstone_lines(Deletion(source="s", id="1", version="2")),
        *vocabulary_lines(vocabulary),
        *run_lines("http://e/run", [vocabulary]),
        *concept_lines(Concept(iri="http://e/c", label="c", scheme="http://e/v", broader=("http://e/b",), exact=(ns.mesh("D1"),))),
    ]
    assert {f"{quad} .\n" for quad in parse(lines)} == set(lines)
    assert f"{ns.record('s', '1')}/text/abstract#char=49,57" in "".join(lines)


def test_authors_are_an_rdf_list_in_order() -> None:
    names = ("Jiang, Chunyang", "Zhang, Na", "Hu, Xiaoli", "Wang, Hongyan")
    record = Record(source="s", id="1", contributors=tuple(Contributor(position=i, heading=name) for i, name in enumerate(names, 1)))
    graph = rdflib.Graph().parse(data="".join(work_lines(merge([record]), {})), format="nt")
    work = rdflib.URIRef("https://w3id.org/bibkg/work/record/s/1")
    head = graph.value(work, rdflib.URIRef(ns.term("bibo:authorList")))
    people = rdflib.collection.Collection(graph, head)
    assert [str(graph.value(person, rdflib.FOAF.name)) for person in people] == list(names)


@pytest.mark.parametrize(
    ("date", "literal"),
    [
        (Date(start="2021-09-13", precision="day"), '"2021-09-13"^^xsd:date'),
        (Date(start="2021-09", precision="month"), '"2021-09"^^xsd:gYearMonth'),
        (Date(start="2021-03", end="2021-05", precision="season", as_printed="Spring 2021"), '"2021"^^xsd:gYear'),
        (Date(start="2021-09-01", end="2021-09-05", precision="day", as_printed="2021 Sep 1-5"), '"2021-09"^^xsd:gYearMonth'),
        (Date(start="1998-12", end="1999-01", precision="month", as_printed="1998 Dec-1999 Jan"), '"1998"^^xsd:gYear'),
    ],
)
def test_issued_has_the_precision_that_is_known(date: Date, literal: str) -> None:
    lines = "".join(work_lines(merge([Record(source="s", id="1", issued=date)]), {}))
    assert literal.replace("^^xsd:", f"^^<{ns.PREFIXES['xsd']}") + ">" in lines
    assert ("issuedAsPrinted" in lines) == bool(date.end or date.precision == "season")


@pytest.mark.parametrize("error", [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)])
def test_errors_pickle(error: type[Exception]) -> None:
    again = pickle.loads(pickle.dumps(error("file:1: what")))  # noqa: S301 - our own bytes
    assert (type(again), str(again)) == (error, "file:1: what")


@given(st.text())
def test_what_is_an_iri_every_parser_takes(text: str) -> None:
    for start in ("http://a/", "http://", "urn:", "https://a.b/?"):
        if ns.is_iri(start + text):
            assert parse([f"<{start}{text}> <http://p> <{start}{text}> .\n"])[0].subject.value == start + text


@given(st.text(min_size=1), st.text(min_size=1))
def test_records_have_names_of_their_own(source: str, id_: str) -> None:
    path = ns.record(source, id_).removeprefix(f"{ns.BASE}record/").split("/")
    assert list(map(unquote, path)) == [source, id_]
