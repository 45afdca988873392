"""The default matcher: names as phrases of normalised words, all found in one pass over the text by an Aho-Corasick automaton.

Names and texts are folded alike (`kg.tagging.folding`, and for English `kg.tagging.english`) to words with one space between them, and one
around the whole; patterns have the spaces with them, so that the automaton itself keeps to the borders of words.
Source: doi:10.1145/360825.360855
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import accumulate, product
from typing import Final, NamedTuple

from daachorse import CharwiseDoubleArrayAhoCorasick

from kg.model import Name
from kg.tagging.english import normalise
from kg.tagging.folding import fold, words
from kg.tagging.match import Match
from kg.vocab.lexicon import Lexicon

__all__ = ["Phrases", "compile_matcher", "variants"]

_SCOPES: Final = ("preferred", "exact", "narrow", "hidden", "related", "broad")
"""Of concepts that share a name, the one that owns it in the earlier scope is meant."""

# Prefixes that are written with a space, a hyphen or neither. Those that are words of their own (in, over, under, up …) are not here:
# "in formation" is no information.
_PREFIX: Final = (
    "anti|auto|bio|bi|co|cyto|endo|epi|extra|hetero|homo|hyper|hypo|immuno|inter|intra|macro|mega|micro|mono|multi|nano|neo|neuro|non|"
    "para|peri|photo|poly|post|pre|pro|pseudo|radio|semi|sub|super|supra|trans|tri|ultra"
)
_PREFIXES: Final = frozenset(_PREFIX.split("|"))
_SPLIT: Final = re.compile(rf"(?:{_PREFIX})(?=[^\W\d_]{{4}})|[^\W\d_]{{2,}}(?=\d)")
_DASH: Final = re.compile(r"[^\w\s'\u2019]")
_MOST_JOINTS: Final = 3
"""A name of more joints gets three forms, all open, all closed and as written, instead of every combination."""
_ACRONYM: Final = 6
"""The most letters and digits that make a word in capitals an acronym; a longer one may just be printed so."""
_SHORT: Final = 4
"""The most letters and digits of a name whose inner capitals (``pDC``) tell it from other words."""
_NOT_IN_WORDS: Final = re.compile(r"[\W_]+")


class _Target(NamedTuple):
    """What a pattern stands for; `letters` are those that the text must have, capitals and all, or empty."""

    concept: str
    scope: str
    letters: str


class Phrases:
    """A compiled matcher."""

    def __init__(self, targets: dict[str, tuple[_Target, ...]], normal: Callable[[str], str]) -> None:
        self._targets = list(targets.values())
        self._normal = normal
        self._automaton = CharwiseDoubleArrayAhoCorasick([f" {pattern} " for pattern in targets])

    def find(self, text: str) -> Iterator[Match]:
        """Yield every place where a name stands, by its end; they may overlap."""
        folded, offsets = fold(text)
        parts = words(folded)
        normal = list(map(self._normal, parts[1::2]))
        hits = self._automaton.find_overlapping(f" {' '.join(normal)} ")
        if not hits:
            return
        borders = list(accumulate((len(word) + 1 for word in normal), initial=0))
        places = list(accumulate(map(len, parts), initial=0))
        for left, right, pattern in hits:
            # The word behind border n is part 2n + 1: a pattern spans the words from its first border to its last.
            start = offsets[places[2 * bisect_left(borders, left) + 1]]
            end = offsets[places[2 * bisect_left(borders, right - 1)]]
            for concept, scope, letters in self._targets[pattern]:
                if not letters or letters == _letters(text[start:end]):
                    yield Match(start, end, concept, scope)
                    break


def compile_matcher(lexicon: Lexicon, *, language: str = "en") -> Phrases:
    """Compile the names of a lexicon's concepts that are in a language, or in none in particular; names of obsolete concepts are left out.

    An acronym (one word of at most six letters and digits, all capitals but for a plural s) and a short name with capitals inside (``pDC``)
    match in that case only. Where concepts share a name, one whose acronym it is comes first, then one that owns it in the closer scope,
    then the first in IRI order.
    """
    normal = normalise if language == "en" else str
    found: defaultdict[str, set[_Target]] = defaultdict(set)
    for concept in lexicon.concepts.values():
        if not concept.obsolete:
            for name in concept.names:
                if _speaks(name, language):
                    target = _Target(concept.iri, name.scope, _letters(name.value) if _keeps_case(name.value) else "")
                    for pattern in variants(name.value, normal):
                        found[pattern].add(target)
    return Phrases({pattern: tuple(sorted(found[pattern], key=_precedence)) for pattern in sorted(found)}, normal)


def variants(name: str, normal: Callable[[str], str] = normalise) -> set[str]:
    """Write a name in every way that texts may: apart, hyphenated or joined where a hyphen, a prefix or a number meets a word.

    Each is a pattern: normalised words, one space between them. A name without a letter, or of a single character, has none.

    >>> sorted(variants("pre-metastatic niches"))
    ['pre metastatic niche', 'premetastatic niche']
    >>> sorted(variants("IL6")), variants("(%)")
    (['il 6', 'il6'], set())
    """
    pieces = list(_pieces(name))
    letters = "".join(piece for _, piece in pieces)
    if len(letters) == 1 or not any(map(str.isalpha, letters)):
        return set()
    joints = [joint for joint, _ in pieces if joint is not None]
    combinations = product((" ", ""), repeat=len(joints))
    forms = combinations if len(joints) <= _MOST_JOINTS else [(" ",) * len(joints), ("",) * len(joints), tuple(joints)]
    return {_written(pieces, form, normal) for form in forms}


def _pieces(name: str) -> Iterator[tuple[str | None, str]]:
    """Cut a folded name at its joints: what stands before a piece (space or nothing where both will do, else `None`), and the piece."""
    folded, offsets = fold(name)
    parts = words(folded)
    places = list(accumulate(map(len, parts), initial=0))
    for number in range(1, len(parts), 2):
        word, before = parts[number], parts[number - 2] if number > 1 else ""
        gap = name[offsets[places[number - 1]] : offsets[places[number]]]
        joint = " " if before and (_DASH.fullmatch(gap) or (gap.isspace() and _may_join(before, word))) else None
        if split := _SPLIT.match(word):
            yield joint, split[0]
            yield "", word[split.end() :]
        else:
            yield joint, word


def _may_join(before: str, word: str) -> bool:
    return word.isalpha() if before in _PREFIXES else before.isalpha() and word.isdigit()


def _written(pieces: list[tuple[str | None, str]], form: tuple[str, ...], normal: Callable[[str], str]) -> str:
    choices = iter(form)
    written = "".join((" " if joint is None else next(choices)) + piece for joint, piece in pieces)
    return " ".join(map(normal, written.split()))


def _speaks(name: Name, language: str) -> bool:
    return not name.lang or name.lang.partition("-")[0].lower() == language


def _keeps_case(name: str) -> bool:
    letters = _letters(name)
    if len(name.split()) > 1:
        return False
    return (len(letters) <= _ACRONYM and letters.isupper()) or (len(letters) <= _SHORT and letters[1:] != letters[1:].lower())


def _letters(text: str) -> str:
    """Take the letters and digits of a name or quote, without a plural s."""
    return _NOT_IN_WORDS.sub("", text).removesuffix("s")


def _precedence(target: _Target) -> tuple[bool, int, str, str]:
    return not target.letters, _SCOPES.index(target.scope), target.concept, target.letters
