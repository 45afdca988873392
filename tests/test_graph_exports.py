"""Graph files: what strict programs read in them, and that they are the same each time."""

import json
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from networkx.utils import graphs_equal

from kg import registry
from kg.export.plain import plain

CASES = Path(__file__).parent / "cases/graph"
READERS = {
    "graphml": lambda content: nx.read_graphml(BytesIO(content)),
    "gexf": lambda content: nx.Graph(nx.read_gexf(BytesIO(content))),
    "json": lambda content: nx.node_link_graph(json.loads(content), edges="links"),
}
CASTS = {"string": str, "long": int, "int": int, "double": float, "boolean": {"true": True, "false": False}.__getitem__}


def written(name: str, graph: "nx.Graph[Any]") -> bytes:
    stream = BytesIO()
    registry.load("graph-exports", name)(graph, stream)
    return stream.getvalue()


def edges_of(graph: "nx.Graph[Any]") -> set[frozenset[str]]:
    return {frozenset(edge) for edge in graph.edges}


@pytest.fixture
def papers() -> "nx.Graph[str]":
    """Give a graph with what files trip over: gaps, mixed numbers, markup, controls, astral characters, isolated nodes."""
    graph: nx.Graph[str] = nx.Graph(name="concept-paper-author", note="a note: <&>")
    graph.add_node(
        "http://e/p?a=1&b=2", kind="paper", label='<i>In vitro</i> & "quoted" \U0001d6fc\x00\x0b', year=2021, weight=3, evidence=3
    )
    graph.add_node("http://e/c", kind="concept", label="exosome\nnext line", year=None, weight=1.5, evidence=3)
    graph.add_node("http://e/alone", kind="author", label="Müller, Ä", weight=0.0, evidence=0, odd={"a": 1}, flag=True)
    graph.add_edge("http://e/p?a=1&b=2", "http://e/c", kind="mentions", weight=3, evidence=3)
    graph.add_edge("http://e/c", "http://e/x", kind="mentions", weight=0.5, evidence=1, score=float("nan"))
    return graph


@pytest.mark.parametrize("name", READERS)
def test_networkx_reads_back_nodes_edges_and_attributes(name: str, papers: "nx.Graph[str]") -> None:
    found = READERS[name](written(name, papers))
    assert set(found) == set(papers)
    assert edges_of(found) == edges_of(papers)
    paper = found.nodes["http://e/p?a=1&b=2"]
    assert {key: paper[key] for key in ("kind", "label", "year", "weight", "evidence")} == {
        "kind": "paper",
        "label": '<i>In vitro</i> & "quoted" \U0001d6fc',
        "year": 2021,
        "weight": 3.0,
        "evidence": 3,
    }
    assert found.edges["http://e/c", "http://e/x"]["weight"] == 0.5
    assert found.nodes["http://e/alone"]["flag"] is True


@pytest.mark.parametrize("name", READERS)
def test_what_is_unknown_is_left_out(name: str, papers: "nx.Graph[str]") -> None:
    content = written(name, papers)
    assert not any(word in content for word in (b"None", b"null", b"nan", b"NaN"))
    assert "year" not in READERS[name](content).nodes["http://e/c"]


@pytest.mark.parametrize("name", registry.names("graph-exports"))
def test_the_same_graph_gives_the_same_bytes_in_whatever_order_it_was_made(name: str, papers: "nx.Graph[str]") -> None:
    backwards: nx.Graph[str] = nx.Graph(**dict(reversed(papers.graph.items())))
    for node, attributes in reversed(list(papers.nodes(data=True))):
        backwards.add_node(node, **dict(reversed(attributes.items())))
    for source, target, attributes in reversed(list(papers.edges(data=True))):
        backwards.add_edge(target, source, **dict(reversed(attributes.items())))
    assert written(name, papers) == written(name, papers) == written(name, backwards)


@pytest.mark.parametrize("name", registry.names("graph-exports"))
def test_writing_leaves_the_graph_alone(name: str, papers: "nx.Graph[str]") -> None:
    before = deepcopy(papers)
    written(name, papers)
    assert graphs_equal(papers, before)


@pytest.mark.parametrize("name", registry.names("graph-exports"))
def test_an_empty_graph_can_be_written(name: str) -> None:
    content = written(name, nx.Graph(name="coauthor"))
    assert content
    if name in READERS:
        assert len(READERS[name](content)) == 0


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_xml_keeps_to_the_schema(name: str, papers: "nx.Graph[str]") -> None:
    schema = etree.XMLSchema(etree.parse(CASES / f"{name}.xsd"))
    schema.assertValid(etree.fromstring(written(name, papers)))


@pytest.mark.parametrize(
    ("name", "sound", "broken"),
    [
        ("graphml", b'<data key="d0">', b'<data key="d99">'),
        ("graphml", b'target="http://e/x"', b'target="http://e/nowhere"'),
        ("graphml", b'attr.type="long"', b'attr.type="number"'),
        ("gexf", b'<attvalue for="0"', b'<attvalue for="99"'),
        ("gexf", b'source="http://e/c"', b'source="http://e/nowhere"'),
        ("gexf", b"<meta>", b'<meta lastmodifieddate="yesterday">'),
        ("gexf", b'mode="static">\n    <attributes', b'mode="static" name="x">\n    <attributes'),
    ],
)
def test_the_schemas_refuse_what_is_wrong(name: str, sound: bytes, broken: bytes, papers: "nx.Graph[str]") -> None:
    content = written(name, papers)
    assert sound in content
    schema = etree.XMLSchema(etree.parse(CASES / f"{name}.xsd"))
    assert not schema.validate(etree.fromstring(content.replace(sound, broken, 1)))


def test_graphml_values_are_of_the_type_their_key_declares(papers: "nx.Graph[str]") -> None:
    root = etree.fromstring(written("graphml", papers))
    keys = {key.get("id"): key for key in root.iterfind("{*}key")}
    checked = 0
    for element in root.iter("{*}data"):
        key = keys[element.get("key")]
        scope = etree.QName(element.getparent()).localname
        assert key.get("for") == scope
        CASTS[key.get("attr.type")](element.text if key.get("attr.type") != "boolean" else element.text.lower())
        checked += 1
    assert checked > 15


def test_gexf_says_no_date_and_describes_itself(papers: "nx.Graph[str]") -> None:
    meta = etree.fromstring(written("gexf", papers)).find("{*}meta")
    assert dict(meta.attrib) == {}
    assert meta.findtext("{*}description") == "concept-paper-author: a note: <&>"


def test_node_link_json_is_one_sorted_line_as_d3_wants_it(papers: "nx.Graph[str]") -> None:
    content = written("json", papers)
    document = json.loads(content)
    assert content.endswith(b"}\n")
    assert content.count(b"\n") == 1
    assert "Müller, Ä" in content.decode()
    assert list(document) == sorted(document)
    assert set(document) >= {"nodes", "links"}
    assert {"source", "target"} <= set(document["links"][0])


VALUES = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(), st.text(max_size=20))
ATTRIBUTES = st.dictionaries(st.sampled_from(["kind", "label", "weight", "evidence", "year"]), VALUES, max_size=4)
NODES = st.dictionaries(st.text("abc/:#&<", min_size=1, max_size=4), ATTRIBUTES, max_size=5)


@pytest.mark.parametrize("name", ["graphml", "json"])
@given(nodes=NODES)
def test_any_attributes_come_back_as_the_plain_graph_has_them(name: str, nodes: dict[str, dict[str, object]]) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(nodes.items())
    found = READERS[name](written(name, graph))
    assert dict(found.nodes(data=True)) == dict(plain(graph).nodes(data=True))
