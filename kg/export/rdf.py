"""RDF files of a store, byte-identical on every run: statements are sorted before they are written.

Turtle and N-Triples hold the merged view, N-Quads and TriG the whole store.
"""

import io
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, BinaryIO, Final, cast

import pyoxigraph

from kg import ns
from kg.export.sorting import sorted_lines
from kg.model import Value
from kg.store.oxigraph import Store, batched

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = ["N_QUADS", "N_TRIPLES", "TRIG", "TURTLE", "RdfExport"]

_TYPE: Final = ns.term("rdf:type")
# Lines handed to the parser at a time.
_BLOCK: Final = 10_000


class RdfExport(Value, frozen=True, kw_only=True):
    """An RDF syntax to write: `whole` for those that hold named graphs, `grouped` for those that group statements by subject."""

    name: str
    whole: bool
    grouped: bool

    def write(self, store: Store, stream: BinaryIO) -> None:
        """Write the merged view, or the whole store, in byte order of its N-Quads; named graphs come after the merged view."""
        quads = store.quads(whole=self.whole)
        if not self.grouped:
            stream.writelines(sorted_lines(f"{quad} .\n".encode() for quad in quads))
            return
        # Graph, subject and class go before each statement, so that sorting groups them; no line of N-Quads has a tab of its own.
        keyed = sorted_lines(f"{_group(quad)}\t{quad} .\n".encode() for quad in quads)
        parsed = _parse(line.rpartition(b"\t")[2] for line in keyed)
        statements = parsed if self.whole else (quad.triple for quad in parsed)
        with _SortedHeader(stream) as body:
            pyoxigraph.serialize(statements, cast("IO[bytes]", body), pyoxigraph.RdfFormat.from_extension(self.name), prefixes=ns.PREFIXES)


N_TRIPLES: Final = RdfExport(name="nt", whole=False, grouped=False)
N_QUADS: Final = RdfExport(name="nq", whole=True, grouped=False)
TURTLE: Final = RdfExport(name="ttl", whole=False, grouped=True)
TRIG: Final = RdfExport(name="trig", whole=True, grouped=True)


def _group(quad: pyoxigraph.Quad) -> str:
    graph = "" if isinstance(quad.graph_name, pyoxigraph.DefaultGraph) else str(quad.graph_name)
    return f"{graph}\t{quad.subject}\t{0 if quad.predicate.value == _TYPE else 1}"


def _parse(lines: Iterable[bytes]) -> Iterator[pyoxigraph.Quad]:
    for block in batched(lines, _BLOCK):
        yield from pyoxigraph.parse(b"".join(block), pyoxigraph.RdfFormat.N_QUADS)


class _SortedHeader(io.RawIOBase):
    """Passes Turtle through, its prefix declarations sorted: the serializer's order of them changes from run to run."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._header: list[bytes] | None = []
        self._line = b""

    def writable(self) -> bool:
        return True

    def write(self, text: "ReadableBuffer", /) -> int:
        self._line += text
        while self._header is not None and b"\n" in self._line:
            line, _, rest = self._line.partition(b"\n")
            if not line.startswith(b"@prefix"):
                self._end_header()
                break
            self._header.append(line + b"\n")
            self._line = rest
        if self._header is None:
            self._stream.write(self._line)
            self._line = b""
        return memoryview(text).nbytes

    def close(self) -> None:
        if not self.closed:
            self._end_header()
            self._stream.write(self._line + b"\n")
            self._line = b""
        super().close()

    def _end_header(self) -> None:
        if self._header is not None:
            self._stream.writelines([*sorted(self._header), b"\n"])
            self._header = None
