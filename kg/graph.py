"""Networkx graphs of what a store holds: concepts, papers and authors, and the two projections that the field draws most.

Nodes are keyed by IRI and carry ``kind`` (``"concept"``, ``"paper"``, ``"author"``), ``label``, ``weight`` (float, what to draw them by)
and ``evidence`` (int, how many statements or mentions stand behind them); papers have ``year`` where it is known. Edges carry ``kind``,
``weight`` (float) and ``evidence`` (int). Nodes and edges stand in sorted order, so that the same store gives the same graph, to the byte.

SPARQL only fetches rows. Pairs are counted here, since a query that joins a paper's members with themselves takes minutes on a large store.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, Final, Protocol

import networkx as nx

from kg.store.sparql import named_query

__all__ = ["Rows", "coauthor", "concept_paper_author", "cooccurrence"]

HEADINGS_NOTE: Final = "authors without ORCID are name headings: several people may share one"
"""What every graph with authors says of them, as the graph attribute ``note``."""

_YEAR: Final = re.compile(r"-?\d{4,}")


class Rows(Protocol):
    """What answers a SELECT: a store, or anything that gives rows of plain strings in the order of the query's variables."""

    def select(self, query: str, **values: Any) -> Iterator[tuple[str | None, ...]]:  # noqa: ANN401 - each store has its own terms
        """Yield the solutions; unbound is `None`."""


def concept_paper_author(store: Rows) -> "nx.Graph[str]":
    """Tie papers to the concepts they mention and to the people who wrote them.

    Parameters
    ----------
    store : Rows
        What answers the queries.

    Returns
    -------
    nx.Graph
        Tripartite and undirected. A concept's or an author's weight is its number of papers, a paper's its number of mentions.
        Edges of kind ``mentions`` weigh as many mentions as the paper has of the concept; those of kind ``creator`` weigh 1 and have
        the ``position`` of the author in the paper's list, from 1.

    See Also
    --------
    coauthor, cooccurrence : Projections on one kind of node.

    Examples
    --------
    >>> class OneRow:
    ...     def select(self, query, **values):
    ...         return iter([("http://e/w", "http://e/c", "4")] if "?count" in query else [])
    >>> graph = concept_paper_author(OneRow())
    >>> graph.edges["http://e/w", "http://e/c"]
    {'kind': 'mentions', 'weight': 4.0, 'evidence': 4}
    """
    mentions, positions = _mentions(store), _positions(store)
    graph = _named("concept-paper-author", HEADINGS_NOTE)
    _add_concepts(graph, store, mentions)
    _add_papers(graph, store, mentions, positions)
    _add_authors(graph, store, positions)
    for (work, concept), count in sorted(mentions.items()):
        graph.add_edge(work, concept, kind="mentions", weight=float(count), evidence=count)
    for (work, author), position in sorted(positions.items()):
        graph.add_edge(work, author, kind="creator", weight=1.0, evidence=1, position=position)
    return graph


def coauthor(store: Rows) -> "nx.Graph[str]":
    """Tie authors to those they have written with.

    Parameters
    ----------
    store : Rows
        What answers the queries.

    Returns
    -------
    nx.Graph
        A node's weight is the author's number of papers, an edge's the number of joint ones. Those who always wrote alone have no edge.

    Notes
    -----
    A name heading is not a person: the graph attribute ``note`` says so too. A paper of n authors gives n (n - 1) / 2 edges.

    Examples
    --------
    >>> class OnePaper:
    ...     def select(self, query, **values):
    ...         return iter([("http://e/w", f"http://e/{n}", str(n)) for n in (1, 2)] if "?position" in query else [])
    >>> coauthor(OnePaper()).edges(data="weight")
    EdgeDataView([('http://e/1', 'http://e/2', 1.0)])
    """
    positions = _positions(store)
    graph = _named("coauthor", HEADINGS_NOTE)
    _add_authors(graph, store, positions)
    _add_pairs(graph, positions, "coauthor")
    return graph


def cooccurrence(store: Rows) -> "nx.Graph[str]":
    """Tie concepts to those that the same papers mention.

    Parameters
    ----------
    store : Rows
        What answers the queries.

    Returns
    -------
    nx.Graph
        A node's weight is the number of papers that mention the concept, an edge's the number that mention both.

    Examples
    --------
    >>> class OnePaper:
    ...     def select(self, query, **values):
    ...         return iter([("http://e/w", f"http://e/{n}", "2") for n in "ab"] if "?count" in query else [])
    >>> cooccurrence(OnePaper()).nodes["http://e/a"]
    {'kind': 'concept', 'label': 'http://e/a', 'weight': 1.0, 'evidence': 2}
    """
    mentions = _mentions(store)
    graph = _named("cooccurrence")
    _add_concepts(graph, store, mentions)
    _add_pairs(graph, mentions, "cooccurrence")
    return graph


def _named(name: str, note: str = "") -> "nx.Graph[str]":
    graph: nx.Graph[str] = nx.Graph(name=name)
    if note:
        graph.graph["note"] = note
    return graph


def _rows(store: Rows, query: str) -> Iterator[tuple[str, ...]]:
    return (tuple(value or "" for value in row) for row in store.select(named_query(query)))


def _mentions(store: Rows) -> dict[tuple[str, str], int]:
    return {(work, concept): int(count) for work, concept, count in _rows(store, "mentions")}


def _positions(store: Rows) -> dict[tuple[str, str], int]:
    # Two authors of one paper may share a heading; the node then stands where the first of them does.
    positions: dict[tuple[str, str], int] = {}
    for work, author, position in _rows(store, "authorships"):
        positions[work, author] = min(int(position), positions.get((work, author), int(position)))
    return positions


def _label(iri: str, labels: Iterable[tuple[str, str]]) -> str:
    """Take the English label or the one of no language, of several the first in alphabetical order; the IRI where there is none."""
    ranked = sorted((language[:2] not in ("en", ""), label) for label, language in labels)
    return ranked[0][1] if ranked else iri


def _add_concepts(graph: "nx.Graph[str]", store: Rows, mentions: Mapping[tuple[str, str], int]) -> None:
    labels = defaultdict(set)
    for concept, label, language in _rows(store, "concepts"):
        labels[concept].add((label, language))
    papers = Counter(concept for _, concept in mentions)
    counts: Counter[str] = Counter()
    for (_, concept), count in mentions.items():
        counts[concept] += count
    for concept in sorted(papers):
        label = _label(concept, labels[concept])
        graph.add_node(concept, kind="concept", label=label, weight=float(papers[concept]), evidence=counts[concept])


def _add_papers(
    graph: "nx.Graph[str]",
    store: Rows,
    mentions: Mapping[tuple[str, str], int],
    positions: Mapping[tuple[str, str], int],
) -> None:
    titles = defaultdict(set)
    years: dict[str, int] = {}
    for work, title, language, issued in _rows(store, "papers"):
        if title:
            titles[work].add((title, language))
        if match := _YEAR.match(issued):
            years[work] = min(int(match[0]), years.get(work, int(match[0])))
    counts: Counter[str] = Counter()
    for (work, _), count in mentions.items():
        counts[work] += count
    for work in sorted({work for work, _ in (*mentions, *positions)}):
        year = {"year": years[work]} if work in years else {}
        graph.add_node(work, kind="paper", label=_label(work, titles[work]), weight=float(counts[work]), evidence=counts[work], **year)


def _add_authors(graph: "nx.Graph[str]", store: Rows, positions: Mapping[tuple[str, str], int]) -> None:
    names = defaultdict(set)
    for author, name in _rows(store, "authors"):
        names[author].add(name)
    papers = Counter(author for _, author in positions)
    for author in sorted(papers):
        # The longest of several names says most: "Wang, Hongyan" rather than "Wang, H".
        name = min(names[author], key=lambda name: (-len(name), name), default=author)
        graph.add_node(author, kind="author", label=name, weight=float(papers[author]), evidence=papers[author])


def _add_pairs(graph: "nx.Graph[str]", memberships: Iterable[tuple[str, str]], kind: str) -> None:
    members = defaultdict(list)
    for paper, member in sorted(memberships):
        members[paper].append(member)
    pairs = Counter(pair for together in members.values() for pair in combinations(together, 2))
    for (one, other), papers in sorted(pairs.items()):
        graph.add_edge(one, other, kind=kind, weight=float(papers), evidence=papers)
