"""What there is of each kind: name -> ``module:attribute``, imported when used, plus entry points of other people's packages.

A package of yours adds a reader with ``[project.entry-points."bibkg.readers"]`` in its ``pyproject.toml``.
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from kg.errors import UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

REGISTRIES: Final[dict[str, dict[str, str]]] = {
    "readers": {
        "pubmed": "kg.records.pubmed:READER",
        "vufind": "kg.records.vufind:READER",
    },
    "vocabularies": {
        "skos": "kg.vocab.skos:READER",
    },
    "matchers": {
        "phrases": "kg.tagging.phrases:compile_matcher",
    },
    "graphs": {
        "concept-paper-author": "kg.graph:concept_paper_author",
        "coauthor": "kg.graph:coauthor",
        "cooccurrence": "kg.graph:cooccurrence",
    },
    "graph-exports": {
        "graphml": "kg.export.graphml:write",
        "gexf": "kg.export.gexf:write",
        "json": "kg.export.node_link:write",
        "html": "kg.view.page:write",
    },
    "rdf-exports": {
        "ttl": "kg.export.rdf:TURTLE",
        "nt": "kg.export.rdf:N_TRIPLES",
        "nq": "kg.export.rdf:N_QUADS",
        "trig": "kg.export.rdf:TRIG",
    },
}


def names(kind: str) -> list[str]:
    """List the names of a kind: ours in the order above, then other packages' in alphabetical order.

    >>> names("readers")[:2]
    ['pubmed', 'vufind']
    """
    ours = REGISTRIES[kind]
    return [*ours, *sorted(_others(kind).keys() - ours.keys())]


def load(kind: str, name: str) -> Any:  # noqa: ANN401 - each kind has its own type; callers annotate
    """Import what a name stands for.

    Raises
    ------
    UsageError
        When there is nothing of that name; the message lists what there is.
    """
    if target := REGISTRIES[kind].get(name):
        module, _, attribute = target.partition(":")
        return getattr(import_module(module), attribute)
    if point := _others(kind).get(name):
        return point.load()
    msg = f"no {kind.removesuffix('s').replace('-', ' ')} named {name!r}; there are: {', '.join(names(kind))}"
    raise UsageError(msg)


# Walking every installed distribution takes milliseconds, and each file that is sniffed asks.
@cache
def _others(kind: str) -> "dict[str, EntryPoint]":
    from importlib.metadata import entry_points  # noqa: PLC0415 - a third of the time that `kg --help` takes

    return {point.name: point for point in entry_points(group=f"bibkg.{kind}")}
