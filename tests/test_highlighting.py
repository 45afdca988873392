"""Texts with their concepts, as HTML."""

import html
import re

from kg.model import Mention
from kg.tagging.highlighting import highlight, page


def mention(text: str, quote: str) -> Mention:
    start = text.index(quote)
    return Mention(field="text", start=start, end=start + len(quote), quote=quote, concept="http://e.org/c", label=quote, confidence=0.9)


def test_highlighted_text_is_the_text_escaped() -> None:
    text = "<b>exosomes</b> & \u201clung cancer\u201d"
    marked = highlight(text, [mention(text, "exosomes"), mention(text, "lung cancer")])
    assert "<b>" not in marked
    assert "&lt;b&gt;" in marked
    assert marked.count("<mark") == 2


def test_labels_and_iris_are_escaped_too() -> None:
    hostile = Mention(field="text", start=0, end=1, quote="a", concept='http://e.org/"><script>', label="<script>", confidence=0.5)
    assert "<script>" not in highlight("a", [hostile])
    assert "<script>" not in page([("<script>", "a", [hostile])])


def test_a_page_has_every_text_and_fetches_nothing() -> None:
    texts = {"one": "exosomes", "two": "nothing here"}
    made = page((name, text, [mention(text, "exosomes")] if name == "one" else []) for name, text in texts.items())
    assert made.strip().startswith("<!DOCTYPE html>")
    assert all(name in made and html.escape(text) in made for name, text in texts.items())
    assert not re.search(r"<(?:script|link|img)\b|url\(", made)
