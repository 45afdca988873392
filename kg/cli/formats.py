"""``kg formats``: the record formats there are."""

import click

from kg import registry
from kg.cli.common import print_table


@click.command
def command() -> None:
    """List the record formats: names for -f, file suffixes, and what is kept."""
    readers = [registry.load("readers", name) for name in registry.names("readers")]
    rows = [(reader.name, ", ".join(reader.aliases), " ".join(reader.suffixes), reader.title, reader.keeps) for reader in readers]
    print_table(("format", "aliases", "suffixes", "what it is", "what is kept"), rows)
