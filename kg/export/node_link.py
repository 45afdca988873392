"""Node-link JSON, as d3-force, sigma and networkx read it."""

import json
from typing import Any, BinaryIO

import networkx as nx

from kg.export.plain import plain

__all__ = ["write"]


def write(graph: "nx.Graph[Any]", stream: BinaryIO) -> None:
    r"""Write a graph as one line of JSON in UTF-8: ``nodes`` with ``id``, ``links`` with ``source`` and ``target``, keys sorted.

    >>> from io import BytesIO
    >>> stream = BytesIO()
    >>> write(nx.path_graph(2), stream)
    >>> nx.node_link_graph(json.loads(stream.getvalue()), edges="links").edges
    EdgeView([('0', '1')])
    """
    document = nx.node_link_data(plain(graph), edges="links")
    stream.write(json.dumps(document, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode() + b"\n")
