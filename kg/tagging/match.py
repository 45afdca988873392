"""What a matcher finds, what it must be able to do, and which of its finds hold where they overlap."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

__all__ = ["Match", "Matcher", "leftmost_longest"]


class Match(NamedTuple):
    """A place where a name of a concept stands: ``[start, end)`` are code points of the text as it was given.

    `scope` is that of the name: those of `kg.model.Name`, for a short form that the text defines after ``abbreviation of``.
    """

    start: int
    end: int
    concept: str
    scope: str


class Matcher(Protocol):
    """Finds names of concepts in a text. A matcher pickles, and gives the same for the same text; its matches may overlap."""

    def find(self, text: str) -> Iterable[Match]:
        """Yield the matches in a text, in any order; their offsets are those of the text as it was given, whatever the matcher folds."""
        ...


def leftmost_longest(matches: Iterable[Match]) -> list[Match]:
    """Keep what does not overlap: of matches that do, the one that starts first, then the longest, then the one that was given first.

    >>> leftmost_longest([Match(5, 11, "cancer", "exact"), Match(0, 11, "lung cancer", "exact"), Match(12, 22, "metastasis", "exact")])
    [Match(start=0, end=11, concept='lung cancer', scope='exact'), Match(start=12, end=22, concept='metastasis', scope='exact')]
    """
    kept: list[Match] = []
    reached = 0
    for match in sorted(matches, key=_position):
        if match.start >= reached:
            kept.append(match)
            reached = match.end
    return kept


def _position(match: Match) -> tuple[int, int]:
    return match.start, -match.end
