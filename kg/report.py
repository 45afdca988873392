"""What a build did: counts that add up, for people and as JSON."""

from typing import Literal

import msgspec

__all__ = ["Outcome", "Report"]

Outcome = Literal["built", "unchanged", "superseded", "rejected", "deleted"]


class Report(msgspec.Struct):
    """Counts of a build; ``read = built + unchanged + superseded + rejected + deleted``, in all and for each file and format.

    built
        records that hold now and did not before
    unchanged
        records that the store already holds, to the letter
    superseded
        other versions of a record, older than the one that holds
    rejected
        what could not be read as a record
    deleted
        withdrawals by the source
    skipped
        files without records
    mentions
        mentions found by this build
    triples
        triples of the merged view, after the build

    >>> report = Report()
    >>> report.count("built", file="a.xml", format="pubmed")
    >>> report.read, report.by_file
    (1, {'a.xml': {'read': 1, 'built': 1}})
    """

    read: int = 0
    built: int = 0
    unchanged: int = 0
    superseded: int = 0
    rejected: int = 0
    deleted: int = 0
    skipped: int = 0
    mentions: int = 0
    triples: int = 0
    seconds: float = 0.0
    by_format: dict[str, dict[str, int]] = {}
    by_file: dict[str, dict[str, int]] = {}
    skipped_files: dict[str, str] = {}
    unnamed: int = 0

    def count(self, outcome: Outcome, *, file: str, format: str) -> None:  # noqa: A002 - the field's word
        """Count one thing read, in all and for its file and format."""
        self.read += 1
        setattr(self, outcome, getattr(self, outcome) + 1)
        for table, key in ((self.by_format, format), (self.by_file, file)):
            counts = table.setdefault(key, {"read": 0})
            counts["read"] += 1
            counts[outcome] = counts.get(outcome, 0) + 1

    def skip(self, file: str, reason: str) -> None:
        """Count a file without records, and why."""
        self.skipped += 1
        self.skipped_files[file] = reason

    def to_json(self) -> str:
        """Write it as one line of JSON."""
        return msgspec.json.encode(self).decode()
