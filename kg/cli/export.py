"""``kg export``: a store as an RDF file."""

import click

from kg import registry
from kg.cli.common import format_of, open_output


@click.command
@click.argument("store")
@click.option("-o", "--output", metavar="FILE", required=True, help="The file to write; - is standard output.")
@click.option("-t", "--to", "output_format", metavar="FORMAT", help="ttl, nt, nq or trig. [default: by the file's suffix]")
def command(*, store: str, output: str, output_format: str | None) -> None:
    """Write a store as RDF, byte-identical on every run.

    Turtle and N-Triples hold the merged view; N-Quads and TriG the whole store, with records and evidence.
    """
    from kg.store import open_any

    writer = registry.load("rdf-exports", format_of("rdf-exports", output, output_format))
    opened = open_any(store)
    with open_output(output) as stream:
        writer.write(opened, stream)
