"""The tagger: a matcher's finds, the abbreviations that the texts define, the choice among what overlaps."""

import hashlib
from collections.abc import Sequence
from typing import Final

import msgspec

from kg import registry
from kg.model import Mention, Record
from kg.tagging.abbreviations import Definition, definitions, occurrences
from kg.tagging.match import Match, Matcher, leftmost_longest
from kg.vocab.lexicon import Lexicon

__all__ = ["CONFIDENCE", "Tagger"]

# Part of every run's name: raised when the same text and lexicon would give other mentions.
_RULES: Final = 1

_SHORT: Final = "abbreviation of "
_SHORT_HEAD: Final = "abbreviated head of "
_NAMES: Final = {"preferred": 0.95, "exact": 0.95, "narrow": 0.8, "hidden": 0.75, "related": 0.6, "broad": 0.6}
CONFIDENCE: Final[dict[str, float]] = (
    _NAMES
    | {_SHORT + scope: round(0.95 * value, 3) for scope, value in _NAMES.items()}
    | {_SHORT_HEAD + scope: round(0.7 * value, 3) for scope, value in _NAMES.items()}
)
"""How far a match is to be trusted, by the scope of the name, in [0, 1]; a ranking, not a measured probability.

An abbreviation is worth a little less than its long form, and less still when only the long form's head is a concept's name
(``TDE`` of "tumor-derived exosome" where the lexicon has only "exosome").
"""


class Tagger:
    """Finds where texts speak of the concepts of a lexicon. It pickles, and equal texts get equal mentions, whatever was tagged before.

    `matcher` is a name in `kg.registry`; `language` is the primary subtag of the texts (and names) that it reads.

    Raises
    ------
    UsageError
        When there is no matcher of that name.

    >>> from kg import vocab
    >>> from kg.vocab.lexicon import compile_lexicon
    >>> tagger = Tagger(compile_lexicon([vocab.load("tumour-exosome")]))
    >>> [mention.quote for mention in tagger.tag_text("Exosomes shed by tumours drive angiogenesis.")][::2]
    ['Exosomes', 'angiogenesis']
    """

    def __init__(self, lexicon: Lexicon, *, matcher: str = "phrases", language: str = "en") -> None:
        self._matcher: Matcher = registry.load("matchers", matcher)(lexicon, language=language)
        self._labels = {iri: concept.label for iri, concept in lexicon.concepts.items()}
        self.language = language
        settings = msgspec.json.encode([_RULES, matcher, language, CONFIDENCE, lexicon.hash])
        self.run = f"{matcher}-{language}-{hashlib.sha256(settings).hexdigest()[:12]}"
        """A short name of the matcher, the settings and the lexicon: the same run gives the same mentions."""

    def tag(self, record: Record) -> tuple[Mention, ...]:
        """Tag a record's titles and abstracts that are in the tagger's language, or in none that is stated.

        The mentions of a text are sorted and do not overlap; texts keep their order. An abbreviation defined in one text holds in all.
        """
        texts = [(text.field, text.value) for text in record.texts if text.lang.partition("-")[0].lower() in {"", self.language}]
        return tuple(self._tag(texts))

    def tag_text(self, text: str, field: str = "text") -> list[Mention]:
        """Tag one text; the mentions are sorted and do not overlap, and ``text[mention.start:mention.end] == mention.quote``."""
        return self._tag([(field, text)])

    def _tag(self, texts: Sequence[tuple[str, str]]) -> list[Mention]:
        found = [leftmost_longest(self._matcher.find(text)) for _, text in texts]
        shorts: dict[str, Match] = {}
        for (_, text), matches in zip(texts, found, strict=True):
            if matches:
                for definition in definitions(text):
                    if match := _defined(definition, matches):
                        shorts.setdefault(definition.short, match)
        if shorts:
            found = [leftmost_longest(_with_shorts(text, matches, shorts)) for (_, text), matches in zip(texts, found, strict=True)]
        return [
            Mention(
                field=field,
                start=start,
                end=end,
                quote=text[start:end],
                concept=concept,
                label=self._labels[concept],
                confidence=CONFIDENCE[scope],
            )
            for (field, text), matches in zip(texts, found, strict=True)
            for start, end, concept, scope in matches
        ]


def _defined(definition: Definition, matches: list[Match]) -> Match | None:
    """Give the match that ends where the long form does, its scope that of the abbreviation."""
    for match in matches:
        if match.end == definition.end:
            kind = _SHORT if match.start <= definition.start else _SHORT_HEAD
            return match._replace(scope=kind + match.scope)
    return None


def _with_shorts(text: str, matches: list[Match], shorts: dict[str, Match]) -> list[Match]:
    """Add where the short forms are used; in the same place what the text defines holds against the lexicon, a mere head does not."""
    used = [Match(start, end, match.concept, match.scope) for short, match in shorts.items() for start, end in occurrences(short, text)]
    whole = [match for match in used if match.scope.startswith(_SHORT)]
    return [*whole, *matches, *(match for match in used if not match.scope.startswith(_SHORT))]
