"""The values that flow through the pipeline: `Record`, `Deletion`, `Rejected`, `Concept`, `Mention`.

All are frozen, plain, hashable and picklable. `to_json` writes a record without loss and `record_from_json` reads it back;
that JSON is what a store keeps of a record, so every change of these fields is a change of the store's format.
`msgspec.Struct` rather than a dataclass: it is created and (de)serialised some ten times faster, and unset fields cost nothing on disk.
"""

import hashlib
from typing import Literal

import msgspec

__all__ = [
    "Concept",
    "Container",
    "Contributor",
    "Date",
    "Deletion",
    "Grant",
    "Identifier",
    "Item",
    "Keyword",
    "Mention",
    "Name",
    "Origin",
    "Qualifier",
    "Record",
    "Rejected",
    "Relation",
    "Section",
    "Subject",
    "Term",
    "Text",
    "Vocabulary",
    "record_from_json",
    "to_json",
]

Precision = Literal["day", "month", "season", "year"]
Kind = Literal["article", "book", "chapter", "conference-paper", "dataset", "document", "preprint", "proceedings", "report", "thesis"]


class Value(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of all values: fields that have their default are left out of the JSON.

    Each class says `frozen` and `kw_only` again: `kw_only` is not inherited, and type checkers want both.
    """


class Identifier(Value, frozen=True, kw_only=True):
    """One identifier: normalised when it is `valid` (shape and checksum), as printed when not.

    `scheme` is lower-case: ``doi pmid pmcid isbn issn nlm pii orcid ror mid …``.
    """

    scheme: str
    value: str
    valid: bool = True


class Section(Value, frozen=True, kw_only=True):
    """A labelled part of a text: `label` is not in the text; ``[start, end)`` are code points of `Text.value`."""

    label: str
    start: int
    end: int
    category: str = ""


class Text(Value, frozen=True, kw_only=True):
    """A title or an abstract, in NFC, without control characters.

    `field` is its name, unique in the record: ``title``, ``title-2``, ``abstract``, ``abstract-2`` … `lang` is BCP 47.
    `role` says what sets it apart from the main one (``vernacular``, ``plain-language-summary``).
    """

    field: str
    value: str
    lang: str = ""
    role: str = ""
    sections: tuple[Section, ...] = ()
    rights: str = ""


class Contributor(Value, frozen=True, kw_only=True):
    """A person or body as the source names it; `position` counts from 1 within `role`.

    `role` is ``author``, ``editor``, ``investigator`` (of a group author), ``contributor`` or ``subject`` (a person the work is about).
    `guessed` marks a name that was cut out of running text without certainty.
    """

    position: int
    heading: str
    role: str = "author"
    family: str = ""
    given: str = ""
    initials: str = ""
    suffix: str = ""
    corporate: bool = False
    orcid: str = ""
    identifiers: tuple[Identifier, ...] = ()
    affiliations: tuple[str, ...] = ()
    equal: bool = False
    guessed: bool = False


class Container(Value, frozen=True, kw_only=True):
    """What the work appeared in: a journal and its issue, or a book."""

    title: str = ""
    abbreviation: str = ""
    kind: Literal["journal", "book"] = "journal"
    issns: tuple[Identifier, ...] = ()
    nlm_id: str = ""
    volume: str = ""
    issue: str = ""
    identifiers: tuple[Identifier, ...] = ()


class Date(Value, frozen=True, kw_only=True):
    """A date or a range with the precision the source gives.

    `start` and `end` are ISO 8601, cut to their precision (``2021``, ``2021-09``, ``2021-09-13``); `end` is empty for a single date.
    """

    start: str
    end: str = ""
    precision: Precision
    as_printed: str = ""

    @property
    def safe(self) -> str:
        """The most exact single value that stands for it: for a season the year, for a range what both ends share.

        A range over years that share nothing goes by its first year, as catalogues file it.

        >>> Date(start="2009-09", end="2009-10", precision="month").safe
        '2009'
        """
        if not self.end:
            return self.start
        shared = [a for a, b in zip(self.start.split("-"), self.end.split("-"), strict=False) if a == b]
        common = "-".join(shared)
        return common if self.start.startswith(common) and common else self.start[:4]


class Qualifier(Value, frozen=True, kw_only=True):
    """A qualifier (subheading) of a subject heading."""

    label: str
    iri: str = ""
    major: bool = False


class Subject(Value, frozen=True, kw_only=True):
    """What people say the work is about; `scheme` is ``mesh``, ``mesh-chemical``, ``mesh-supplementary``, ``local`` …, or empty."""

    label: str
    scheme: str = ""
    iri: str = ""
    code: str = ""
    qualifiers: tuple[Qualifier, ...] = ()
    major: bool = False


class Keyword(Value, frozen=True, kw_only=True):
    """A free keyword; `owner` is who assigned it (``NOTNLM``: the authors)."""

    label: str
    owner: str = ""
    major: bool = False


class Term(Value, frozen=True, kw_only=True):
    """A publication type or format: label, and IRI where it is a known term."""

    label: str
    iri: str = ""


class Grant(Value, frozen=True, kw_only=True):
    """Funding as the source states it."""

    agency: str = ""
    id: str = ""
    acronym: str = ""
    country: str = ""


class Relation(Value, frozen=True, kw_only=True):
    """A tie to another work: `kind` (``cites``, ``retracted-by`` …), its identifiers, and its citation as printed."""

    kind: str
    target: tuple[Identifier, ...] = ()
    label: str = ""


class Origin(Value, frozen=True, kw_only=True):
    """Where a record was read: not part of its content, so not part of its digest."""

    file: str = ""
    line: int = 0
    format: str = ""


# msgspec leaves a default out of the JSON when the value is that very object.
_NOWHERE = Origin()


class Record(Value, frozen=True, kw_only=True):
    """One record of one source, without loss.

    `source` names who gave it. It is empty where ids are local to a file and no name was given: such a record is named by its content.
    `id` is the source's own id. `version` is a string that sorts as the source's versions do.
    `extra` keeps every field that has no place here.
    """

    source: str
    id: str
    version: str = ""
    kind: Kind = "article"
    identifiers: tuple[Identifier, ...] = ()
    titles: tuple[Text, ...] = ()
    abstracts: tuple[Text, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    container: Container | None = None
    pages: str = ""
    article_number: str = ""
    issued: Date | None = None
    dates: tuple[tuple[str, Date], ...] = ()
    languages: tuple[str, ...] = ()
    types: tuple[Term, ...] = ()
    subjects: tuple[Subject, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    publisher: str = ""
    place: str = ""
    edition: str = ""
    licence: str = ""
    rights: str = ""
    collection: str = ""
    grants: tuple[Grant, ...] = ()
    relations: tuple[Relation, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    origin: Origin = _NOWHERE

    @property
    def texts(self) -> tuple[Text, ...]:
        """Titles, then abstracts: everything a tagger reads."""
        return self.titles + self.abstracts

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the record's JSON without its origin.

        >>> a = Record(source="pubmed", id="1", origin=Origin(file="a.xml"))
        >>> a.digest == Record(source="pubmed", id="1").digest
        True
        """
        return hashlib.sha256(to_json(self)).hexdigest()


class Deletion(Value, frozen=True, kw_only=True):
    """The source withdraws a record: a tombstone with a version, so that the order of arrival does not matter."""

    source: str
    id: str
    version: str
    origin: Origin = _NOWHERE


class Rejected(Value, frozen=True, kw_only=True):
    """What ought to be a record and could not be read: `raw` is what stood there, capped; `record` counts from 1 in its file."""

    file: str
    format: str
    record: int
    line: int
    reason: str
    raw: bytes = b""

    def __str__(self) -> str:
        """Say it in one line, as compilers do: ``file:line: record N: reason``."""
        return f"{self.file}:{self.line}: record {self.record}: {self.reason}"


Item = Record | Deletion | Rejected


class Name(Value, frozen=True, kw_only=True):
    """A name of a concept; `scope` is that of SKOS/OBO: ``preferred``, ``exact``, ``related``, ``narrow``, ``broad``, ``hidden``."""

    value: str
    scope: Literal["preferred", "exact", "related", "narrow", "broad", "hidden"] = "exact"
    lang: str = ""


class Concept(Value, frozen=True, kw_only=True):
    """A concept of a vocabulary, under the vocabulary's own IRI."""

    iri: str
    label: str
    scheme: str = ""
    names: tuple[Name, ...] = ()
    broader: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    obsolete: bool = False


class Vocabulary(Value, frozen=True, kw_only=True):
    """A concept scheme: facts about it, and its concepts in IRI order."""

    name: str
    iri: str
    title: str = ""
    version: str = ""
    licence: str = ""
    sha256: str = ""
    concepts: tuple[Concept, ...] = ()


class Mention(Value, frozen=True, kw_only=True):
    """A place where a text speaks of a concept.

    ``[start, end)`` are code points of the text named `field`; ``text[start:end] == quote``, always. `confidence` is in [0, 1].
    """

    field: str
    start: int
    end: int
    quote: str
    concept: str
    label: str
    confidence: float


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Record)


def to_json(record: Record) -> bytes:
    """Write a record as one line of JSON, without loss, except for its origin.

    >>> to_json(Record(source="pubmed", id="1", languages=("en",)))
    b'{"source":"pubmed","id":"1","languages":["en"]}'
    """
    if record.origin is not _NOWHERE:
        record = msgspec.structs.replace(record, origin=_NOWHERE)
    return _encoder.encode(record)


def record_from_json(line: bytes | str) -> Record:
    """Read what `to_json` wrote.

    Raises
    ------
    msgspec.ValidationError
        Where the JSON is not that of a record; the message holds the path of the field.

    >>> record_from_json('{"source":"pubmed","id":"1"}').id
    '1'
    """
    return _decoder.decode(line)
