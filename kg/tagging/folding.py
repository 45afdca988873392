"""What writings of the same words have in common, character by character, with a map back to where each character was."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

__all__ = ["fold", "words"]

# Dashes (Unicode's category Pd, the minus sign, the katakana middle dot) part words as spaces do. Other punctuation is a word of its own,
# so that no name reaches across a full stop or a bracket.
_DASHES: Final = "\u2212\u30fb"
_APOSTROPHES: Final = "\u00b4\u2018\u2019\u02bc\uff07"
_ASCII: Final = {code: " " if code < ord(" ") else chr(code).lower() for code in range(128)} | str.maketrans("-_\x7f`", "   '")
_POSSESSIVE: Final = re.compile(r"(?<=[^\W_])'s(?![^\W_])")
_NON_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_WORD: Final = re.compile(r"([^\W_]+|[^\w\s])")


def fold(text: str) -> tuple[str, Sequence[int]]:
    r"""Fold a text to plain lower-case letters, and say where each folded character came from.

    Compatibility forms and ligatures become the letters they stand for, accents and other combining marks go, Greek stays Greek. White
    space, dashes, apostrophes and possessive endings become spaces. The second value has one offset (code points) for each folded
    character and one for the end; it never decreases. A base character and the marks behind it are one: no offset is that of a mark,
    unless the text opens with one.

    >>> fold("E\u0301pithelial\u2013mesenchymal")[0]
    'epithelial mesenchymal'
    >>> folded, offsets = fold("the \ufb01bre")
    >>> folded, list(offsets)
    ('the fibre', [0, 1, 2, 3, 4, 4, 5, 6, 7, 8])
    """
    if text.isascii():
        return _apostrophes(text.translate(_ASCII)), range(len(text) + 1)
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for run in _NON_ASCII.finditer(text):
        start, end = run.span()
        pieces.append(text[done:start].translate(_ASCII))
        offsets.extend(range(done, start))
        for offset, character in enumerate(run[0], start):
            form = _fold_character(character)
            pieces.append(form)
            offsets.extend([offset] * len(form))
        done = end
    pieces.append(text[done:].translate(_ASCII))
    offsets.extend(range(done, len(text) + 1))
    return _apostrophes("".join(pieces)), offsets


def words(folded: str) -> list[str]:
    """Cut a folded text into gaps and words: gap, word, gap, … gap; joined, they are the text.

    A word is a run of letters and digits, or a single other character that is no space.

    >>> words("tumour, node ")
    ['', 'tumour', '', ',', ' ', 'node', ' ']
    """
    return _WORD.split(folded)


def _apostrophes(folded: str) -> str:
    return _POSSESSIVE.sub("  ", folded).replace("'", " ") if "'" in folded else folded


@lru_cache(maxsize=4_096)
def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "M" or category == "Cf":  # marks; soft hyphens, joiners and other characters that do not show
        return ""
    if category[0] == "Z" or category in {"Pd", "Cc", "Cs"} or character in _DASHES:
        return " "
    if character in _APOSTROPHES:
        return "'"
    if not character.isalnum():
        return character
    form = "".join(part for part in unicodedata.normalize("NFKD", character).casefold() if unicodedata.category(part)[0] != "M")
    # A character that stands for more than letters (½ for a fraction) would put the border of a word inside itself.
    return form if form.isalnum() else character
