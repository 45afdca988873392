"""Texts with their mentions marked, as HTML that needs nothing else."""

from collections.abc import Iterable, Sequence
from typing import Any

from spacy import displacy
from spacy.util import escape_html

from kg.model import Mention

__all__ = ["highlight", "page"]


def highlight(text: str, mentions: Sequence[Mention]) -> str:
    """Mark the mentions in a text, each with its concept's label, linked to the concept; sorted, disjoint mentions are expected.

    >>> mention = Mention(field="text", start=0, end=3, quote="EMT", concept="http://example.org/emt", label="transition", confidence=0.9)
    >>> 'href="http://example.org/emt"' in highlight("EMT <in> tumours", [mention])
    True
    """
    return _render([_document("", text, mentions)], whole_page=False)


def page(documents: Iterable[tuple[str, str, Sequence[Mention]]]) -> str:
    """Make one page of several texts: each with what it is called, what it says and where it speaks of concepts."""
    return _render([_document(*document) for document in documents], whole_page=True)


def _document(name: str, text: str, mentions: Sequence[Mention]) -> dict[str, Any]:
    return {
        "text": text,
        "title": escape_html(name) or None,
        "ents": [
            {
                "start": mention.start,
                "end": mention.end,
                "label": escape_html(mention.label),  # displaCy escapes the text alone
                "kb_id": "↗",
                # Only to pages: a vocabulary may hold any IRI, ``javascript:`` too.
                "kb_url": escape_html(mention.concept) if mention.concept.startswith(("http://", "https://")) else "#",
            }
            for mention in mentions
        ],
    }


def _render(documents: list[dict[str, Any]], *, whole_page: bool) -> str:
    return displacy.render(documents, style="ent", manual=True, page=whole_page, jupyter=False)
