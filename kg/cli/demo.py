"""``kg demo``: the whole path on the records that come with the package."""

from pathlib import Path

import click

from kg.cli.common import open_output, print_table


@click.command
@click.option("--store", metavar="DIR", default="kg-demo", show_default=True, help="Where the store and the page go.")
def command(*, store: str) -> None:
    """Build the bundled records, ask a question, draw the graph, and say what to try next."""
    from kg import examples, registry
    from kg.pipeline import build
    from kg.store import open_any
    from kg.store.sparql import named_query

    report = build(examples.paths(), store)
    opened = open_any(store)
    click.echo(f"{report.read} records of a catalogue and of PubMed -> {store}\n")
    click.echo("The concepts that most papers speak of:\n")
    print_table(("concept", "papers", "mentions"), (tuple(cell or "" for cell in row) for row in opened.select(named_query("demo"))))
    graph = opened.graph("concept-paper-author")
    page = Path(store) / "graph.html"
    with open_output(str(page)) as stream:
        registry.load("graph-exports", "html")(graph, stream)
    click.echo(f"\nThe graph of concepts, papers and authors: {graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges.\n")
    click.echo(
        f"""Try next:
  open {page} in a browser
  kg show {store} 10.1186/s12943-021-01411-w
  kg query {store} 'SELECT ?title {{ ?work kg:mentions te:angiogenesis ; dcterms:title ?title }}'
  kg graph {store} --kind cooccurrence -o concepts.graphml
  kg export {store} -o graph.ttl && kg validate graph.ttl
  kg build YOUR_RECORDS --store my-store"""
    )
