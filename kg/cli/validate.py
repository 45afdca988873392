"""``kg validate``: whether a store or an RDF file says what the model allows."""

import sys
from typing import TYPE_CHECKING

import click

from kg.cli.common import print_table

if TYPE_CHECKING:
    from kg.validation import Validation


@click.command
@click.argument("store", metavar="STORE|FILE")
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="Validate N works with all that they name, the same N each time. [default: everything]",
)
@click.option("-t", "--to", "output_format", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(*, store: str, sample: int | None, output_format: str) -> None:
    """Validate a store, or an RDF file, against the shapes of the model.

    Exit status: 0 it conforms, 1 it does not or cannot be read, 2 wrong usage.
    """
    from kg.store import open_any
    from kg.validation import validate

    validation = validate(open_any(store), sample=sample or 0)
    if output_format == "json":
        _write_json(validation)
    elif validation.violations:
        _print_table(validation)
    click.echo(_summary(validation), err=True)
    if not validation.conforms:
        sys.exit(1)


def _write_json(validation: "Validation") -> None:
    import msgspec

    found = {"conforms": validation.conforms, "works": validation.works, "violations": validation.violations}
    click.echo(msgspec.json.encode(found).decode())


def _print_table(validation: "Validation") -> None:
    from kg import ns

    columns = ("node", "path", "value", "shape", "what is wrong")
    rows = (
        (ns.shorten(each.focus), ns.shorten(each.path), _glimpse(ns.shorten(each.value)), each.shape.rpartition("#")[2], each.message)
        for each in validation.violations
    )
    print_table(columns, rows)


def _glimpse(text: str) -> str:
    """Cut what is too long for a table; JSON has it whole."""
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - as much as one can take in


def _summary(validation: "Validation") -> str:
    works = f"{validation.works:,} {'work' if validation.works == 1 else 'works'} validated"
    found = len(validation.violations)
    if validation.conforms:
        return f"{works}: conforms"
    return f"{works}: does not conform, {found:,} {'violation' if found == 1 else 'violations'}"
