"""Dates as printed: every form that MEDLINE has, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Date
from kg.records.dates import calendar_date, printed_date


@pytest.mark.parametrize(
    ("printed", "start", "end", "precision"),
    [
        ("2021", "2021", "", "year"),
        ("2009 Sep", "2009-09", "", "month"),
        ("2000 Sept. 3", "2000-09-03", "", "day"),
        ("2009 Sep-Oct", "2009-09", "2009-10", "month"),
        ("2019 Sep/Oct", "2019-09", "2019-10", "month"),
        ("Jan and Feb 2009", "2009-01", "2009-02", "month"),
        ("1998 Dec-1999 Jan", "1998-12", "1999-01", "month"),
        ("2003 Dec-2004", "2003", "2004", "year"),
        ("2007 Jun 20-26", "2007-06-20", "2007-06-26", "day"),
        ("2015 Mar 5-Apr 2", "2015-03-05", "2015-04-02", "day"),
        ("1999 Dec 31-2000 Jan 6", "1999-12-31", "2000-01-06", "day"),
        ("1975-1976", "1975", "1976", "year"),
        ("1975-76", "1975", "1976", "year"),
        ("1999 Jan-Jan", "1999-01", "", "month"),
        ("2000 Spring-Summer", "2000", "", "season"),
        ("1999 Winter-2000 Spring", "1999", "2000", "season"),
        ("Winter 1992", "1992", "", "season"),
        ("1976 1st Quart", "1976-01", "1976-03", "month"),
        ("1976 2d Quart", "1976-04", "1976-06", "month"),
        ("2000 Apr 31-May 3", "2000-04", "2000-05", "month"),
        # What cannot be told apart or is contradictory leaves the year.
        ("2001-02", "2001", "", "year"),
        ("2009 Nov-Feb", "2009", "", "year"),
        ("1992 May June", "1992", "", "year"),
        ("2010 Christmas", "2010", "", "year"),
        ("no. 7 of 1987, delayed", "1987", "", "year"),
        ("2000 13", "2000", "", "year"),
    ],
)
def test_printed_date(printed: str, start: str, end: str, precision: str) -> None:
    date = printed_date(printed)
    assert date is not None
    assert (date.start, date.end, date.precision, date.as_printed) == (start, end, precision, printed)


@pytest.mark.parametrize("printed", ["", "Spring", "in press", "0000 Jan", "Sep 13", "20 21"])
def test_without_a_year_there_is_no_date(printed: str) -> None:
    assert printed_date(printed) is None


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        (("2021",), Date(start="2021", precision="year")),
        (("2021", "9"), Date(start="2021-09", precision="month")),
        (("2021", "Sep", "13"), Date(start="2021-09-13", precision="day")),
        (("2020", "february", "29"), Date(start="2020-02-29", precision="day")),
        (("2021", "Feb", "29"), Date(start="2021-02", precision="month", as_printed="2021 Feb 29")),
        (("2021", "Jun", "x"), Date(start="2021-06", precision="month", as_printed="2021 Jun x")),
        (("2021", "", "5"), Date(start="2021", precision="year", as_printed="2021 5")),
        (("2021", "13"), Date(start="2021", precision="year", as_printed="2021 13")),
        (("2021", "Sep-Oct"), Date(start="2021-09", end="2021-10", precision="month", as_printed="2021 Sep-Oct")),
        (("0000", "1"), None),
        (("21", "1"), None),
        (("2021", "9" * 5_000), Date(start="2021", precision="year", as_printed=f"2021 {'9' * 5_000}")),
    ],
)
def test_calendar_date(parts: tuple[str, ...], date: Date | None) -> None:
    assert calendar_date(*parts) == date


WORDS = st.sampled_from(
    ["2021", "1999", "Jan", "Sep", "Spring", "1st", "Quart", "31", "2", "-", "/", ",", "x", "and", "0000", "\uff12\uff10\uff12\uff11"]
)


@given(st.lists(WORDS).map(" ".join))
def test_any_words_give_a_date_in_order_or_none(printed: str) -> None:
    date = printed_date(printed)
    assert date is None or date.end == "" or date.start < date.end
