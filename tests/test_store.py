"""Versions, queries, and what may not run."""

from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from kg import ns
from kg.errors import QueryError, StoreError
from kg.store import open_any
from kg.store.oxigraph import Store, draft, open_store
from kg.store.sparql import bind, parse_term, refuse_service

LINE = '<http://e/a> <http://purl.org/dc/terms/title> "A" .\n'


def build(path: Path, *lines: str) -> None:
    with draft(path) as new:
        new.load(lines)


def test_a_build_is_published_whole_and_the_one_before_stays_readable(tmp_path: Path) -> None:
    build(tmp_path / "s", LINE)
    before = open_store(tmp_path / "s")
    build(tmp_path / "s", LINE.replace("/a>", "/b>"))
    build(tmp_path / "s", LINE.replace("/a>", "/c>"))
    assert len(before) == 1
    assert len(open_store(tmp_path / "s")) == 3
    assert sorted(p.name for p in (tmp_path / "s/versions").iterdir()) == ["000002", "000003"]


def test_a_failed_build_leaves_the_last_version(tmp_path: Path) -> None:
    build(tmp_path / "s", LINE)

    def fail() -> None:
        with draft(tmp_path / "s") as new:
            new.load([LINE.replace("/a>", "/b>")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert len(open_store(tmp_path / "s")) == 1
    assert [p.name for p in (tmp_path / "s/versions").iterdir()] == ["000001"]


def test_what_a_killed_build_left_behind_is_cleared(tmp_path: Path) -> None:
    build(tmp_path / "s", LINE)
    (tmp_path / "s/versions/000002.partial").mkdir()
    (tmp_path / "s/versions/000002").mkdir()
    build(tmp_path / "s", LINE.replace("/a>", "/b>"))
    assert len(open_store(tmp_path / "s")) == 2


def test_a_build_that_changes_nothing_publishes_nothing(tmp_path: Path) -> None:
    build(tmp_path / "s", LINE)
    build(tmp_path / "s")
    assert (tmp_path / "s/current").read_text() == "000001\n"


def test_a_store_is_never_begun_anew_over_versions(tmp_path: Path) -> None:
    for name in "ab":
        build(tmp_path / "s", LINE.replace("/a>", f"/{name}>"))
    for damage in ("", "garbage", "../x", None):
        (tmp_path / "s/current").unlink(missing_ok=True)
        if damage is not None:
            (tmp_path / "s/current").write_text(damage)
        with pytest.raises(StoreError, match="the store is damaged"):
            build(tmp_path / "s", LINE)
        with pytest.raises(StoreError, match="the store is damaged"):
            open_store(tmp_path / "s")
    (tmp_path / "s/current").write_text("000002\n")
    assert len(open_store(tmp_path / "s")) == 2


def test_a_first_version_that_was_not_named_yet_is_published(tmp_path: Path) -> None:
    build(tmp_path / "s", LINE)
    (tmp_path / "s/current").unlink()
    assert len(open_store(tmp_path / "s")) == 1
    build(tmp_path / "s", LINE.replace("/a>", "/b>"))
    assert len(open_store(tmp_path / "s")) == 2


def test_the_second_writer_is_told(tmp_path: Path) -> None:
    with draft(tmp_path / "s"), pytest.raises(StoreError, match="another build is writing"), draft(tmp_path / "s"):
        pass


@pytest.mark.parametrize("name", ["file", "folder"])
def test_other_peoples_files_are_not_written_over(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/letter.txt").write_text("dear")
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="is no store"), draft(tmp_path / name):
        pass
    assert (tmp_path / "folder/letter.txt").read_text() == "dear"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("missing", None, "no store here"),
        ("x.csv", "a,b", "neither a store nor an RDF file"),
        ("x.ttl", "<http://a> <http://b>\n  oops .", "x.ttl:2:"),
        ("x.rdf", '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r/>', "entities of entities"),
    ],
)
def test_what_cannot_be_opened_says_why(tmp_path: Path, name: str, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(StoreError, match=message):
        open_any(tmp_path / name)


def memory(turtle: str) -> Store:
    native = pyoxigraph.Store()
    native.load(turtle.encode(), pyoxigraph.RdfFormat.TURTLE, base_iri="http://e/")
    return Store(native)


def test_rdflib_sees_the_merged_view() -> None:
    graph = memory("<a> <http://purl.org/dc/terms/title> 'A' .").rdflib()
    assert isinstance(graph, rdflib.Graph)
    assert [str(row[0]) for row in graph.query("SELECT ?t { ?x dcterms:title ?t }")] == ["A"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "select * { service silent ?x { ?s ?p ?o } }",
        "#\nSELECT * {SERVICE<http://x>{}}",
        "PREFIX : <http://x/> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<http://x/> { ?s ?p ?o } }",
        "SELECT * { # a comment\rSERVICE <http://x/> { ?s ?p ?o } }",
        r"PREFIX e: <http://e/> SELECT * { OPTIONAL { ?x ?y e:\# } SERVICE <http://x/> { ?a ?b ?c } }",
        r'SELECT * { BIND("\u0022" AS ?q) SERVICE <http://x/> { ?a ?b ?c } BIND("\u0022" AS ?r) }',
        "SELECT * { OPTIONAL { ?x ?y 1SERVICE <http://x/> { ?a ?b ?c } } }",
    ],
)
def test_service_is_off(query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE is off"):
        memory("").query(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?SERVICE {}",
        "SELECT * { <http://e/SERVICE> ?p 'SERVICE' }",
        '#SERVICE\nSELECT ("a \\" SERVICE" AS ?x) {}',
        'SELECT * { ?x ex:SERVICE """a\nSERVICE""" }',
    ],
)
def test_the_word_alone_is_no_service(query: str) -> None:
    refuse_service(query)


def test_values_are_bound_and_never_pasted() -> None:
    store = memory("<a> <http://purl.org/dc/terms/title> 'it''s } \"x' .".replace("''", "\\'"))
    query = "SELECT ?x { VALUES ?title { UNDEF } ?x dcterms:title ?title }"
    assert list(store.select(query, title=pyoxigraph.Literal("it's } \"x"))) == [("http://e/a",)]
    assert list(store.select(query, title=pyoxigraph.Literal("} #"))) == []
    with pytest.raises(QueryError, match="places in the query: title"):
        bind(query, {"name": pyoxigraph.Literal("x")})


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("<http://e/a>", pyoxigraph.NamedNode("http://e/a")),
        ("mesh:D008175", pyoxigraph.NamedNode(ns.mesh("D008175"))),
        ('"Krebs"@de', pyoxigraph.Literal("Krebs", language="de")),
        ("2021", pyoxigraph.Literal(2021)),
        ("a: b", pyoxigraph.Literal("a: b")),
    ],
)
def test_parameters_are_terms(text: str, term: object) -> None:
    assert parse_term(text) == term


def test_a_broken_parameter_is_told() -> None:
    with pytest.raises(QueryError, match="not an RDF term"):
        parse_term("<not an iri")


def test_statements_that_are_not_ours_are_told() -> None:
    with pytest.raises(StoreError, match="kg validate"):
        memory("PREFIX kg: <https://w3id.org/bibkg/ontology#> <a> kg:work <w> ; kg:concept <c> ; kg:count 'many' ; a kg:About .").graph()


def test_a_query_that_does_not_parse_is_told() -> None:
    with pytest.raises(QueryError, match="does not parse"):
        memory("").query("SELECT")
    with pytest.raises(QueryError, match="not a SELECT"):
        list(memory("").select("ASK {}"))
