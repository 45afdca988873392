"""``kg query``: SPARQL over a store or an RDF file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.errors import QueryError, UsageError

if TYPE_CHECKING:
    import pyoxigraph

    from kg.store.sparql import Term

_RESULTS = ("table", "csv", "tsv", "json", "xml")
_GRAPHS = ("ttl", "nt")


@click.command
@click.argument("store")
@click.argument("query")
@click.option("-t", "--to", "output_format", type=click.Choice([*_RESULTS, *_GRAPHS]), help="[default: table, or ttl for a graph]")
@click.option(
    "-p",
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help='A value for VALUES ?NAME { UNDEF } in the query: <iri>, prefix:name, a number, "text"@en, or plain text; may be repeated.',
)
@click.option("--allow-service", is_flag=True, help="Let the query ask other servers (SERVICE).")
def command(*, store: str, query: str, output_format: str | None, parameters: tuple[str, ...], allow_service: bool) -> None:
    """Ask a store, or an RDF file, a SPARQL query.

    QUERY is SPARQL 1.1, or @FILE, or - for standard input. It sees the merged view; prefixes of the model need no declaration.
    """
    import pyoxigraph

    from kg.store import open_any

    text = _read_query(query)
    results = open_any(store).query(text, values=_values(parameters), allow_service=allow_service)
    if isinstance(results, pyoxigraph.QueryTriples):
        _write_triples(results, output_format or "ttl")
    else:
        _write_results(results, output_format or "table")


def _read_query(query: str) -> str:
    if query == "-":
        return sys.stdin.read()
    if not query.startswith("@"):
        return query
    try:
        return Path(query[1:]).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{query[1:]}: {error.strerror if isinstance(error, OSError) else 'not UTF-8 text'}"
        raise QueryError(msg) from error


def _values(parameters: tuple[str, ...]) -> "dict[str, Term]":
    from kg.store.sparql import parse_term

    values = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals or not name:
            msg = f"-p {parameter}: write it as NAME=VALUE"
            raise UsageError(msg)
        values[name.removeprefix("?")] = parse_term(value)
    return values


def _write_triples(triples: "pyoxigraph.QueryTriples", output_format: str) -> None:
    import pyoxigraph

    from kg import ns

    if output_format not in _GRAPHS:
        msg = f"-t {output_format} is for tables; this query gives a graph: {', '.join(_GRAPHS)}"
        raise UsageError(msg)
    ordered = sorted(triples, key=str)
    rdf_format = pyoxigraph.RdfFormat.from_extension(output_format)
    pyoxigraph.serialize(ordered, sys.stdout.buffer, rdf_format, prefixes=ns.PREFIXES if output_format == "ttl" else None)


def _write_results(results: "pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean", output_format: str) -> None:
    import pyoxigraph

    from kg.cli.common import print_table

    if output_format in _GRAPHS:
        msg = f"-t {output_format} is for graphs (CONSTRUCT, DESCRIBE); this query gives a table: {', '.join(_RESULTS)}"
        raise UsageError(msg)
    if output_format == "table":
        if isinstance(results, pyoxigraph.QueryBoolean):
            click.echo("true" if results else "false")
        else:
            print_table([variable.value for variable in results.variables], ([_cell(term) for term in row] for row in results))
    elif isinstance(results, pyoxigraph.QueryBoolean) and output_format in ("csv", "tsv"):
        # The CSV and TSV result formats of SPARQL 1.1 have no form for ASK.
        click.echo("true" if results else "false")
    else:
        results_format = pyoxigraph.QueryResultsFormat.from_extension("srx" if output_format == "xml" else output_format)
        results.serialize(sys.stdout.buffer, results_format)


def _cell(term: "pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple | None") -> str:
    """Show a term as people read it: an IRI under a known prefix shortened, a literal without its type."""
    import pyoxigraph

    from kg import ns

    if isinstance(term, pyoxigraph.NamedNode):
        return ns.shorten(term.value)
    if isinstance(term, pyoxigraph.Literal):
        return term.value
    return "" if term is None else str(term)
