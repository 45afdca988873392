"""``kg info``: what a store holds."""

from typing import TYPE_CHECKING

import click

from kg.cli.common import print_table

if TYPE_CHECKING:
    from kg.describe import Description


@click.command
@click.argument("store")
@click.option("-t", "--to", "output_format", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(*, store: str, output_format: str) -> None:
    """Say what a store holds: counts, sources, vocabularies with versions."""
    import msgspec

    from kg.describe import describe
    from kg.store import open_any

    description = describe(open_any(store))
    if output_format == "json":
        click.echo(msgspec.json.encode(description).decode())
    else:
        print_table(("what", "count"), _rows(description))


def _rows(description: "Description") -> list[tuple[str, str]]:
    from kg import ns

    counts = {
        "works": sum(description.works.values()),
        **{f"  {ns.shorten(kind)}": count for kind, count in description.works.items()},
        "records": sum(description.records.values()),
        **{f"  {source.removeprefix(ns.BASE) or 'source not named'}": count for source, count in description.records.items()},
        **{ns.shorten(kind): count for kind, count in description.agents.items()},
        "journals": description.journals,
        "concepts spoken of": description.concepts,
        "mentions": description.mentions,
        "triples of the merged view": description.triples,
    }
    rows = [(name, f"{count:,}") for name, count in counts.items()]
    rows += [(f"vocabulary {used.title} {used.version}", f"{used.concepts:,}") for used in description.vocabularies]
    return [*rows, ("tool", description.tool)]
