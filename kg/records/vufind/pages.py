"""Record pages of a VuFind catalogue, copied as text: the lines of their staff views -> documents.

A page has a title, a teaser, a table of labels in the language of the interface, and the staff view: a table whose rows are
``field | value |``, the same in every language. Both tables have a rule, ``---|---|``, under their first row.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import Final

from kg.records.vufind.documents import Document, Fields, Line

__all__ = ["TABLE", "documents"]

_FIELD: Final = r"[a-z_][A-Za-z0-9_.\-]*"
_ROW: Final = re.compile(rf"\s*({_FIELD})[ \t]*\|(.*)", re.DOTALL)
_RULE: Final = re.compile(r"\s*-{3,}\s*\|\s*-{3,}\s*\|?\s*")
TABLE: Final = re.compile(rf"^(?:{_FIELD}|[^|\r\n]{{1,60}}:)[ \t]*\|[^\r\n]*\r?\n-{{3,}}[ \t]*\|[ \t]*-{{3,}}", re.MULTILINE)
"""The first row of a page's tables, and the rule under it."""
_NO_STAFF_VIEW: Final = "no staff view (field | value lines) on this page: open the record's Staff View tab and copy it too"
# What is kept of text that belongs to no table, for the message about it.
_LOOSE_LINES: Final = 1_000


def documents(lines: Iterable[Line]) -> Iterator[Document]:
    """Yield the document of each page, in order, lazily, one page in memory; a page without a staff view or cut off in it has a reason.

    Text that follows the last page is no page unless it has a table of labels.

    >>> text = ["Loading…", "A title", "id | x1 |", "---|---|", "title | A title |"]
    >>> [page.fields for page in documents(Line(n, t) for n, t in enumerate(text, start=1))]
    [{'id': ['x1'], 'title': ['A title']}]
    """
    page, pages = _Page(), 0
    for line, following in pairwise(chain(lines, (Line(0, ""),))):
        starts_table = _RULE.fullmatch(following.text) is not None and "|" in line.text
        row = _ROW.fullmatch(line.text)
        next_page = _opened(page, line, row, starts_table=starts_table)
        if next_page is not page:
            pages += 1
            yield page.document()
            page = next_page
        page.add(line, row, starts_table=starts_table)
    if page.fields or page.labels or (not pages and page.written):
        yield page.document()


def _opened(page: "_Page", line: Line, row: re.Match[str] | None, *, starts_table: bool) -> "_Page":
    """Give the page that a line belongs to: the current one, or a new one that takes over what stands between the two."""
    if starts_table:
        if row is None and page.labels and not page.fields:
            return _Page(page.after_tables())
        return _Page() if page.fields else page
    if page.fields and row is None and line.text.strip() and not page.unclosed and not _RULE.fullmatch(line.text):
        return _Page()
    return page


class _Page:
    """The page being read: its lines, and the fields of its staff view so far."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self.lines = [*lines]
        self.fields: Fields = {}
        self.labels = False
        self._field = ""
        self._parts: list[str] = []
        self._closed_rows = 0
        self._closed = True

    @property
    def written(self) -> bool:
        return any(line.text.strip() for line in self.lines)

    @property
    def unclosed(self) -> bool:
        """Whether the last row lacks the ``|`` that the others end with."""
        return bool(self._closed_rows) and not self._closed

    def add(self, line: Line, row: re.Match[str] | None, *, starts_table: bool) -> None:
        if self.fields or len(self.lines) < _LOOSE_LINES:
            self.lines.append(line)
        if row and (starts_table or self.fields):
            self._end_value()
            self._field = row[1]
            self.fields.setdefault(self._field, []).append("")
            self._extend(row[2])
        elif starts_table:
            self.labels = True
        elif self.unclosed and not _RULE.fullmatch(line.text):
            self._extend(line.text)

    def _extend(self, text: str) -> None:
        text = text.strip()
        self._closed = text.endswith("|")
        self._closed_rows += self._closed
        self._parts.append(text.removesuffix("|").strip())

    def _end_value(self) -> None:
        """Put together what stands in one row, over however many lines."""
        if self._parts:
            self.fields[self._field][-1] = " ".join(part for part in self._parts if part)
        self._parts = []

    def after_tables(self) -> list[Line]:
        """Give the lines below the last row of a table, and take them off this page."""
        last = max(n for n, line in enumerate(self.lines) if "|" in line.text)
        rest = self.lines[last + 1 :]
        del self.lines[last + 1 :]
        return rest

    def document(self) -> Document:
        self._end_value()
        number = next((line.number for line in self.lines if line.text.strip()), 1)
        text = "\n".join(line.text for line in self.lines)
        reason = "" if self.fields else _NO_STAFF_VIEW
        if self.unclosed:
            reason = f"the staff view breaks off in {self._field}, which has no closing |: copy the whole page again"
        return Document(number, text, self.fields, joined=True, guessed=any(line.guessed for line in self.lines), reason=reason)
