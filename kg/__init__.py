"""Bibliographic records in, a knowledge graph out.

`build` turns records into a store, `open` gives a store to query. The pieces between them are modules: `kg.records` reads formats,
`kg.vocab` vocabularies, `kg.tagging` finds concepts in texts, `kg.identity` says which records are one work, `kg.rdf` writes statements,
`kg.graph` makes networkx graphs.

>>> import kg, tempfile
>>> from kg import examples
>>> with tempfile.TemporaryDirectory() as folder:
...     report = kg.build(examples.paths(), f"{folder}/store")
...     store = kg.open(f"{folder}/store")
...     works = list(store.select("SELECT ?work { ?work bibo:doi '10.1186/s12943-021-01411-w' }"))
>>> works
[('https://w3id.org/bibkg/work/doi/10.1186/s12943-021-01411-w',)]
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from kg.model import Concept, Deletion, Mention, Record, Rejected
    from kg.pipeline import Settings, build
    from kg.report import Report
    from kg.store import open_any as open  # noqa: A004 - kg.open reads as gzip.open does
    from kg.store.oxigraph import Store
    from kg.vocab import load as load_vocabulary

__all__ = [
    "Concept",
    "Deletion",
    "Mention",
    "Record",
    "Rejected",
    "Report",
    "Settings",
    "Store",
    "__version__",
    "build",
    "load_vocabulary",
    "open",
]
__version__ = "0.1.0"

# Imported when first used: `import kg` and `kg --help` load none of the heavy libraries.
_PUBLIC: Final = {
    "Concept": "kg.model:Concept",
    "Deletion": "kg.model:Deletion",
    "Mention": "kg.model:Mention",
    "Record": "kg.model:Record",
    "Rejected": "kg.model:Rejected",
    "Report": "kg.report:Report",
    "Settings": "kg.pipeline:Settings",
    "Store": "kg.store.oxigraph:Store",
    "build": "kg.pipeline:build",
    "load_vocabulary": "kg.vocab:load",
    "open": "kg.store:open_any",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - each has its own type, stated above for type checkers
    if name not in _PUBLIC:
        msg = f"module 'kg' has no attribute {name!r}"
        raise AttributeError(msg)
    module, _, attribute = _PUBLIC[name].partition(":")
    return getattr(import_module(module), attribute)
