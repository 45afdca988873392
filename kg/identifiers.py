"""Identifiers: find them in text, normalise them, check their checksums.

Each `normalise_…` takes what a source prints and gives the canonical form, or an empty string when it is none.
"""

import re
from collections.abc import Callable
from typing import Final

from kg.model import Identifier

STRONG: Final = ("doi", "pmid", "pmcid")
"""Schemes whose value names one work everywhere, strongest first."""

# Digits of other scripts make no identifier.
_FLAGS: Final = re.IGNORECASE | re.ASCII
_DOI: Final = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_DOI_LEAD: Final = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|(?:info:)?doi[:/]\s*)", _FLAGS)


def normalise_doi(text: str) -> str:
    """Take a DOI out of what is printed; DOIs are case-insensitive, so it is lower-cased (doi:10.1000/182, section 2.4).

    >>> normalise_doi("https://doi.org/10.1186/S12943-021-01411-W")
    '10.1186/s12943-021-01411-w'
    >>> normalise_doi("none")
    ''
    """
    value = _DOI_LEAD.sub("", text.strip())
    return value.lower() if _DOI.fullmatch(value) else ""


def normalise_pmid(text: str) -> str:
    """Take a PubMed id: digits without leading zeros.

    >>> normalise_pmid("PMID: 034511114")
    '34511114'
    """
    match = re.fullmatch(r"(?:pmid:?\s*)?0*([1-9]\d{0,8})", text.strip(), _FLAGS)
    return match[1] if match else ""


def normalise_pmcid(text: str) -> str:
    """Take a PubMed Central id, its version left off.

    >>> normalise_pmcid("pmc8436438.2")
    'PMC8436438'
    """
    match = re.fullmatch(r"(?:pmcid:?\s*)?PMC0*([1-9]\d{0,9})(?:\.\d+)?", text.strip(), _FLAGS)
    return f"PMC{match[1]}" if match else ""


def normalise_issn(text: str) -> str:
    """Take an ISSN whose check digit holds (ISO 3297).

    >>> normalise_issn("14764598"), normalise_issn("1476-4599")
    ('1476-4598', '')
    """
    match = re.fullmatch(r"(?:e?issn:?\s*)?(\d{4})[-\u2010-\u2013 ]?(\d{3}[\dX])", text.strip(), _FLAGS)
    if not match:
        return ""
    digits = (match[1] + match[2]).upper()
    total = sum((8 - place) * _digit(char) for place, char in enumerate(digits))
    return f"{digits[:4]}-{digits[4:]}" if total % 11 == 0 else ""


def normalise_isbn(text: str) -> str:
    """Take an ISBN whose check digit holds, as ISBN-13 (ISO 2108); what follows the number (``(pbk.)``) is left off.

    >>> normalise_isbn("1558612742 (pbk. : alk. paper)")
    '9781558612747'
    """
    match = re.match(r"(?:isbn(?:-1[03])?:?\s*)?((?:\d[-\u2010-\u2013 ]?){9,12}[\dX])(?![\dX])", text.strip(), _FLAGS)
    if not match:
        return ""
    digits = re.sub(r"[^\dX]", "", match[1].upper())
    if len(digits) == 10:  # noqa: PLR2004 - ISBN-10
        if sum((10 - place) * _digit(char) for place, char in enumerate(digits)) % 11:
            return ""
        return _with_check_digit("978" + digits[:9])
    if "X" in digits or len(digits) != 13 or _with_check_digit(digits[:12]) != digits:  # noqa: PLR2004 - ISBN-13
        return ""
    return digits


def normalise_orcid(text: str) -> str:
    """Take an ORCID iD whose check character holds (ISO 7064 mod 11-2).

    >>> normalise_orcid("http://orcid.org/0000-0002-1825-0097"), normalise_orcid("0000-0002-1825-0098")
    ('0000-0002-1825-0097', '')
    """
    match = re.fullmatch(r"(?:https?://(?:www\.)?orcid\.org/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])/?", text.strip(), _FLAGS)
    if not match:
        return ""
    digits = "".join(match.groups()).upper()
    total = 0
    for char in digits[:-1]:
        total = (total + int(char)) * 2
    return "-".join((digits[:4], digits[4:8], digits[8:12], digits[12:])) if (total + _digit(digits[-1])) % 11 == 1 else ""


NORMALISERS: Final[dict[str, Callable[[str], str]]] = {
    "doi": normalise_doi,
    "pmid": normalise_pmid,
    "pmcid": normalise_pmcid,
    "issn": normalise_issn,
    "eissn": normalise_issn,
    "issnl": normalise_issn,
    "isbn": normalise_isbn,
    "orcid": normalise_orcid,
}


def identifier(scheme: str, text: str) -> Identifier:
    """Make an identifier: normalised, or as printed and marked invalid; schemes without a rule are taken as they are.

    >>> identifier("pmid", "x1")
    Identifier(scheme='pmid', value='x1', valid=False)
    """
    text = text.strip()
    normalise = NORMALISERS.get(scheme)
    if normalise is None:
        return Identifier(scheme=scheme, value=text)
    value = normalise(text)
    return Identifier(scheme=scheme, value=value) if value else Identifier(scheme=scheme, value=text, valid=False)


def from_url(url: str) -> Identifier | None:
    """Read the identifier that an address stands for.

    >>> from_url("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC8436438/").value
    'PMC8436438'
    """
    url = url.strip()
    if re.match(r"https?://(?:dx\.)?doi\.org/", url, _FLAGS) and (doi := normalise_doi(url)):
        return Identifier(scheme="doi", value=doi)
    if match := re.search(r"/pmc/articles/(PMC\d+)|//pmc\.ncbi\.nlm\.nih\.gov/articles/(PMC\d+)", url, _FLAGS):
        return identifier("pmcid", match[1] or match[2])
    if match := re.search(r"(?://(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed|//pubmed\.ncbi\.nlm\.nih\.gov|^/pubmed)/(\d+)", url, _FLAGS):
        return identifier("pmid", match[1])
    return None


def _digit(char: str) -> int:
    return 10 if char == "X" else int(char)


def _with_check_digit(twelve: str) -> str:
    total = sum(int(char) * (3 if place % 2 else 1) for place, char in enumerate(twelve))
    return twelve + str(-total % 10)
