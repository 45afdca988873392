"""GEXF 1.2draft, for Gephi and everything that reads its files."""

from typing import TYPE_CHECKING, Any, BinaryIO
from xml.etree.ElementTree import SubElement

from networkx.readwrite.gexf import GEXFWriter

from kg.export.plain import plain

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["write"]


def write(graph: "nx.Graph[Any]", stream: BinaryIO) -> None:
    """Write a graph as GEXF in UTF-8; its name and note stand in the file's description.

    Two things of networkx's writer are set right: today's date, which would make the same graph another file tomorrow, and ``name`` on the
    graph element, which the schema does not know.

    Source: https://gexf.net/1.2/gexf.xsd

    >>> from io import BytesIO
    >>> import networkx as nx
    >>> stream = BytesIO()
    >>> write(nx.path_graph(2), stream)
    >>> nx.read_gexf(BytesIO(stream.getvalue())).edges
    EdgeView([('0', '1')])
    """
    copy = plain(graph)
    writer = GEXFWriter(copy)
    meta = writer.xml.find("meta")
    del meta.attrib["lastmodifieddate"]
    if said := [str(copy.graph[name]) for name in ("name", "note") if name in copy.graph]:
        SubElement(meta, "description").text = ": ".join(said)
    del writer.graph_element.attrib["name"]
    writer.write(stream)
