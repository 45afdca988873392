"""Graphs of a store: what their nodes and edges say."""

from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pyoxigraph
import pytest

from kg import graph, ns, registry

W = ns.work("doi", "10.1/")
LI, ZHU, KIM = (ns.mint("name", name) for name in ("li", "zhu", "kim"))
CARBERRY = ns.orcid("0000-0002-1825-0097")
EXOSOME, NICHE, METASTASIS = (ns.term(f"te:{name}") for name in ("exosome", "niche", "metastasis"))


class Memory:
    """Rows from a store in memory, in the order the store gives them or in the opposite one."""

    def __init__(self, content: bytes, *, backwards: bool = False) -> None:
        self.store = pyoxigraph.Store()
        self.store.load(content, pyoxigraph.RdfFormat.TRIG)
        self.step = -1 if backwards else 1

    def select(self, query: str, **_values: object) -> Iterator[tuple[str | None, ...]]:
        rows = [tuple(term and term.value for term in row) for row in self.store.query(query, prefixes=ns.PREFIXES)]
        return iter(rows[:: self.step])


@pytest.fixture(scope="module")
def works() -> bytes:
    return (Path(__file__).parent / "cases/graph/works.ttl").read_bytes()


@pytest.fixture(scope="module")
def tripartite(works: bytes) -> "nx.Graph[str]":
    return graph.concept_paper_author(Memory(works))


@pytest.mark.parametrize(
    ("node", "attributes"),
    [
        (W + "one", {"kind": "paper", "label": "Exosomes and the niche", "weight": 5.0, "evidence": 5, "year": 2021}),
        (W + "two", {"kind": "paper", "label": "Niches, again", "weight": 6.0, "evidence": 6, "year": 2019}),
        (W + "three", {"kind": "paper", "label": "Über Metastasen", "weight": 0.0, "evidence": 0}),
        (EXOSOME, {"kind": "concept", "label": "exosome", "weight": 2.0, "evidence": 6}),
        (METASTASIS, {"kind": "concept", "label": METASTASIS, "weight": 1.0, "evidence": 1}),
        (LI, {"kind": "author", "label": "Li, Wai", "weight": 2.0, "evidence": 2}),
        (ZHU, {"kind": "author", "label": ZHU, "weight": 1.0, "evidence": 1}),
    ],
)
def test_a_node_says_what_it_is(tripartite: "nx.Graph[str]", node: str, attributes: dict[str, object]) -> None:
    assert tripartite.nodes[node] == attributes


def test_only_papers_their_authors_and_their_concepts_are_nodes(tripartite: "nx.Graph[str]") -> None:
    assert list(tripartite) == [EXOSOME, METASTASIS, NICHE, W + "one", W + "three", W + "two", CARBERRY, KIM, LI, ZHU]


@pytest.mark.parametrize(
    ("edge", "attributes"),
    [
        ((W + "one", EXOSOME), {"kind": "mentions", "weight": 4.0, "evidence": 4}),
        ((W + "two", LI), {"kind": "creator", "weight": 1.0, "evidence": 1, "position": 2}),
        ((W + "three", KIM), {"kind": "creator", "weight": 1.0, "evidence": 1, "position": 1}),
    ],
)
def test_an_edge_says_how_strong_it_is(tripartite: "nx.Graph[str]", edge: tuple[str, str], attributes: dict[str, object]) -> None:
    assert tripartite.edges[edge] == attributes


def test_edges_join_papers_with_the_rest(tripartite: "nx.Graph[str]") -> None:
    kinds = tripartite.nodes(data="kind")
    assert tripartite.number_of_edges() == 11
    assert {frozenset((kinds[one], kinds[other])) for one, other in tripartite.edges} == {
        frozenset(("paper", "concept")),
        frozenset(("paper", "author")),
    }


def test_coauthors_are_tied_by_their_joint_papers(works: bytes) -> None:
    found = graph.coauthor(Memory(works))
    assert list(found.edges(data=True)) == [
        (CARBERRY, LI, {"kind": "coauthor", "weight": 2.0, "evidence": 2}),
        (CARBERRY, ZHU, {"kind": "coauthor", "weight": 1.0, "evidence": 1}),
        (LI, ZHU, {"kind": "coauthor", "weight": 1.0, "evidence": 1}),
    ]
    assert KIM in found


def test_concepts_are_tied_by_the_papers_that_mention_both(works: bytes) -> None:
    found = graph.cooccurrence(Memory(works))
    assert list(found.edges(data="weight")) == [(EXOSOME, METASTASIS, 1.0), (EXOSOME, NICHE, 2.0), (METASTASIS, NICHE, 1.0)]
    assert found.nodes[NICHE] == {"kind": "concept", "label": "pre-metastatic niche", "weight": 2.0, "evidence": 4}


@pytest.mark.parametrize("name", registry.names("graphs"))
def test_the_order_of_rows_does_not_matter(name: str, works: bytes) -> None:
    make = registry.load("graphs", name)
    forwards, backwards = make(Memory(works)), make(Memory(works, backwards=True))
    assert list(forwards.nodes(data=True)) == list(backwards.nodes(data=True))
    assert list(forwards.edges(data=True)) == list(backwards.edges(data=True))


@pytest.mark.parametrize("name", registry.names("graphs"))
def test_a_graph_has_its_name_and_plain_attributes(name: str, works: bytes) -> None:
    found = registry.load("graphs", name)(Memory(works))
    types = {"kind": str, "label": str, "weight": float, "evidence": int, "year": int, "position": int}
    rows = [attributes for _, attributes in found.nodes(data=True)] + [attributes for *_, attributes in found.edges(data=True)]
    assert found.name == name
    assert rows
    assert all(type(value) is types[key] for row in rows for key, value in row.items())


@pytest.mark.parametrize(
    ("name", "note"),
    [("concept-paper-author", graph.HEADINGS_NOTE), ("coauthor", graph.HEADINGS_NOTE), ("cooccurrence", None)],
)
def test_graphs_with_authors_say_what_a_name_heading_is(name: str, note: str | None, works: bytes) -> None:
    assert registry.load("graphs", name)(Memory(works)).graph.get("note") == note


@pytest.mark.parametrize("name", registry.names("graphs"))
def test_an_empty_store_gives_an_empty_graph(name: str) -> None:
    found = registry.load("graphs", name)(Memory(b""))
    assert isinstance(found, nx.Graph)
    assert (len(found), found.name) == (0, name)


@pytest.mark.parametrize("name", registry.names("graphs"))
def test_named_graphs_are_not_read(name: str, works: bytes) -> None:
    prefixes, _, statements = works.decode().partition("@prefix a: <https://w3id.org/bibkg/test/> .")
    elsewhere = f"{prefixes} @prefix a: <https://w3id.org/bibkg/test/> . <http://e/graph> {{ {statements} }}".encode()
    store = Memory(elsewhere)
    assert len(store.store) > 20
    assert len(registry.load("graphs", name)(store)) == 0
