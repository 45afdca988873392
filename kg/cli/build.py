"""``kg build``: records into a store, an RDF file, or both."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.common import format_of, open_output, vocab_option
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.pipeline import Progress
    from kg.report import Report


@click.command
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT…")
@click.option("-f", "--format", "record_format", metavar="FORMAT", default="", help="The records' format. [default: told by content]")
@click.option("--source", metavar="NAME", help="Who gives these records: of a record with two versions, the later holds.")
@click.option("--store", metavar="DIR", help="The store to build into, new or existing. [default: kg-store, unless -o is given]")
@click.option("-o", "--output", metavar="FILE", help="Write RDF to a file; - is standard output.")
@click.option("-t", "--to", "output_format", metavar="FORMAT", help="ttl, nt, nq or trig. [default: by the file's suffix]")
@vocab_option
@click.option("--no-tag", is_flag=True, help="Do not look for concepts.")
@click.option("--strict", is_flag=True, help="Exit 1 when anything was rejected.")
@click.option("--rejects", metavar="FILE", help="Where rejected records go. [default: rejects.jsonl in the store, or beside -o]")
@click.option("--report", "report_file", metavar="FILE", help="Write the counts as one JSON object.")
@click.option("-q", "--quiet", is_flag=True, help="No progress, no summary.")
def command(  # noqa: PLR0913 - one parameter an option
    *,
    inputs: tuple[str, ...],
    record_format: str,
    source: str | None,
    store: str | None,
    output: str | None,
    output_format: str | None,
    vocabularies: tuple[str, ...],
    no_tag: bool,
    strict: bool,
    rejects: str | None,
    report_file: str | None,
    quiet: bool,
) -> None:
    """Build records into a knowledge graph.

    INPUT is a file, a folder, a glob, or - for standard input; .gz is read anywhere. The format is told by content.
    """
    from kg import registry
    from kg.pipeline import DEFAULT_VOCABULARIES, Settings, build
    from kg.store.oxigraph import open_store

    if no_tag and vocabularies:
        msg = "--no-tag and --vocab exclude each other"
        raise UsageError(msg)
    _spare_inputs(inputs, output, report_file, rejects)
    writer = registry.load("rdf-exports", format_of("rdf-exports", output, output_format)) if output else None
    settings = Settings(format=record_format, source=source, vocabularies=() if no_tag else vocabularies or DEFAULT_VOCABULARIES)
    with _store_directory(store, output) as directory, _progress(quiet=quiet) as progress:
        if not store and output and not rejects:
            rejects = str(Path("." if output == "-" else output).parent / "rejects.jsonl")
        report = build(inputs, directory, settings=settings, rejects=rejects, progress=progress)
        if writer is not None and output:
            with open_output(output) as stream:
                writer.write(open_store(directory), stream)
    if report_file:
        with open_output(report_file) as stream:
            stream.write(report.to_json().encode() + b"\n")
    if not quiet:
        _summarise(report, rejects or str(Path(directory) / "rejects.jsonl"), named=source is not None)
    if strict and report.rejected:
        sys.exit(1)


def _spare_inputs(inputs: tuple[str, ...], *outputs: str | None) -> None:
    """Refuse to write over what is read."""
    from kg.records.inputs import STDIN, expand

    written = [Path(output) for output in outputs if output and output != "-" and Path(output).is_file()]
    for file in expand(inputs) if written else ():
        if file != STDIN and any(file.samefile(output) for output in written):
            msg = f"{file} is an input: write the output to another file"
            raise UsageError(msg)


@contextmanager
def _store_directory(store: str | None, output: str | None) -> Iterator[str]:
    if store or not output:
        yield store or "kg-store"
        return
    with tempfile.TemporaryDirectory(prefix="kg-") as directory:
        yield f"{directory}/store"


@contextmanager
def _progress(*, quiet: bool) -> Iterator["Callable[[Progress], None] | None"]:
    """Show a bar on standard error while there is a person to see it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    counts = TextColumn("files, {task.fields[records]:,} records")
    columns = (BarColumn(), MofNCompleteColumn(), counts, TimeElapsedColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, records=0)

        def show(at: "Progress") -> None:
            # One file is not half read at any moment that is known: then the bar pulses.
            total = at.files if at.files > 1 else None
            bar.update(task, total=total, completed=at.place - 1, description=at.file.name, records=at.report.read)

        yield show


def _summarise(report: "Report", rejects: str, *, named: bool) -> None:
    counts = ", ".join(f"{getattr(report, name):,} {name}" for name in ("built", "unchanged", "superseded", "rejected", "deleted"))
    lines = [f"{report.read:,} read: {counts}", f"{report.mentions:,} mentions, {report.triples:,} triples, {report.seconds:.1f} s"]
    if report.skipped:
        lines.append(f"{report.skipped:,} files without records, among them {next(iter(report.skipped_files))} (all: --report)")
    if report.rejected:
        lines.append(f"what was rejected, and why: {rejects}")
    if not named and report.unnamed:
        lines.append(f"named by content: {report.unnamed:,}; --source NAME would let a later version of such a record replace it")
    for line in lines:
        click.echo(line, err=True)
