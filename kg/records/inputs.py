"""The edge: files, folders, globs, ``-`` and gzip become streams of items. Readers themselves never open a file."""

import glob
import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from kg import registry
from kg.errors import InputError, UsageError
from kg.model import Item, Rejected
from kg.records import Reader

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["STDIN", "expand", "find_reader", "open_input", "read", "shown"]

STDIN: Final = Path("-")
_HEAD: Final = 65_536
_GZIP: Final = b"\x1f\x8b"
_BROKEN: Final = (EOFError, OSError, zlib.error)


def expand(inputs: Iterable[str | Path]) -> Iterator[Path]:
    """Yield the files that inputs name: a file itself, a folder's files at any depth, a glob's matches, each in sorted order.

    Hidden files are left out of folders. ``-`` stands for standard input.

    Raises
    ------
    InputError
        When an input names nothing.
    """
    for entry in inputs:
        path = Path(entry)
        if not str(entry):
            msg = "an input is empty: is a variable not set?"
            raise InputError(msg)
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file() and not _hidden(file.relative_to(path)))
        elif path == STDIN or path.exists():  # a file, or a pipe: <(command)
            yield path
        elif matches := sorted(glob.glob(str(entry), recursive=True)):  # noqa: PTH207 - a pattern may be absolute, which Path.glob refuses
            yield from expand(matches)
        else:
            msg = f"{entry}: no such file, folder or pattern"
            raise InputError(msg)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


@contextmanager
def open_input(path: Path) -> Iterator[io.BufferedIOBase]:
    """Open a file or standard input for reading, gunzipped where it is gzip by its first bytes.

    Raises
    ------
    InputError
        When it cannot be opened.
    """
    try:
        stream = _stdin() if path == STDIN else path.open("rb")
    except OSError as error:
        msg = f"{shown(path)}: {error.strerror or error}"
        raise InputError(msg) from error
    with stream:
        buffered = io.BufferedReader(cast("io.RawIOBase", stream), _HEAD)
        yield gzip.GzipFile(fileobj=buffered) if buffered.peek(2)[:2] == _GZIP else buffered


def _stdin() -> BinaryIO:
    if sys.stdin is None or sys.stdin.closed:
        msg = "standard input is closed, or was read before"
        raise InputError(msg)
    return cast("BinaryIO", sys.stdin.buffer)


def shown(path: Path) -> str:
    """Write a path as text that every output can hold: bytes of a file name that are not UTF-8 are escaped."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def find_reader(name: str) -> Reader:
    """Give the reader of a format by its name or an alias.

    Raises
    ------
    UsageError
        When there is none; the message lists the known ones.

    >>> find_reader("solr").name
    'vufind'
    """
    for known in registry.names("readers"):
        reader: Reader = registry.load("readers", known)
        if name.lower() in (reader.name, *reader.aliases):
            return reader
    msg = f"no record format named {name!r}; there are: {', '.join(registry.names('readers'))}"
    raise UsageError(msg)


def read(path: Path, *, reader: Reader | None = None, otherwise: Reader | None = None, source: str | None = None) -> Iterator[Item]:
    """Read a file's items with the reader given, else with the one whose sniffer knows its first 64 KiB; lazily.

    `otherwise` reads what no sniffer knows. A gzip stream that ends early gives what it holds, then a `Rejected` that says so.
    `source` of `None` takes the reader's own.

    Raises
    ------
    InputError
        When it cannot be opened, or is of no known format: the message says which there are.
    """
    with open_input(path) as stream:
        truncated: list[str] = []
        tolerant = _TolerantStream(stream, truncated.append)
        head = tolerant.peek(_HEAD)
        if truncated and not head:
            msg = f"{shown(path)}: {truncated[0]}"
            raise InputError(msg)
        if reader is None:
            reader = _sniff(path, head, otherwise)
        buffered = cast("BinaryIO", io.BufferedReader(tolerant, _HEAD))
        records = 0
        for item in reader.read(buffered, file=shown(path), source=reader.source if source is None else source):
            records += 1
            yield item
        if truncated:
            yield Rejected(file=shown(path), format=reader.name, record=records + 1, line=0, reason=truncated[0])


def _sniff(path: Path, head: bytes, otherwise: Reader | None) -> Reader:
    if not head.strip():
        msg = f"{shown(path)}: empty"
        raise InputError(msg)
    for name in registry.names("readers"):
        reader: Reader = registry.load("readers", name)
        if reader.sniff(head):
            return reader
    if otherwise is not None and otherwise.sniff(head):
        return otherwise
    msg = f"{shown(path)}: no known record format (known: {', '.join(registry.names('readers'))}; name one with -f)"
    raise InputError(msg)


class _TolerantStream(io.RawIOBase):
    """A stream that ends where its compressed data breaks off, and reports that instead of raising."""

    def __init__(self, stream: io.BufferedIOBase, report: Callable[[str], None]) -> None:
        self._stream = stream
        self._report = report
        self._head = b""

    def peek(self, size: int) -> bytes:
        """Read ahead up to `size` bytes that the next reads give again."""
        while len(self._head) < size and (chunk := self._next(size - len(self._head))):
            self._head += chunk
        return self._head

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        chunk = self._head[: len(view)] or self._next(len(view))
        self._head = self._head[len(chunk) :]
        view[: len(chunk)] = chunk
        return len(chunk)

    def _next(self, size: int) -> bytes:
        # Not read(): it raises at the break and loses what it has unpacked before.
        try:
            return self._stream.read1(size)
        except _BROKEN as error:
            self._report(f"the file breaks off: {error}")
            return b""
