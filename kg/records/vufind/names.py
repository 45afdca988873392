"""Names on a record page of VuFind, where all of a field stand in one line without a separator: ``Jiang, Chunyang Zhang, Na``."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from kg.model import Contributor
from kg.records.text import clean
from kg.records.vufind.documents import Document, Fields

__all__ = ["author_keys", "contributor", "contributors", "fold", "split_names"]

_WORK_KEY: Final = re.compile(r"\bAT (\S+) (\S+)")
_YEAR_SPAN: Final = re.compile(r"\(?\d{3,4}\??[-\u2013](?:\d{3,4}\??)?\)?[.,]?")
# More than two letters that are no abbreviation, or years, before the stop at the end.
_FINAL_STOP: Final = re.compile(r"(?:\d|(?<!\bInc)(?<!\bLtd)(?<!\bCorp)(?<=[^\W\d_]{3}))\.$")
_SUFFIXES: Final = {"jr", "sr", "ii", "iii", "iv"}
# Words that begin a family name of several words.
_PARTICLE: Final = re.compile(
    r"af|al|bin|d[aeiou]|dal|del|della|den|der|des|dos|el|ibn|la|las|le|los|santa?|st|te[nr]?|van|vande[nr]?|vo[mn]|zu[mr]?",
    re.IGNORECASE,
)
# Field of names -> what its people are where no role is given.
_NAME_FIELDS: Final = {"author": "author", "author_corporate": "author", "author2": "contributor"}
# MARC relator codes and terms, folded -> role.
_ROLES: Final = {
    **dict.fromkeys(("aut", "author", "verfasser", "verfasserin", "vrf"), "author"),
    **dict.fromkeys(("edt", "ed", "editor", "hrsg", "hg", "herausgeber", "herausgeberin"), "editor"),
    **dict.fromkeys(("ctb", "contributor"), "contributor"),
}


def contributors(rest: Fields, document: Document) -> Iterator[Contributor]:
    """Take the people and bodies of a document out of its cleaned fields, those of each field in order.

    Added entries (``author2``) are editors where their role says so, else contributors; positions count within a role.

    >>> fields = {"author": ["Hu, Peng Li, Na"], "work_keys_str_mv": ["AT hupeng title AT lina title"]}
    >>> [person.heading for person in contributors(fields.copy(), Document(1, "", fields, joined=True))]
    ['Hu, Peng', 'Li, Na']
    """
    keys = author_keys(document.fields.get("work_keys_str_mv", ()))
    sole = clean(" ".join(document.fields.get("author_sort", ())))
    positions: Counter[str] = Counter()
    seen: set[str] = set()
    for name, usual_role in _NAME_FIELDS.items():
        headings, guessed = rest.pop(name, []), False
        if document.joined and headings:
            headings, guessed = split_names(" ".join(headings), keys, sole=sole, personal=name != "author_corporate")
        for heading, printed_role in zip(headings, _roles(rest, document, name, len(headings)), strict=True):
            # VuFind lists authors again among the added entries.
            if name == "author2" and heading in seen:
                continue
            seen.add(heading)
            role = _ROLES.get(fold(printed_role), usual_role)
            positions[role] += 1
            yield contributor(heading, position=positions[role], role=role, corporate=name == "author_corporate", guessed=guessed)


def _roles(rest: Fields, document: Document, name: str, people: int) -> list[str]:
    """Give the roles that stand beside the names of a field; roles that say more than a contributor can hold stay."""
    roles = document.fields.get(f"{name}_role", [])
    if document.joined:
        roles = " ".join(roles).split()
    if len(roles) != people:
        return [""] * people
    if all(fold(role) in _ROLES or not role for role in roles):
        rest.pop(f"{name}_role", None)
    return roles


def fold(text: str) -> str:
    """Fold a name as VuFind's work keys do: its letters and digits, without case and diacritics.

    >>> fold("Alečković, Maša")
    'aleckovicmasa'
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(char for char in decomposed if char.isalnum())


def author_keys(work_keys: Iterable[str]) -> list[str]:
    """Take the authors' part out of ``work_keys_str_mv``, folded, in order; of several titles' keys, the first title's.

    >>> author_keys(["AT hupeng onetitle AT lina onetitle", "AT hupeng another"])
    ['hupeng', 'lina']
    """
    pairs = _WORK_KEY.findall(" ".join(work_keys))
    authors = [fold(author) for author, title in pairs if title == pairs[0][1]]
    return [author for author in authors if author]


def split_names(text: str, keys: Sequence[str], *, sole: str = "", personal: bool = True) -> tuple[list[str], bool]:
    """Cut a line of names into names, and say whether the cuts are a guess.

    They are certain when the folded `keys` make up the whole line, one after the other, or else in one way only in any order,
    or when the line is the `sole` name known from elsewhere. Otherwise `personal` names are taken to be ``Family, Given``,
    and others stay in one.

    >>> split_names("Jiang, Chunyang van der Berg, J.", ["jiangchunyang", "vanderbergj"])
    (['Jiang, Chunyang', 'van der Berg, J.'], False)
    >>> split_names("Jiang, Chunyang van der Berg, J.", [])
    (['Jiang, Chunyang', 'van der Berg, J.'], True)
    """
    words = text.split()
    # Years of birth and death are in names and not in keys.
    folded = ["" if _is_year_span(word) else fold(word) for word in words]
    starts, offset = {}, 0
    for place, part in enumerate(folded):
        starts[offset] = place
        offset += len(part)
    starts |= {0: 0, offset: len(words)}
    line = "".join(folded)
    if line and (cuts := _in_order(line, keys, starts) or _in_any_order(line, keys, starts)):
        places = [starts[cut] for cut in cuts]
        return [" ".join(words[start:end]) for start, end in pairwise(places)], False
    if text == sole:
        return [text], False
    return (_family_given(text) if personal else [text]), True


def contributor(heading: str, *, position: int, role: str, corporate: bool = False, guessed: bool = False) -> Contributor:
    """Make the contributor of a heading as catalogues write it: family name, given names, suffix, years.

    >>> person = contributor("King, Martin Luther, Jr., 1929-1968.", position=1, role="author")
    >>> person.heading, person.family, person.given, person.suffix
    ('King, Martin Luther, Jr., 1929-1968', 'King', 'Martin Luther', 'Jr.')
    """
    heading = heading.rstrip(" ,;")
    # A full stop ends a MARC heading; after an initial or an abbreviation it is part of it.
    if _FINAL_STOP.search(heading):
        heading = heading[:-1]
    if corporate or "," not in heading:
        return Contributor(position=position, heading=heading, role=role, corporate=corporate, guessed=guessed)
    family, *others = (part.strip() for part in heading.split(","))
    suffix = next((part for part in others if _is_suffix(part)), "")
    given = next((part for part in others if part and not _is_suffix(part) and not _is_year_span(part)), "")
    return Contributor(position=position, heading=heading, role=role, family=family, given=given, suffix=suffix, guessed=guessed)


def _is_year_span(word: str) -> bool:
    return _YEAR_SPAN.fullmatch(word) is not None


def _is_suffix(word: str) -> bool:
    return word.rstrip(".").lower() in _SUFFIXES


def _in_order(line: str, keys: Iterable[str], starts: dict[int, int]) -> list[int]:
    """Give the offsets where names begin, and the end; none when the keys do not make up the line in their order."""
    cuts = [0]
    for key in keys:
        end = cuts[-1] + len(key)
        if not line.startswith(key, cuts[-1]) or end not in starts:
            return []
        cuts.append(end)
        if end == len(line):
            return cuts
    return []


def _in_any_order(line: str, keys: Iterable[str], starts: dict[int, int]) -> list[int]:
    """Do the same with the keys in any order and number; none when there is no way, or more than one."""
    known = set(keys)
    lengths = sorted({len(key) for key in known})
    ways, following = {len(line): 1}, {}
    for offset in sorted(starts.keys() - {len(line)}, reverse=True):
        ends = [offset + length for length in lengths if line[offset : offset + length] in known and ways.get(offset + length)]
        ways[offset] = min(2, sum(ways[end] for end in ends))
        if ends:
            following[offset] = ends[0]
    if ways[0] != 1:
        return []
    cuts = [0]
    while cuts[-1] < len(line):
        cuts.append(following[cuts[-1]])
    return cuts


def _family_given(text: str) -> list[str]:
    """Cut before each family name: the last word before a comma, and the particles before that."""
    names: list[str] = []
    segments = [segment.split() for segment in text.split(",")]
    name = [" ".join(segments[0])]
    for place, words in enumerate(segments[1:], start=2):
        following = segments[place] if place < len(segments) else []
        if words and (_is_suffix(words[0]) or _is_year_span(words[0])):
            cut = 1
        elif not following or _is_suffix(following[0]) or _is_year_span(following[0]):
            cut = len(words)
        else:
            cut = _family_start(words)
        name.append(" ".join(words[:cut]))
        if words[cut:]:
            names.append(", ".join(part for part in name if part))
            name = [" ".join(words[cut:])]
    return [*names, ", ".join(part for part in name if part)]


def _family_start(words: Sequence[str]) -> int:
    """Give the place of the family name's first word among those of a given name and the next family name."""
    start = max(1, len(words) - 1)
    while start > 1 and _PARTICLE.fullmatch(words[start - 1]):
        start -= 1
    return start
