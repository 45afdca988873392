"""What of a large graph can be drawn so that something is seen, and the sentence that owns up to the rest."""

from typing import Any, Final

import networkx as nx

__all__ = ["LINKS", "NODES", "extract", "weight"]

NODES: Final = 1500
"""More nodes than this are not drawn: nothing could be read, and browsers without a graphics card stall."""

LINKS: Final = 8000
"""More links than this are not drawn: they would be one grey area, and the page would be megabytes."""


def weight(graph: "nx.Graph[Any]", node: object) -> float:
    """Give a node's weight, its degree where it states none.

    >>> weight(nx.path_graph(3), 1)
    2.0
    """
    stated = graph.nodes[node].get("weight")
    return float(graph.degree[node] if stated is None else stated)


def extract(graph: "nx.Graph[Any]") -> tuple["nx.Graph[Any]", str]:
    """Take the part of a graph that is drawn, and say what is left out; empty when nothing is.

    Nodes are taken by core number, then weight, so that what is drawn hangs together; then links by weight. Nodes that lose all their
    neighbours go too.

    >>> extract(nx.path_graph(3))[1]
    ''
    >>> extract(nx.complete_graph(200))[1]
    'drawn are the 8,000 strongest of 19,900 links'
    """
    part = graph
    if len(graph) > NODES:
        part = graph.subgraph(_best_connected(graph))
    if part.number_of_edges() > LINKS:
        part = part.edge_subgraph(_strongest(part))
    if part is graph:
        return graph, ""
    drawn = part.subgraph([node for node in part if part.degree[node]])
    links = f"the {drawn.number_of_edges():,} strongest of {graph.number_of_edges():,} links"
    if len(drawn) == len(graph):
        return drawn, f"drawn are {links}"
    return drawn, f"drawn are the {len(drawn):,} best connected of {len(graph):,} nodes, with {links}"


def _best_connected(graph: "nx.Graph[Any]") -> list[Any]:
    # networkx refuses loops here, and a loop connects nothing.
    cores = nx.core_number(nx.restricted_view(graph, [], list(nx.selfloop_edges(graph))))
    return sorted(graph, key=lambda node: (-cores[node], -weight(graph, node), str(node)))[:NODES]


def _strongest(graph: "nx.Graph[Any]") -> list[tuple[Any, Any]]:
    def rank(edge: tuple[Any, Any]) -> tuple[float, list[str]]:
        return -float(graph.edges[edge].get("weight", 1.0)), sorted(map(str, edge))

    return sorted(graph.edges, key=rank)[:LINKS]
