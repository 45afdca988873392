"""The graph page: one HTML file that needs nothing from the network, drawn by sigma.

Everything stands in the file: the graph, its layout, style, script and the two libraries, and a content security policy forbids the rest.
The address after ``#`` holds the view: ``q`` (what is searched), ``kinds``, ``weight``, ``links`` (least weights), ``node`` (an IRI).
"""

import json
import re
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from kg.export.plain import plain
from kg.view.extract import extract, weight
from kg.view.layout import positions

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["write"]

TITLES: Final = {
    "concept-paper-author": "Concepts, papers and their authors",
    "coauthor": "Authors who wrote together",
    "cooccurrence": "Concepts in the same papers",
}
"""Name of a graph -> heading of its page."""

# Least and greatest radius of a kind, in pixels.
_RADII: Final = {"concept": (5.0, 17.0), "paper": (7.0, 12.0), "author": (3.0, 11.0)}
_OTHER_RADII: Final = (4.0, 14.0)
# Where nothing weighs more than this, nothing is drawn large.
_FEW: Final = 6.0
_PLACE: Final = re.compile(r"\{\{(\w+)\}\}")


def write(graph: "nx.Graph[Any]", stream: BinaryIO) -> None:
    """Write a graph as a self-contained page; the same graph always gives the same bytes.

    Of a graph too large to be seen the best connected part is drawn, and the page says so.

    Raises
    ------
    ValueError
        When a node's or an edge's weight is no number.

    >>> from io import BytesIO
    >>> import networkx as nx
    >>> stream = BytesIO()
    >>> write(nx.path_graph(2), stream)
    >>> b"<title>" in stream.getvalue()
    True
    """
    part, omission = extract(graph)
    drawn = plain(part)
    name = str(drawn.graph.get("name") or "Graph")
    notes = [("omitted", omission), ("", str(drawn.graph.get("note", "")))]
    parts = {
        "title": escape(TITLES.get(name, name)),
        "notes": "\n  ".join(f'<p class="note {kind}">{escape(note[:1].upper() + note[1:])}.</p>' for kind, note in notes if note),
        "content": _embedded(_content(drawn)),
        "style": _file("page.css"),
        "graphology": _library("graphology.umd.min.js"),
        "sigma": _library("sigma.min.js"),
        "script": "\n".join(_file(f"{name}.js") for name in ("state", "labels", "drawing", "panels", "page")),
    }
    stream.write(_PLACE.sub(lambda match: parts[match[1]], _file("page.html")).encode())


def _file(name: str) -> str:
    return resources.files("kg.view").joinpath(name).read_text("utf-8")


def _library(name: str) -> str:
    # The comment would send a browser's developer tools after a file that is not there.
    return re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", _file(f"vendor/{name}"))


def _embedded(content: object) -> str:
    """Write JSON that no title can break out of."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _content(graph: "nx.Graph[str]") -> dict[str, list[Any]]:
    radii = _radii(graph)
    places = positions(graph, radii)
    index = {node: number for number, node in enumerate(graph)}
    nodes = [
        {"kind": "node", "label": node, "evidence": 0}
        | attributes
        | {"id": node, "weight": weight(graph, node), "x": places[node][0], "y": places[node][1], "size": radii[node]}
        for node, attributes in graph.nodes(data=True)
    ]
    kinds = sorted({str(kind) for *_, kind in graph.edges(data="kind", default="link")})
    links = [
        [
            index[source],
            index[target],
            kinds.index(str(link.get("kind", "link"))),
            _short(link.get("weight", 1.0)),
            link.get("evidence", 0),
            link.get("position", 0),
        ]
        for source, target, link in graph.edges(data=True)
    ]
    return {"nodes": nodes, "kinds": kinds, "links": links}


def _short(number: float) -> float:
    return int(number) if float(number).is_integer() else float(number)


def _radii(graph: "nx.Graph[str]") -> dict[str, float]:
    """Let a disc's area grow with weight among its kind; where many are drawn all are smaller."""
    crowd = max(0.35, min(1.0, (150 / max(len(graph), 1)) ** 0.5))
    heaviest: dict[str, float] = {}
    kinds = {node: str(attributes.get("kind", "node")) for node, attributes in graph.nodes(data=True)}
    for node, kind in kinds.items():
        heaviest[kind] = max(heaviest.get(kind, _FEW), weight(graph, node))
    radii = {}
    for node, kind in kinds.items():
        least, greatest = _RADII.get(kind, _OTHER_RADII)
        share = max(weight(graph, node), 0.0) / heaviest[kind]
        radii[node] = round((least + (greatest - least) * share**0.5) * crowd, 2)
    return radii
