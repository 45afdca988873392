"""What several commands share: where output goes, which table people see."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import click

from kg import registry
from kg.errors import InputError, UsageError

__all__ = ["format_of", "open_output", "print_table", "stdout", "vocab_option"]

vocab_option = click.option(
    "--vocab",
    "vocabularies",
    multiple=True,
    metavar="NAME|FILE",
    help="A vocabulary to tag with, bundled or a file of RDF with SKOS; may be repeated. [default: tumour-exosome]",
)


def stdout() -> BinaryIO:
    """Give standard output for bytes.

    Raises
    ------
    InputError
        When it is closed.
    """
    if sys.stdout is None:  # the interpreter's own way to say that the descriptor is closed
        msg = "standard output is closed"
        raise InputError(msg)
    return cast("BinaryIO", sys.stdout.buffer)


@contextmanager
def open_output(path: str) -> Iterator[BinaryIO]:
    """Open a file to write, ``-`` for standard output; a file appears under its name only when it is complete."""
    if path == "-":
        yield stdout()
        sys.stdout.buffer.flush()
        return
    target = Path(path)
    if target.is_symlink() or (target.exists() and not target.is_file()):  # written through: /dev/stdout, a pipe, a link of the user's
        with target.open("wb") as stream:
            yield stream
        return
    partial = target.with_name(target.name + ".partial")
    try:
        with partial.open("wb") as stream:
            yield stream
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def format_of(kind: str, path: str, named: str | None) -> str:
    """Give the output format: the one named, else by the file's suffix.

    Raises
    ------
    UsageError
        When there is no such format, or none can be told.
    """
    known = registry.names(kind)
    name = named or Path(path).suffix.lstrip(".")
    if name in known:
        return name
    if not named and path == "-":
        msg = f"-o - needs -t: one of {', '.join(known)}"
    else:
        msg = f"no output format {name!r}; there are: {', '.join(known)}"
    raise UsageError(msg)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table on standard output; as wide as the terminal, or as wide as it needs to be in a pipe."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else 10_000).print(table)
