"""Abbreviations that a text defines: ``epithelial-mesenchymal transition (EMT)``, and where it uses them.

Source: Schwartz & Hearst, A simple algorithm for identifying abbreviation definitions in biomedical text, 2003,
doi:10.1142/9789812776303_0042
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

__all__ = ["Definition", "definitions", "occurrences"]

_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_PART: Final = re.compile(r"[^;,]+")
_SENTENCE_END: Final = re.compile(r"[.!?]\s+(?=[^\W\d_])")
_AROUND: Final = " \t\r\n\u00a0\"'\u2018\u2019\u201c\u201d,;:"
_OPENING: Final = '(["\u2018\u201c'
_SHORTEST: Final = 2
_LONGEST: Final = 10
_MOST_WORDS: Final = 2
_WINDOW: Final = 1_000
"""As far back as a long form is looked for; at most twenty words are."""


class Definition(NamedTuple):
    """A short form and where its long form stands: ``[start, end)`` are code points of the text."""

    short: str
    start: int
    end: int


def definitions(text: str) -> Iterator[Definition]:
    """Yield the abbreviations that a text defines, in its order: long form (SHORT), or SHORT (long form), in round or square brackets.

    >>> text = "In epithelial-mesenchymal transition (EMT), TGF-b (transforming growth factor b) acts."
    >>> [(short, text[start:end]) for short, start, end in definitions(text)]
    [('EMT', 'epithelial-mesenchymal transition'), ('TGF-b', 'transforming growth factor b')]
    """
    for bracket in _BRACKETS.finditer(text):
        before = text[max(0, bracket.start() - _WINDOW) : bracket.start()].rstrip(_AROUND)
        offset = max(0, bracket.start() - _WINDOW)
        part = _PART.search(bracket[1])
        if part is None or not before:
            continue
        apart = text[bracket.start() - 1].isspace()  # "gene(s)" and "Arg(Mts)" define nothing
        if apart and (found := _outside(part[0].strip(_AROUND), before)):
            yield Definition(found.short, found.start + offset, found.end + offset)
        elif found := _inside(before, bracket[1].rstrip(_AROUND)):
            yield Definition(found.short, found.start + bracket.start(1), found.end + bracket.start(1))


def occurrences(short: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text uses a short form as a word of its own, in the same case, or in its plural or singular.

    >>> list(occurrences("TAMs", "A TAM-rich niche: TAMs, TAMPs"))
    [(2, 5), (18, 22)]
    """
    stem = short.removesuffix("s") if short[:-1].isupper() else short
    for match in re.finditer(rf"(?<![^\W_]){re.escape(stem)}s?(?![^\W_])", text):
        if unicodedata.category(text[match.end() : match.end() + 1] or " ")[0] != "M":
            yield match.span()


def _outside(short: str, before: str) -> Definition | None:
    """Read the text before a bracket as the long form of what is in it."""
    if not _may_be_short(short):
        return None
    pieces = before.rsplit(None, _most_words(short))
    first = len(pieces[0]) if len(pieces) > _most_words(short) else 0
    start = _long_start(short, before, first)
    return None if start is None or not _may_be_long(before[start:], short) else Definition(short, start, len(before))


def _inside(before: str, long: str) -> Definition | None:
    """Read what is in a bracket as the long form of the word before it."""
    short = before.rsplit(None, 1)[-1].strip(_AROUND)
    if not _may_be_short(short) or short == short.lower() or len(long.split()) < _MOST_WORDS:
        return None
    start = _long_start(short, long, 0)
    return None if start is None or not _may_be_long(long[start:], short) else Definition(short, start, len(long))


def _may_be_short(short: str) -> bool:
    return (
        _SHORTEST <= len(short) <= _LONGEST
        and short[0].isalnum()
        and not short.endswith(".")
        and any(map(str.isalpha, short))
        and len(short.split()) <= _MOST_WORDS
    )


def _most_words(short: str) -> int:
    return min(len(short) + 5, len(short) * 2)


def _may_be_long(long: str, short: str) -> bool:
    return (
        len(long) > len(short)
        and short not in long.split()
        and len(long.split()) <= _most_words(short)
        and not _SENTENCE_END.search(long)
        and all(long.count(left) == long.count(right) for left, right in ("()", "[]"))
    )


def _long_start(short: str, text: str, low: int) -> int | None:
    """Match the letters and digits of a short form from its end to those of a text from its end; the first must begin a word."""
    place = len(text)
    for number in range(len(short) - 1, -1, -1):
        wanted = short[number].lower()
        if wanted.isalnum():
            place -= 1
            while place >= low and (text[place].lower() != wanted or (number == 0 and place > 0 and text[place - 1].isalnum())):
                place -= 1
            if place < low:
                return None
    while place > low and not (text[place - 1].isspace() or text[place - 1] in _OPENING):
        place -= 1
    return place
