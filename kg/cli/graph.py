"""``kg graph``: a networkx graph of a store, as a file, a page or a summary."""

from typing import TYPE_CHECKING

import click

from kg import registry
from kg.cli.common import format_of, open_output, print_table

if TYPE_CHECKING:
    import networkx as nx


@click.command
@click.argument("store")
@click.option("--kind", default="concept-paper-author", show_default=True, help=f"One of {', '.join(registry.REGISTRIES['graphs'])}.")
@click.option("-o", "--output", metavar="FILE", help="Write .graphml, .gexf, .json (node-link) or .html (a page); - is standard output.")
@click.option("-t", "--to", "output_format", metavar="FORMAT", help="The output's format. [default: by the file's suffix]")
def command(*, store: str, kind: str, output: str | None, output_format: str | None) -> None:
    """Make a graph of a store or an RDF file: concepts, papers and authors, or a projection of them.

    Without -o it prints what the graph is.
    """
    from kg.store import open_any

    write = registry.load("graph-exports", format_of("graph-exports", output, output_format)) if output else None
    graph: nx.Graph[str] = open_any(store).graph(kind)
    if write is not None and output:
        with open_output(output) as stream:
            write(graph, stream)
        click.echo(f"{graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} edges -> {output}", err=True)
        return
    print_table(("kind", "label", "links", "weight"), _summary(graph))
    click.echo(f"{graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} edges; -o FILE.html draws it", err=True)


def _summary(graph: "nx.Graph[str]") -> list[tuple[object, ...]]:
    """Give the ten nodes of each kind with the most links."""
    rows: list[tuple[object, ...]] = []
    kinds = sorted({attributes["kind"] for _, attributes in graph.nodes(data=True)})
    for kind in kinds:
        nodes = [node for node, attributes in graph.nodes(data=True) if attributes["kind"] == kind]
        nodes.sort(key=lambda node: (-graph.degree[node], graph.nodes[node]["label"], node))
        rows += [(kind, graph.nodes[node]["label"], graph.degree[node], f"{graph.nodes[node]['weight']:g}") for node in nodes[:10]]
    return rows
