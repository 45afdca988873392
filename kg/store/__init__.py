"""Where quads live: quads in, SPARQL out. `kg.store.oxigraph` is the embedded store."""

from pathlib import Path

from kg.store.oxigraph import Store, open_file, open_store

__all__ = ["open_any"]


def open_any(path: Path | str) -> Store:
    """Open a store directory read-only, or load an RDF file into memory.

    Raises
    ------
    StoreError
        When it is neither; the message says what would work.

    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile("w", suffix=".ttl") as file:
    ...     written = file.write("<http://e/a> <http://purl.org/dc/terms/title> 'On exosomes' .")
    ...     file.flush()
    ...     store = open_any(file.name)
    >>> list(store.select("SELECT ?title { ?work dcterms:title ?title }"))
    [('On exosomes',)]
    """
    return open_file(path) if Path(path).is_file() else open_store(path)
