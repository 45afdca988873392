"""Where the nodes of a drawing stand: force-directed, the same on every run, without overlaps."""

from collections.abc import Mapping
from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray

__all__ = ["positions"]

Array = NDArray[np.float64]

_SEED: Final = 1
_GRAVITY: Final = 0.05
# The pixels a drawing has at first sight, and the room to leave between two discs.
_SCREEN: Final = np.array([1000.0, 700.0])
_MARGIN: Final = 4.0
# Room for a component, as the side of a square a node.
_CELL: Final = 50.0


def positions(graph: "nx.Graph[str]", radii: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Place nodes in pixels (y upwards), each component by itself, the components on shelves from the top, the largest first.

    The forces are those of ForceAtlas2 with logarithmic attraction, which sets groups apart, under a temperature that falls; then discs
    that still overlap push each other away. Edges pull by their ``weight``. Time grows with the square of the number of nodes.

    Source: Jacomy et al. 2014, https://doi.org/10.1371/journal.pone.0098679

    >>> pair = nx.Graph([("a", "b")])
    >>> positions(pair, {"a": 4.0, "b": 4.0}) == positions(pair, {"a": 4.0, "b": 4.0})
    True
    """
    components = sorted((sorted(component) for component in nx.connected_components(graph)), key=lambda names: (-len(names), names))
    if not components:
        return {}
    places = _pack([_spread(graph, component) for component in components])
    names = [name for component in components for name in component]
    places = _part(places, np.array([radii[name] for name in names]))
    return {name: (round(float(x), 1), round(-float(y), 1)) for name, (x, y) in zip(names, places, strict=True)}


def _spread(graph: "nx.Graph[str]", names: list[str]) -> Array:
    """Place one component: centred, its long axis lying, as large as its number of nodes asks for."""
    if len(names) == 1:
        return np.zeros((1, 2))
    places = _simulate(graph, names)
    _, axes = np.linalg.eigh(np.cov(places.T))
    places = (places - places.mean(axis=0)) @ axes[:, ::-1]
    extent = np.ptp(places, axis=0)
    scale = _CELL * float(np.sqrt(len(names) / max(extent[0] * extent[1], extent[0] ** 2 / 8)))
    placed: Array = places * scale
    return placed


def _simulate(graph: "nx.Graph[str]", names: list[str]) -> Array:
    size = len(names)
    index = {name: number for number, name in enumerate(names)}
    edges: list[tuple[str, str, float]] = list(graph.subgraph(names).edges(data="weight", default=1.0))
    ends = np.array([(index[source], index[target]) for source, target, _ in edges])
    pull = np.sqrt([weight for _, _, weight in edges])
    mass = 1.0 + np.bincount(ends.ravel(), minlength=size)
    masses = np.outer(mass, mass).astype(np.float32)
    places = np.random.default_rng(_SEED).normal(scale=np.sqrt(size), size=(size, 2))
    for temperature in np.linspace(np.sqrt(size) / 2, 0.01, max(100, min(500, 150_000 // size))):
        force = _repulsion(places, masses) + _attraction(places, ends, pull) - _GRAVITY * mass[:, None] * places
        length = np.linalg.norm(force, axis=1, keepdims=True) + 1e-9
        places += force / length * np.minimum(length, temperature)
    return places


def _repulsion(places: Array, masses: NDArray[np.float32]) -> Array:
    # Sums over pairs as matrix products, in place and in single precision: a tenth of the time that an array of all differences takes.
    single = places.astype(np.float32)
    norms = (single**2).sum(axis=1)
    strength = single @ single.T
    strength *= -2
    strength += norms[:, None]
    strength += norms
    np.maximum(strength, 0.01, out=strength)
    np.divide(masses, strength, out=strength)
    np.fill_diagonal(strength, 0)
    force: Array = (single * strength.sum(axis=1, keepdims=True) - strength @ single).astype(np.float64)
    return force


def _attraction(places: Array, ends: NDArray[np.intp], pull: Array) -> Array:
    across = places[ends[:, 0]] - places[ends[:, 1]]
    length = np.linalg.norm(across, axis=1) + 1e-9
    across *= (pull * np.log1p(length) / length)[:, None]
    force = np.zeros_like(places)
    np.add.at(force, ends[:, 0], -across)
    np.add.at(force, ends[:, 1], across)
    return force


def _pack(parts: list[Array]) -> Array:
    """Set components on shelves, of all possible widths of the sheet the one that lets the screen show them largest."""
    boxes = [np.ptp(part, axis=0) + _CELL for part in parts]
    widths = np.cumsum([width for width, _ in boxes])
    sheets = [_corners(boxes, float(width)) for width in widths[:: max(1, len(widths) // 50)]]
    corners = min(sheets, key=lambda corners: float(np.max((corners + boxes).max(axis=0) / _SCREEN)))
    return np.concatenate([part - part.min(axis=0) + corner for part, corner in zip(parts, corners, strict=True)])


def _corners(boxes: list[Array], sheet: float) -> Array:
    left = top = shelf = 0.0
    corners = []
    for width, height in boxes:
        if left and left + width > sheet + 1e-6:
            left, top, shelf = 0.0, top + shelf, 0.0
        corners.append((left, top))
        left, shelf = left + width, max(shelf, height)
    return np.array(corners)


def _part(places: Array, radii: Array) -> Array:
    """Fit the drawing to the screen, then move discs that overlap along the line between them, until none does or enough was tried."""
    room = ((radii[:, None] + radii + _MARGIN) ** 2).astype(np.float32)
    for _ in range(max(15, min(60, 30_000 // len(places)))):
        places = (places - places.min(axis=0)) * float(np.min(_SCREEN / np.maximum(np.ptp(places, axis=0), 1.0)))
        one, other = _overlapping(places, room)
        if not len(one):
            break
        across = places[one] - places[other]
        distance = np.linalg.norm(across, axis=1) + 1e-9
        across *= ((np.sqrt(room[one, other]) - distance) / distance / 2)[:, None]
        np.add.at(places, one, across)
        np.add.at(places, other, -across)
    return places


def _overlapping(places: Array, room: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    single = places.astype(np.float32)
    norms = (single**2).sum(axis=1)
    squares = single @ single.T
    squares *= -2
    squares += norms[:, None]
    squares += norms
    one, other = np.nonzero(squares < room)
    return one[one < other], other[one < other]
