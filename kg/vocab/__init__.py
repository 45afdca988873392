"""Vocabularies, one file a format: bytes -> `kg.model.Vocabulary`; here they are found by name or path and recognised by content.

Each module has a `READER`; `kg.registry` lists them. `kg.vocab.lexicon` makes one lexicon of several vocabularies.
"""

import gzip
import hashlib
import tomllib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol, cast

import msgspec

from kg import ns, registry
from kg.errors import VocabularyError
from kg.model import Vocabulary
from kg.resources import ontology_file

__all__ = ["VocabularyReader", "bundled", "load"]

_HEAD: Final = 65_536
_GZIP: Final = b"\x1f\x8b"


class ReadVocabulary(Protocol):
    """The reading function of a format."""

    def __call__(self, stream: BinaryIO, *, file: str, name: str) -> Vocabulary:
        """Read a whole seekable stream; `file` is what messages call it, `name` is what the vocabulary is called.

        Raises
        ------
        VocabularyError
            When the stream is malformed, with its line where it is known, or holds no concept.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyReader:
    """A vocabulary format: what it is called, how it is recognised, how it is read."""

    name: str
    title: str
    sniff: Callable[[bytes], bool]
    """Whether the first 64 KiB of a stream look like this format."""
    read: ReadVocabulary


def bundled() -> dict[str, Path]:
    """Map the names of the vocabularies that come with this package to their files.

    >>> "tumour-exosome" in bundled()
    True
    """
    catalog = tomllib.loads(ontology_file("catalog.toml").read_text(encoding="utf-8"))
    return {name: ontology_file(entry["file"]) for name, entry in catalog.items()}


def load(name_or_path: str) -> Vocabulary:
    """Read a concept scheme: a bundled one by its name, else a file by its path, gzipped or not, its format told by its content.

    The vocabulary is called by its bundled name, or by the file's name without suffixes. A vocabulary that states no version gets the first
    twelve digits of the SHA-256 of its bytes as one.

    Raises
    ------
    VocabularyError
        When there is no such name or file, or the file holds no vocabulary; the message says what would work.

    >>> load("tumour-exosome").name
    'tumour-exosome'
    """
    known = bundled()
    path = known.get(name_or_path) or Path(name_or_path)
    name = name_or_path if name_or_path in known else ns.slug(path.name.partition(".")[0])
    if not path.is_file():
        msg = f"no vocabulary {name_or_path!r}: it is neither a file nor one of the bundled ones: {', '.join(known)}"
        raise VocabularyError(msg)
    try:
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        with _open(path) as stream:
            reader = _recognise(stream.read(_HEAD), name_or_path)
            stream.seek(0)
            vocabulary = reader.read(stream, file=name_or_path, name=name)
    except (OSError, EOFError, zlib.error) as error:  # gzip.BadGzipFile is an OSError
        msg = f"{name_or_path}: cannot be read: {error}"
        raise VocabularyError(msg) from error
    return msgspec.structs.replace(vocabulary, version=vocabulary.version or sha256[:12], sha256=sha256)


def _open(path: Path) -> BinaryIO:
    with path.open("rb") as stream:
        zipped = stream.read(len(_GZIP)) == _GZIP
    return cast("BinaryIO", gzip.open(path)) if zipped else path.open("rb")


def _recognise(head: bytes, file: str) -> VocabularyReader:
    for name in registry.names("vocabularies"):
        reader: VocabularyReader = registry.load("vocabularies", name)
        if reader.sniff(head):
            return reader
    msg = f"{file}: of no known vocabulary format; there are: {', '.join(registry.names('vocabularies'))}"
    raise VocabularyError(msg)
