"""GraphML 1.0, for yEd, Gephi, Cytoscape, igraph and networkx."""

from typing import Any, BinaryIO

import networkx as nx

from kg.export.plain import plain

__all__ = ["write"]


def write(graph: "nx.Graph[Any]", stream: BinaryIO) -> None:
    """Write a graph as GraphML in UTF-8; every attribute is declared with its type.

    Node ids are the IRIs. (The schema's type for an id, NMTOKEN, admits no IRI; no program is known to mind.)

    Source: http://graphml.graphdrawing.org/specification.html

    >>> from io import BytesIO
    >>> stream = BytesIO()
    >>> write(nx.path_graph(2), stream)
    >>> nx.read_graphml(BytesIO(stream.getvalue())).edges
    EdgeView([('0', '1')])
    """
    nx.write_graphml_lxml(plain(graph), stream)
