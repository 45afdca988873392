"""Dates as bibliographies print them -> `kg.model.Date`, never more exact than what stands there."""

import re
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from kg.model import Date, Precision

__all__ = ["calendar_date", "printed_date"]

_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SEASONS: Final = {"spring", "summer", "autumn", "fall", "winter"}
_QUARTERS: Final = {"1": "Jan-Mar", "2": "Apr-Jun", "3": "Jul-Sep", "4": "Oct-Dec"}
_PRECISIONS: Final[dict[int, Precision]] = {1: "year", 2: "month", 3: "day"}
_YEAR: Final = re.compile(r"[0-9]{4}")
# MEDLINE prints "1976 1st Quart" and "1976 2d Quart".
_QUARTER: Final = re.compile(r"\b([1-4])(?:st|nd|rd|th|d) Quart(?:er)?\b", re.IGNORECASE)
_RANGE: Final = re.compile(r"\s*(?:[-\u2010-\u2015/&]|\b(?:and|to)\b)\s*", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\s,.;()]+")


class _Side(NamedTuple):
    """One end of a printed range; zero or an empty string where it is silent."""

    year: int = 0
    month: int = 0
    day: int = 0
    season: str = ""


@lru_cache(maxsize=8_192)
def calendar_date(year: str, month: str = "", day: str = "") -> Date | None:
    """Give the date of a year, a month (number or English name) and a day; what is impossible is cut off and kept as printed.

    >>> calendar_date("2021", "Sep", "13").start, calendar_date("2021", "02", "31").start
    ('2021-09-13', '2021-02')
    """
    printed = " ".join(part for part in (year, month, day) if part)
    number = _month(month) or _number(month)
    if not _YEAR.fullmatch(year) or (month and not 1 <= number <= 12):  # noqa: PLR2004 - months of a year
        return printed_date(printed)
    parts = _possible(_Side(int(year), number, _number(day)))
    if not parts:
        return None
    whole = len(parts) == 1 + bool(month) + bool(day)
    return Date(start=_iso(parts), precision=_PRECISIONS[len(parts)], as_printed="" if whole else printed)


def printed_date(text: str) -> Date | None:
    """Read a date, a season or a range of either from running text; failing that, its first four-digit year.

    Of a range both ends have the precision of the less exact one. The text itself is kept as printed. None where no year stands.

    >>> printed_date("1998 Dec-1999 Jan")
    Date(start='1998-12', end='1999-01', precision='month', as_printed='1998 Dec-1999 Jan')
    >>> printed_date("Winter 1992").precision, printed_date("in press")
    ('season', None)
    """
    ends = _RANGE.split(_QUARTER.sub(lambda match: _QUARTERS[match[1]], text.strip()))
    left, right = _side(ends[0]), _side(ends[-1]) if len(ends) > 1 else _Side()
    if left is not None and right is not None and (found := _span(*_completed(left, right))):
        start, end, precision = found
        return Date(start=start, end=end, precision=precision, as_printed=text)
    year = _YEAR.search(text)
    return Date(start=year[0], precision="year", as_printed=text) if year and int(year[0]) else None


def _month(word: str) -> int:
    """Give the number of a month by its English name or an abbreviation of at least three letters; 0 for anything else."""
    folded = word.rstrip(".").lower()
    return next((n for n, name in enumerate(_MONTHS, start=1) if len(folded) > 2 and name.startswith(folded)), 0)  # noqa: PLR2004 - said above


def _number(word: str) -> int:
    # No part of a date has more than four digits, and int() refuses thousands of them.
    return int(word) if len(word) < 5 and word.isascii() and word.isdigit() else 0  # noqa: PLR2004 - said above


def _side(text: str) -> _Side | None:
    """Read the words of one end; None when there is one that says nothing about a date, or says it twice."""
    side = _Side()
    for word in _WORD.findall(text):
        if _YEAR.fullmatch(word) and not side.year:
            side = side._replace(year=int(word))
        elif (month := _month(word)) and not side.month:
            side = side._replace(month=month)
        elif word.lower() in _SEASONS and not side.season:
            side = side._replace(season=word.lower())
        elif len(word) < 3 and _number(word) and not side.day:  # noqa: PLR2004 - a day, or the short end of "1975-76"
            side = side._replace(day=int(word))
        else:
            return None
    return side


def _completed(left: _Side, right: _Side) -> tuple[_Side, _Side]:
    """Let each end take from the other what is printed once: ``2007 Jun 20-26``, ``Jan-Feb 2009``, ``1975-76``."""
    if right == _Side():
        return left, right
    if left == _Side(year=left.year) and right == _Side(day=right.day) and right.day > 12:  # noqa: PLR2004 - no month, hence a year
        return left, _Side(year=left.year // 100 * 100 + right.day)
    if right.day and not right.month:
        right = right._replace(month=left.month)
    return left._replace(year=left.year or right.year), right._replace(year=right.year or left.year)


def _span(left: _Side, right: _Side) -> tuple[str, str, Precision] | None:
    """Give start, end and precision; None when a day has no month, a year is missing or the end is before the start."""
    sides = [side for side in (left, right) if side != _Side()]
    if not sides or any(not side.year or (side.day and not side.month) for side in sides):
        return None
    seasonal = any(side.season for side in sides)
    length = 1 if seasonal else min(len(_possible(side)) for side in sides)
    precision: Precision = "season" if seasonal else _PRECISIONS[length]
    start, *rest = (_iso(_possible(side)[:length]) for side in sides)
    end = rest[0] if rest and rest[0] != start else ""
    return None if end and end < start else (start, end, precision)


def _possible(side: _Side) -> tuple[int, ...]:
    """Give year, month and day as far as they are on the calendar."""
    if not side.year:
        return ()
    if not side.month:
        return (side.year,)
    try:
        date(side.year, side.month, side.day)
    except ValueError:
        return (side.year, side.month)
    return (side.year, side.month, side.day)


def _iso(parts: tuple[int, ...]) -> str:
    return "-".join((f"{parts[0]:04d}", *(f"{part:02d}" for part in parts[1:])))
