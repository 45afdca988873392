"""Languages: what sources print -> BCP 47 primary tags (two letters where there are two, RFC 5646 section 2.2.1)."""

from functools import lru_cache
from typing import Final

from iso639 import Lang
from iso639.exceptions import DeprecatedLanguageValue, InvalidLanguageValue

# Names and codes that ISO 639 does not list as such, and codes that name no language.
_ALIASES: Final = {
    "modern greek": "el",
    "greek, modern": "el",
    "scr": "hr",
    "scc": "sr",
    "spanish; castilian": "es",
    "castilian": "es",
}
_NO_LANGUAGE: Final = {"", "und", "undetermined", "zxx", "mul", "mis"}


@lru_cache(maxsize=1_024)
def language_tag(text: str) -> str:
    """Give the BCP 47 tag of a language's name or code; empty when it names none.

    >>> language_tag("eng"), language_tag("English"), language_tag("ger"), language_tag("en-GB"), language_tag("?")
    ('en', 'en', 'de', 'en', '')
    >>> language_tag("mol")  # withdrawn from ISO 639 in favour of ron
    'ro'
    """
    name = text.strip()
    folded = name.casefold()
    if folded in _NO_LANGUAGE:
        return ""
    if folded in _ALIASES:
        return _ALIASES[folded]
    for candidate in (folded, name.title(), folded.split("-")[0].split("_")[0]):
        try:
            language = Lang(candidate)
        except DeprecatedLanguageValue as error:
            return language_tag(error.change_to) if error.change_to else ""
        except InvalidLanguageValue:
            continue
        return language.pt1 or language.pt3
    return ""
