"""Tagging: where texts speak of the concepts of a lexicon.

`Tagger` composes a matcher (found by name in `kg.registry`, so that another can take its place), the abbreviations that a text defines,
and the choice among overlapping matches. It works on plain text; `kg.tagging.component` is the same as a spaCy component.
"""

from kg.tagging.match import Match, Matcher
from kg.tagging.tagger import Tagger

__all__ = ["Match", "Matcher", "Tagger"]
