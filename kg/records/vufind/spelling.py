"""What VuFind's ``spelling`` field says that no other field does.

The index writes into it, one after the other, all that a record harvested as Dublin Core holds: id and datestamp, title, authors,
journal, article type, abstract, publisher, date, links, format, language, rights. Taking away what other fields repeat leaves the rest.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

__all__ = ["Recovered", "licence", "recovered"]

_TAIL: Final = r" (?P<date>\d{4}(?:-\d\d){0,2})(?P<links>(?: (?:/|https?://)\S+)*) Text (?P<language>[a-z]{2,3})(?: (?P<rights>\S.*))?$"
# Text may follow an address without a space; a port of a licence (/igo, /us) has two or three letters.
_LICENCE: Final = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/((?:licenses/[a-z+\-]+|publicdomain/(?:zero|mark))/\d\.\d(?:/[a-z]{2,3}(?![A-Za-z]))?)",
)


class Recovered(NamedTuple):
    """The parts that were found; an empty string for each that was not, or not for certain."""

    journal: str = ""
    type: str = ""
    issued: str = ""
    links: str = ""
    language: str = ""
    rights: str = ""


def recovered(fields: Mapping[str, Sequence[str]]) -> Recovered:
    """Take the journal, article type, date, links, language and rights out of the cleaned fields of a document.

    Journal and type are given only where title, authors and abstract (or publisher) stand around them as in their own fields.

    >>> recovered({"id": ["x1"], "title": ["On it"], "author": ["Hu, P"], "topic": ["Review"], "publisher": ["BMC"],
    ...     "spelling": ["x12021-09-14 On it Hu, P Mol Cancer Review BMC 2021-09-13 /pubmed/1 Text en CC"]})
    Recovered(journal='Mol Cancer', type='Review', issued='2021-09-13', links='/pubmed/1', language='en', rights='CC')
    """
    whole = {name: " ".join(values) for name, values in fields.items()}
    harvested = re.match(re.escape(whole.get("id", "")) + r"\d{4}-\d\d-\d\d\S* ", whole.get("spelling", ""))
    if not harvested:
        return Recovered()
    rest = whole["spelling"][harvested.end() :]
    publisher = whole.get("publisher", "")
    tail = re.search((f" {re.escape(publisher)}" if publisher else "") + _TAIL, rest)
    if not tail:
        return Recovered()
    abstract = whole.get("description", "")
    journal, article_type = "", ""
    if publisher or abstract:
        journal, article_type = _between(rest[: tail.start()], whole, abstract)
    return Recovered(journal, article_type, tail["date"], tail["links"].strip(), tail["language"], tail["rights"] or "")


def _between(parts: str, whole: Mapping[str, str], abstract: str) -> tuple[str, str]:
    """Give journal and type, which stand between the authors and the abstract, if all of these line up."""
    head = " ".join(whole[name] for name in ("title", "author") if whole.get(name))
    if not head or not f"{parts} ".startswith(f"{head} ") or not parts.endswith(abstract):
        return "", ""
    middle = parts[len(head) : len(parts) - len(abstract)].strip()
    shingle = whole.get("spellingShingle", "")
    article_type = whole.get("topic") or _before(shingle, " ".join(whole[name] for name in ("author", "title") if whole.get(name)))
    if not article_type:
        return middle, ""
    return (_before(middle, article_type), article_type) if middle.endswith(article_type) else ("", "")


def _before(text: str, end: str) -> str:
    return text.removesuffix(end).strip() if text.endswith(end) else ""


def licence(rights: str) -> str:
    """Find the Creative Commons licence that a statement of rights names, as ``https`` IRI with a slash at the end.

    The waiver that many journals add for the data counts only where no licence stands beside it.

    >>> licence("© 2021 http://creativecommons.org/licenses/by/4.0/Open Access")
    'https://creativecommons.org/licenses/by/4.0/'
    """
    paths = _LICENCE.findall(rights)
    path = next((path for path in paths if path.startswith("licenses/")), paths[0] if paths else "")
    return f"https://creativecommons.org/{path}/" if path else ""
