"""The embedded store: an Oxigraph database in a directory of versions.

```
STORE/
  current            the name of the published version; replaced by renaming, so a reader sees the old one or the new one, whole
  versions/000002/   an Oxigraph database
  lock               held while a build writes
  rejects.jsonl      what the last build could not read
```

A build works on a hard-link checkpoint of the published version (milliseconds, whatever its size) and publishes it when it is done.
Killed at any moment, it leaves the last version. Readers open the published one read-only and are never disturbed; the version before
it is kept for those who still have it open.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import pyoxigraph
from filelock import FileLock, Timeout

from kg import ns, registry
from kg.entities import nests_entities
from kg.errors import QueryError, StoreError
from kg.store.sparql import Term, bind, refuse_depth, refuse_service

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

__all__ = ["MERGED", "Draft", "Store", "batched", "draft", "open_file", "open_store"]

MERGED: Final = pyoxigraph.DefaultGraph()
"""The graph of the merged view."""

T = TypeVar("T")
Results = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples
_FIRST: Final = "000001"
# Oxigraph takes .txt and .json for RDF too; here they are records more often.
_RDF_SUFFIXES: Final = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".jsonld")
# Larger calls of bulk_load take memory in proportion: 100,000 quads took 156 MB, everything at once 1.3 GB.
_LOAD_QUADS: Final = 100_000


class Store:
    """A store, open for reading.

    >>> store = Store(pyoxigraph.Store())
    >>> list(store.select("SELECT (1 + 1 AS ?two) {}"))
    [('2',)]
    """

    def __init__(self, native: pyoxigraph.Store, path: Path | None = None) -> None:
        self.native = native
        self.path = path

    def __len__(self) -> int:
        """Count the quads."""
        return len(self.native)

    def query(self, query: str, *, values: Mapping[str, Term] | None = None, allow_service: bool = False) -> Results:
        """Run SPARQL 1.1 on the merged view at Oxigraph's speed; known prefixes need no declaration.

        `values` go where the query says ``VALUES ?name { UNDEF }``. Solutions are lazy.

        Raises
        ------
        QueryError
            When the query does not parse, has no place for a value, or would ask another server.

        >>> bool(Store(pyoxigraph.Store()).query("ASK { ?work a bibo:Book }"))
        False
        """
        refuse_depth(query)
        if not allow_service:
            refuse_service(query)
        if values:
            query = bind(query, values)
        try:
            return self.native.query(query, prefixes=ns.PREFIXES)
        except (SyntaxError, ValueError) as error:
            msg = f"the query does not parse: {error.msg if isinstance(error, SyntaxError) else error}"
            raise QueryError(msg) from error
        except (OSError, RuntimeError) as error:
            msg = f"the query failed: {error}"
            raise QueryError(msg) from error

    def select(self, query: str, **values: Term) -> Iterator[tuple[str | None, ...]]:
        """Run a SELECT and yield rows of plain strings in the order of its variables; unbound is `None`. Lazy.

        >>> list(Store(pyoxigraph.Store()).select("SELECT ?x { VALUES ?x { UNDEF } }", x=pyoxigraph.Literal("a")))
        [('a',)]
        """
        solutions = self.query(query, values=values)
        if not isinstance(solutions, pyoxigraph.QuerySolutions):
            msg = "not a SELECT query"
            raise QueryError(msg)
        for solution in solutions:
            yield tuple(None if term is None else term.value if hasattr(term, "value") else str(term) for term in solution)

    def rdflib(self) -> "rdflib.Graph":
        """Give a real `rdflib.Graph` over the merged view.

        SPARQL on it runs in Oxigraph, SERVICE is refused; walking its triples one by one is slow, so ask a query instead.

        >>> len(Store(pyoxigraph.Store()).rdflib().query("SELECT ?book { ?book a bibo:Book }"))
        0
        """
        import rdflib  # noqa: PLC0415 - takes a fifth of a second to import
        from rdflib.graph import DATASET_DEFAULT_GRAPH_ID  # noqa: PLC0415 - the same

        from kg.store.rdflib import GuardedStore  # noqa: PLC0415 - imports both

        graph = rdflib.Graph(store=GuardedStore(store=self.native), identifier=DATASET_DEFAULT_GRAPH_ID)
        for prefix, namespace in ns.PREFIXES.items():
            graph.bind(prefix, namespace, override=True)
        return graph

    def graph(self, kind: str = "concept-paper-author") -> "nx.Graph[str]":
        """Give a networkx graph of the merged view.

        Raises
        ------
        UsageError
            When there is no such kind; the message lists them.
        StoreError
            When the statements are not those of the model.

        >>> Store(pyoxigraph.Store()).graph("coauthor").number_of_nodes()
        0
        """
        make: Callable[[Store], nx.Graph[str]] = registry.load("graphs", kind)
        try:
            return make(self)
        except ValueError as error:
            msg = f"a value is not of the kind that the model has ({error}); `kg validate` says which"
            raise StoreError(msg) from error

    def quads(self, *, whole: bool = False) -> Iterator[pyoxigraph.Quad]:
        """Yield the merged view's statements, or the whole store's; lazily, in no order.

        >>> list(Store(pyoxigraph.Store()).quads(whole=True))
        []
        """
        return iter(self.native.quads_for_pattern(None, None, None, None if whole else MERGED))


class Draft(Store):
    """The next version of a store while a build writes it; `published` is the version before it, where there is one."""

    def __init__(self, native: pyoxigraph.Store, path: Path, published: pyoxigraph.Store | None) -> None:
        super().__init__(native, path)
        self.published = Store(published, path) if published is not None else None
        self.changed = False

    def load(self, lines: Iterable[str]) -> None:
        """Add statements given as lines of N-Quads, in calls of bounded size."""
        for block in batched(lines, _LOAD_QUADS):
            self.native.bulk_load("".join(block).encode(), pyoxigraph.RdfFormat.N_QUADS)
            self.changed = True

    def remove(self, lines: Iterable[str]) -> None:
        """Take statements out, given as lines of N-Quads."""
        for quad in pyoxigraph.parse("".join(lines), pyoxigraph.RdfFormat.N_QUADS):
            self.native.remove(quad)
            self.changed = True

    def remove_graph(self, name: str) -> None:
        """Take a named graph out."""
        self.native.remove_graph(pyoxigraph.NamedNode(name))
        self.changed = True

    def update(self, update: str) -> None:
        """Run SPARQL Update on the draft."""
        self.native.update(update, prefixes=ns.PREFIXES)
        self.changed = True

    def close(self) -> None:
        """Write everything out and let the database go: it must not be used afterwards."""
        self.native.flush()
        del self.native
        self.published = None


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut a stream into lists of at most `size` (`itertools.batched` needs Python 3.12)."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def open_store(path: Path | str) -> Store:
    """Open the published version of a store, read-only.

    Raises
    ------
    StoreError
        When there is no store, or it cannot be read.
    """
    path = Path(path)
    if not (path / "versions").is_dir():
        msg = f"{path}: no store here; `kg build INPUT --store {path}` makes one"
        raise StoreError(msg)
    name = _published(path)
    if not name:
        msg = f"{path}: nothing is in this store yet; `kg build INPUT --store {path}` fills it"
        raise StoreError(msg)
    try:
        native = pyoxigraph.Store.read_only(str(path / "versions" / name))
    except (OSError, RuntimeError) as error:
        msg = f"{path}: the store cannot be opened: {error}"
        raise StoreError(msg) from error
    return Store(native, path)


def open_file(path: Path | str) -> Store:
    """Load an RDF file into memory and open that; the syntax goes by the suffix (``.ttl .nt .nq .trig .rdf .owl .jsonld``).

    Raises
    ------
    StoreError
        When it is missing, of an unknown suffix, or does not parse: the message has file and line.
    """
    path = Path(path)
    rdf_format = pyoxigraph.RdfFormat.from_extension(path.suffix.lstrip(".")) if path.suffix in _RDF_SUFFIXES else None
    if rdf_format is None:
        msg = f"{path}: neither a store nor an RDF file ({' '.join(_RDF_SUFFIXES)})"
        raise StoreError(msg)
    native = pyoxigraph.Store()
    try:
        with path.open("rb") as stream:
            if rdf_format == pyoxigraph.RdfFormat.RDF_XML and nests_entities(stream):
                msg = f"{path}: its DOCTYPE makes entities of entities, which is not read: write them out"
                raise StoreError(msg)
        native.bulk_load(path=str(path), format=rdf_format)
    except SyntaxError as error:
        msg = f"{path}:{error.lineno or 0}: {error.msg}"
        raise StoreError(msg) from error
    except OSError as error:
        msg = f"{path}: {error.strerror or error}"
        raise StoreError(msg) from error
    return Store(native, path)


@contextmanager
def draft(path: Path | str) -> Iterator[Draft]:
    """Write the next version of a store: it is published when the block ends without an exception, and dropped otherwise.

    Raises
    ------
    StoreError
        When the directory cannot be written, is something else than a store, or another build is writing it.
    """
    path = Path(path)
    lock = FileLock(path / "lock", timeout=0)
    try:
        _prepare(path)
        lock.acquire()
    except Timeout as error:
        msg = f"{path}: another build is writing this store; wait for it to end"
        raise StoreError(msg) from error
    except OSError as error:
        msg = f"{path}: cannot be written: {error.strerror or error}"
        raise StoreError(msg) from error
    try:
        yield from _next_version(path)
    finally:
        lock.release()


def _prepare(path: Path) -> None:
    if path.is_file() or (path.is_dir() and not (path / "versions").is_dir() and any(path.iterdir())):
        msg = f"{path}: exists and is no store; name another directory"
        raise StoreError(msg)
    (path / "versions").mkdir(parents=True, exist_ok=True)


def _published(path: Path) -> str:
    """Name the published version, empty where nothing was ever published; a first one that was only not named yet is.

    Raises
    ------
    StoreError
        When there are versions and nothing says which of them is published.
    """
    versions, pointer = path / "versions", path / "current"
    there = sorted(version.name for version in versions.iterdir() if version.suffix != ".partial")
    named = pointer.read_text("utf-8", errors="replace").strip() if pointer.exists() else None
    if named is None and there in ([], [_FIRST]):
        return "".join(there)
    if named not in there:
        choice = ", ".join(there) or "there are none"
        msg = f"{path}: the store is damaged: {pointer} names none of its versions ({choice}); write one into it"
        raise StoreError(msg)
    return named or ""


def _next_version(path: Path) -> Iterator[Draft]:
    versions, pointer = path / "versions", path / "current"
    for abandoned in versions.glob("*.partial"):
        shutil.rmtree(abandoned)
    current = _published(path)
    name = f"{int(current or 0) + 1:06d}"
    partial = versions / f"{name}.partial"
    published = open_store(path).native if current else None
    if published is not None:
        published.backup(str(partial))
    new = Draft(pyoxigraph.Store(str(partial)), path, published)
    try:
        yield new
    except BaseException:
        new.close()
        shutil.rmtree(partial, ignore_errors=True)
        raise
    # Oxigraph reads its files by path: closed before the directory is renamed.
    changed = new.changed
    new.close()
    if not changed and current:
        shutil.rmtree(partial)
        return
    shutil.rmtree(versions / name, ignore_errors=True)
    partial.rename(versions / name)
    pending = path / "current.partial"
    with pending.open("w", encoding="utf-8") as stream:
        stream.write(name + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    pending.replace(pointer)
    for old in versions.iterdir():
        if old.name not in (name, current):
            shutil.rmtree(old)
