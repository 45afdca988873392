"""The whole path, batch by batch: inputs -> items -> the versions that hold -> mentions -> the store.

Memory holds one batch, whatever the size of the input.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, NamedTuple, cast

import msgspec

from kg import merged, ns, vocab
from kg.describe import dataset_lines, describe
from kg.errors import InputError
from kg.identity import name_record
from kg.model import Deletion, Item, Mention, Record, Rejected, Value
from kg.rdf import run_lines, vocabulary_lines
from kg.records import Reader, plain
from kg.records.inputs import expand, find_reader, read, shown
from kg.report import Outcome, Report
from kg.store.oxigraph import Draft, batched, draft
from kg.store.sparql import named_query
from kg.tagging import Tagger
from kg.vocab.lexicon import Lexicon, compile_lexicon

__all__ = ["DEFAULT_VOCABULARIES", "Settings", "build", "tag"]

DEFAULT_VOCABULARIES: Final = ("tumour-exosome",)
_BATCH: Final = 500


class Settings(Value, frozen=True, kw_only=True):
    """What shapes a build.

    `format` is told by content when empty; `source` is the format's own when `None`; without vocabularies nothing is tagged.
    """

    format: str = ""
    source: str | None = None
    vocabularies: tuple[str, ...] = DEFAULT_VOCABULARIES


_DEFAULTS: Final = Settings()


class _Read(NamedTuple):
    file: Path
    format: str
    item: Item


class Progress(NamedTuple):
    """How far a build is: counts so far, the file it reads, and which of how many that is, from 1."""

    report: Report
    file: Path
    place: int
    files: int


def build(
    inputs: Iterable[str | Path] | str | Path,
    store: str | Path,
    *,
    settings: Settings = _DEFAULTS,
    rejects: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Build records into a store, new or existing: add, replace, withdraw, leave alone.

    Files are read in the order given, folders sorted; of several versions of a record the greatest holds, whatever the order.
    What cannot be read goes to `rejects` as JSON lines (default: ``rejects.jsonl`` in the store) and the rest is built.
    `progress` is called after each batch. Nothing is published when an exception ends the build.

    Raises
    ------
    InputError
        When an input names nothing, or none of the files holds records.
    StoreError
        When the store cannot be written.
    VocabularyError
        When a vocabulary cannot be read.

    >>> import tempfile
    >>> from kg import examples
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     report = build(examples.paths(), folder + "/store")
    >>> report.read == report.built + report.unchanged + report.superseded + report.rejected + report.deleted
    True
    """
    started = time.monotonic()
    report = Report()
    reader = find_reader(settings.format) if settings.format else None
    lexicon = _lexicon(settings.vocabularies) if settings.vocabularies else None
    # Inputs that name nothing are an error before anything is written.
    files = list(expand([inputs] if isinstance(inputs, str | Path) else inputs))
    with draft(store) as new, _open_rejects(rejects or Path(store) / "rejects.jsonl", ours=not rejects) as write_reject:
        step = _Step(new, report, lexicon, write_reject)
        for batch in batched(_items(files, reader, settings.source, report), _BATCH):
            step.apply(batch)
            if progress is not None:
                file = batch[-1].file
                progress(Progress(report, file, files.index(file) + 1, len(files)))
        if not report.read:
            raise InputError(_nothing_read(files, report))
        step.finish()
    report.seconds = round(time.monotonic() - started, 3)
    return report


def tag(
    inputs: Iterable[str | Path], *, settings: Settings = _DEFAULTS, report: Callable[[Rejected], None] = lambda _: None
) -> Iterator[tuple[Record, tuple[Mention, ...]]]:
    """Yield each record of the inputs with its mentions; what is of no known record format is read as plain text. Lazy, in input order.

    `report` is told what cannot be read.

    Raises
    ------
    InputError
        When an input names nothing, or a file cannot be read.
    """
    reader = plain.READER if settings.format == "text" else find_reader(settings.format) if settings.format else None
    tagger = Tagger(_lexicon(settings.vocabularies))
    for file in expand(inputs):
        for item in read(file, reader=reader, otherwise=plain.READER, source=settings.source):
            if isinstance(item, Record):
                yield item, tagger.tag(item)
            elif isinstance(item, Rejected):
                report(item)


def _lexicon(vocabularies: Iterable[str]) -> Lexicon:
    return compile_lexicon([vocab.load(name) for name in vocabularies])


def _items(files: Iterable[Path], reader: Reader | None, source: str | None, report: Report) -> Iterator[_Read]:
    for file in files:
        empty = True
        try:
            for item in read(file, reader=reader, source=source):
                empty = False
                yield _Read(file, item.format if isinstance(item, Rejected) else item.origin.format, item)
        except InputError as error:
            report.skip(shown(file), str(error).removeprefix(f"{shown(file)}: "))
        else:
            if empty:
                report.skip(shown(file), "no records in it")


def _nothing_read(files: list[Path], report: Report) -> str:
    if len(files) == 1:
        return f"{shown(files[0])}: {report.skipped_files.get(shown(files[0]), 'no records in it')}"
    return f"no records in any of {len(files)} files" if files else "no files to read"


@contextmanager
def _open_rejects(path: Path | str, *, ours: bool) -> Iterator[Callable[[Rejected], None]]:
    """Write rejects as they come, into a file that exists only when there are any, and appears when all is done; ``-`` is standard output.

    What an earlier build left there goes when the file is `ours` to clear.
    """
    if str(path) == "-":
        yield lambda rejected: _write_line(cast("IO[bytes]", sys.stdout.buffer), rejected)
        return
    path = Path(path)
    with tempfile.TemporaryFile() as stream:
        yield lambda rejected: _write_line(stream, rejected)
        if stream.tell():
            stream.seek(0)
            with path.open("wb") as target:
                shutil.copyfileobj(stream, target)
        elif ours:
            path.unlink(missing_ok=True)


def _write_line(stream: IO[bytes], rejected: Rejected) -> None:
    stream.write(msgspec.json.encode(rejected) + b"\n")


class _Step:
    """One build's work on its draft: decides what holds, tags it, writes it, counts it."""

    def __init__(self, store: Draft, report: Report, lexicon: Lexicon | None, write_reject: Callable[[Rejected], None]) -> None:
        self._store = store
        self._report = report
        self._lexicon = lexicon
        self._tagger = Tagger(lexicon) if lexicon is not None else None
        self._run = ns.run(self._tagger.run) if self._tagger is not None else ""
        self._write_reject = write_reject
        self._described: set[str] = set()

    def apply(self, batch: list[_Read]) -> None:
        """Write what of a batch holds."""
        held: dict[str, merged.Held | None] = {}
        changes: dict[str, Record | Deletion] = {}
        for file, file_format, item in batch:
            self._report.count(self._decide(item, held, changes), file=shown(file), format=file_format)
        mentions: dict[str, tuple[Mention, ...]] = {}
        if self._tagger is not None:
            mentions = {iri: self._tagger.tag(record) for iri, record in changes.items() if isinstance(record, Record)}
            self._report.mentions += sum(map(len, mentions.values()))
        if changes:
            self._describe_concepts(merged.apply(self._store, changes, mentions, self._run))

    def finish(self) -> None:
        """Drop concepts that nothing speaks of any more, and write what the data set is."""
        if self._store.changed:
            # A withdrawn record leaves such concepts, and so does a merger that shows another abstract.
            self._store.update(named_query("drop-orphan-concepts"))
            if self._lexicon is not None:
                for vocabulary in self._lexicon.vocabularies:
                    self._store.remove_graph(ns.vocabulary(vocabulary.name, vocabulary.version))
                    self._store.load(vocabulary_lines(vocabulary))
                self._store.load(run_lines(self._run, self._lexicon.vocabularies))
        description = describe(self._store)
        self._report.triples = description.triples
        if self._store.changed:
            self._store.remove_graph(ns.dataset())
            self._store.load(dataset_lines(description))

    def _decide(self, item: Item, held: dict[str, merged.Held | None], changes: dict[str, Record | Deletion]) -> Outcome:
        """Say what becomes of an item, and enter it into the batch's changes when it holds."""
        if isinstance(item, Rejected):
            self._write_reject(item)
            return "rejected"
        iri = ns.record(item.source, item.id) if isinstance(item, Deletion) else name_record(item)
        if iri not in held:
            held[iri] = merged.held_version(self._store, iri)
        now = held[iri]
        new = merged.Held(item.version, "" if isinstance(item, Deletion) else item.digest)
        if now == new and (isinstance(item, Deletion) or iri in changes or not self._is_stale(iri)):
            return "unchanged"
        if now is not None and now > new:
            return "superseded"
        held[iri] = new
        changes[iri] = item
        if isinstance(item, Deletion):
            return "deleted"
        self._report.unnamed += not item.source
        if now is None or not now.digest:  # never heard of, or withdrawn in an earlier version
            return "built"
        # A record that this build replaces twice is one record that holds and one version that does not.
        before = merged.held_version(self._store.published, iri) if self._store.published is not None else None
        return "built" if now == before else "superseded"

    def _is_stale(self, iri: str) -> bool:
        """Whether a record that the store holds was tagged otherwise than this build does."""
        return self._tagger is not None and merged.run_of(self._store, iri) != self._run

    def _describe_concepts(self, concepts: Iterable[str]) -> None:
        """Write label, hierarchy and links of concepts and of what is broader, once a build."""
        if self._lexicon is None:
            return
        names = {name for iri in concepts for name in (iri, *self._lexicon.ancestors(iri))} - self._described
        self._described |= names
        merged.describe_concepts(self._store, [self._lexicon.concepts[name] for name in sorted(names) if name in self._lexicon.concepts])
