"""``kg tag``: the concepts that texts speak of, with where they stand."""

import sys
from typing import TYPE_CHECKING

import click

from kg.cli.common import print_table, vocab_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.model import Mention, Record


@click.command
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT…|-")
@click.option("-f", "--format", "record_format", metavar="FORMAT", default="", help="The records' format, or text.")
@click.option("-t", "--to", "output_format", type=click.Choice(["table", "jsonl", "html"]), default="table", show_default=True)
@vocab_option
def command(*, inputs: tuple[str, ...], record_format: str, output_format: str, vocabularies: tuple[str, ...]) -> None:
    """Show the concepts that records, or plain texts, speak of.

    INPUT is as for `kg build`; what is of no known record format is read as plain text. jsonl has one mention a line, with offsets in
    code points: text[start:end] == quote.
    """
    from kg.pipeline import DEFAULT_VOCABULARIES, Settings, tag

    settings = Settings(format=record_format, vocabularies=vocabularies or DEFAULT_VOCABULARIES)
    tagged = tag(inputs, settings=settings, report=lambda rejected: click.echo(f"kg: {rejected}", err=True))
    if output_format == "table":
        _print_table(tagged)
    elif output_format == "jsonl":
        _write_jsonl(tagged)
    else:
        from kg.tagging.highlighting import page

        texts = ((record.id, text, _of(mentions, text.field)) for record, mentions in tagged for text in record.texts)
        click.echo(page((f"{document} · {text.field}", text.value, found) for document, text, found in texts))


def _print_table(tagged: "Iterator[tuple[Record, tuple[Mention, ...]]]") -> None:
    columns = ("document", "field", "span", "quote", "concept", "confidence")
    rows = (
        (record.id, mention.field, f"{mention.start}-{mention.end}", mention.quote, mention.label, f"{mention.confidence:.2f}")
        for record, mentions in tagged
        for mention in mentions
    )
    print_table(columns, rows)


def _write_jsonl(tagged: "Iterator[tuple[Record, tuple[Mention, ...]]]") -> None:
    import msgspec

    for record, mentions in tagged:
        for mention in mentions:
            line = {"document": record.id, **msgspec.to_builtins(mention)}
            sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")


def _of(mentions: "tuple[Mention, ...]", field: str) -> "list[Mention]":
    return [mention for mention in mentions if mention.field == field]
