"""Documents of VuFind's Solr index as JSON: one, several, a list, a whole answer of the search server, or one a line."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from kg.records.text import clean
from kg.records.vufind.documents import Document, Line

__all__ = ["ANSWER", "documents"]

ANSWER: Final = re.compile(r'"response"\s*:\s*\{(?:\s*"\w+"\s*:\s*[\w.+\-]+\s*,)*\s*"docs"\s*:\s*\[')
"""Where the list of documents opens in an answer of Solr."""
_LIST: Final = re.compile(r"\s*\[")
_VALUE: Final = re.compile(r"[^\s,]")
_NEXT: Final = re.compile(r"\}\s*,?\s*(?=\{)")
# Numbers stay as printed: `_version_` has more digits than a float holds.
_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str, strict=False)
# How far behind a broken document to read for what is wrong with it.
_BEYOND: Final = 1_000


def documents(lines: Iterable[Line]) -> Iterator[Document]:
    """Yield the documents in order; what is no document, or broken, has a reason, and reading goes on behind it.

    JSON lines are read lazily, one line in memory; any other form is held in memory as a whole.

    >>> lines = [Line(1, '{"id": 1}'), Line(2, '{"id":'), Line(3, ""), Line(4, '{"id": [3]}')]
    >>> [(document.line, document.fields) for document in documents(lines)]
    [(1, {'id': ['1']}), (2, {}), (4, {'id': ['3']})]
    """
    lines = iter(lines)
    head: list[Line] = []
    written: list[str] = []
    for line in lines:
        head.append(line)
        written += [line.text.strip()] if line.text.strip() else []
        if len(written) > 1:
            break
    everything = chain(head, lines)
    if len(written) > 1 and _one_a_line(*written):
        for line in everything:
            yield from _documents(line.text, line.number, guessed=line.guessed)
    else:
        held = [*everything]
        yield from _documents("\n".join(line.text for line in held), held[0].number, guessed=any(line.guessed for line in held))


def _one_a_line(first: str, second: str) -> bool:
    """Whether two lines are JSON lines, and not the beginning of one value printed over several lines."""
    try:
        return isinstance(_DECODER.decode(first), dict)
    except (ValueError, RecursionError):
        return first.startswith("{") and second.startswith("{") and not first.endswith(("{", "[", ",", ":"))


def _documents(text: str, line: int, *, guessed: bool) -> Iterator[Document]:
    """Yield the documents of a JSON text whose first line has the number `line`."""
    answer = ANSWER.search(text)
    opening = answer or _LIST.match(text)
    listed, position, counted = opening is not None, opening.end() if opening else 0, 0
    while value := _VALUE.search(text, position):
        start = value.start()
        line += text.count("\n", counted, start)
        counted = start
        if listed and text[start] == "]":
            if answer:
                return
            listed, position = False, start + 1
            continue
        try:
            found, position = _DECODER.raw_decode(text, start)
            yield _document(found, line, text[start:position], guessed=guessed)
        except (ValueError, RecursionError):
            # Documents are flat, so the next one opens behind the next brace that closes, even inside a string that does not.
            behind = _NEXT.search(text, start)
            position = behind.end() if behind else len(text)
            yield Document(line, text[start:position], {}, reason=_reason(text[start : position + _BEYOND], line))
            listed = listed and behind is not None
    if listed:
        yield Document(line, "", {}, reason="the JSON ends inside its list of documents: some may be missing")


def _reason(text: str, line: int) -> str:
    """Say what is wrong with a document that begins on a line: it is read again alone, since a decoder counts lines from the very start."""
    try:
        _DECODER.raw_decode(text)
    except json.JSONDecodeError as error:
        # A column counts from the beginning of the document where that stands in the same line.
        return f"not JSON: {error.msg.removesuffix(' starting at')} (line {line + error.lineno - 1}, column {error.colno})"
    except (ValueError, RecursionError):
        return "JSON nested too deeply"
    return "not JSON: broken off"


def _document(found: object, line: int, text: str, *, guessed: bool) -> Document:
    if not isinstance(found, dict):
        kind = "list" if isinstance(found, list) else "single value"
        return Document(line, text, {}, reason=f"a {kind} where a Solr document, a JSON object, ought to stand")
    return Document(line, text, {clean(name): [*_printed(value)] for name, value in found.items()}, guessed=guessed)


def _printed(value: object) -> Iterator[str]:
    """Yield the values of a field, one or a list, as printed; ``null`` is none, and what is nested deeper stays JSON."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item
        elif item is not None:
            yield json.dumps(item, ensure_ascii=False)
