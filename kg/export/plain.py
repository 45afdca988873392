"""A graph that every file format can hold: one type an attribute, no `None`, no character that XML forbids, sorted."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import networkx as nx

__all__ = ["plain"]

# What https://www.w3.org/TR/xml/#NT-Char leaves out.
_FORBIDDEN: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Scalar = bool | int | float | str


def plain(graph: "nx.Graph[Any]") -> "nx.Graph[str]":
    """Copy a graph for writing: what is left reads the same in every program.

    Nodes, edges and attributes are put in order. An attribute with integers and floats becomes float throughout, one of any other mixture
    text. `None` and numbers that are not finite are left out, as are characters that XML 1.0 forbids. Isolated nodes stay.

    >>> graph = nx.Graph()
    >>> graph.add_node("b", year=None, weight=2)
    >>> graph.add_node("a", weight=0.5)
    >>> plain(graph).nodes(data=True)
    NodeDataView({'a': {'weight': 0.5}, 'b': {'weight': 2.0}})
    """
    copy: nx.Graph[str] = nx.DiGraph() if graph.is_directed() else nx.Graph()
    copy.graph.update(_unified([graph.graph])[0])
    nodes = {_text(node): attributes for node, attributes in graph.nodes(data=True)}
    keys = sorted(nodes)
    copy.add_nodes_from(zip(keys, _unified([nodes[key] for key in keys]), strict=True))
    edges = {_ends(graph, *ends): attributes for *ends, attributes in graph.edges(data=True)}
    pairs = sorted(edges)
    copy.add_edges_from((*pair, attributes) for pair, attributes in zip(pairs, _unified([edges[pair] for pair in pairs]), strict=True))
    return copy


def _ends(graph: "nx.Graph[Any]", source: object, target: object) -> tuple[str, str]:
    ends = _text(source), _text(target)
    return ends if graph.is_directed() else (min(ends), max(ends))


def _text(value: object) -> str:
    return _FORBIDDEN.sub("", str(value))


def _unified(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Scalar]]:
    present = [{_text(name): value for name, value in row.items() if _is_stated(value)} for row in rows]
    types: dict[str, set[type]] = defaultdict(set)
    for row in present:
        for name, value in row.items():
            types[name].add(type(value))
    casts = {name: _cast(found) for name, found in types.items()}
    return [{name: casts[name](row[name]) for name in sorted(row)} for row in present]


def _is_stated(value: object) -> bool:
    return value is not None and not (isinstance(value, float) and not math.isfinite(value))


def _cast(types: set[type]) -> type[Scalar] | Any:  # noqa: ANN401 - a type or a function, called alike
    for exact in (bool, int):
        if types == {exact}:
            return exact
    return float if types <= {int, float} else _text
