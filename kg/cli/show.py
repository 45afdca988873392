"""``kg show``: one work or record, readable."""

import click

from kg.cli.common import print_table
from kg.errors import InputError


@click.command
@click.argument("store")
@click.argument("name", metavar="ID|IRI")
def command(*, store: str, name: str) -> None:
    """Show a work or a record of a store.

    ID is a DOI, PMID, PMCID or a record's own id; an IRI may be shortened with a known prefix.
    """
    from kg.show import find, rows
    from kg.store import open_any

    opened = open_any(store)
    found = find(opened, name)
    if not found:
        msg = f"{name}: no work or record of that id or IRI in {store}"
        raise InputError(msg)
    for iri in found:
        print_table(("", iri), rows(opened, iri))
