"""Days and times, which a spreadsheet stores as numbers: which formats show them as such, and what moment a number is.

The formats that a workbook names by their number alone are here as well (ECMA-376, part 1, 18.8.30).
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Final

_SECONDS: Final = 86_400  # of a day
_DAY: Final = timedelta(days=1)
_SINCE_1900: Final = datetime.fromisoformat("1899-12-30")
_SINCE_1904: Final = datetime.fromisoformat("1904-01-01")
_LEAP_DAY_OF_1900: Final = 60  # by its number: spreadsheets count a day that there never was
_DURATION: Final = re.compile(r"\[(hh?|mm?|ss?)\]", re.IGNORECASE)
_NO_PLACE: Final = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')  # of a format: what is shown as it is, colours, languages
_PART_OF_A_DATE: Final = re.compile("[dmhys]", re.IGNORECASE)

BUILTIN_CODES: Final = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"$"#,##0_);("$"#,##0)',
    6: '"$"#,##0_);[Red]("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)',
    8: '"$"#,##0.00_);[Red]("$"#,##0.00)',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)',
    42: r'_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_);_(@_)',
    43: r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)',
    44: r'_("$"* #,##0.00_)_("$"* \(#,##0.00\)_("$"* "-"??_)_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
}
"""The codes of formats that are known by their numbers; 0 is that of numbers without a format."""


def without_texts(section: str) -> str:
    """Return what a section of a format says of digits and dates, without the words beside them."""
    return _NO_PLACE.sub("", section)


def is_duration(section: str) -> bool:
    """Whether a section of a format shows hours, minutes or seconds beyond a day, an hour or a minute."""
    return _DURATION.search(section) is not None


def is_date(section: str) -> bool:
    """Whether a section of a format shows a day or a time."""
    return _PART_OF_A_DATE.search(without_texts(section)) is not None


def moment_of(days: float, *, from_1904: bool = False) -> datetime | time:
    """Return the moment that a number of days is, to the millisecond; a time where it is less than one day.

    Raises ValueError or OverflowError where there is no such moment.
    """
    whole, part = divmod(days, 1)
    passed = timedelta(milliseconds=round(part * _SECONDS * 1000))
    if whole == 0 and passed < _DAY:
        return (_SINCE_1904 + passed).time()
    if 0 < days < _LEAP_DAY_OF_1900 and not from_1904:
        whole += 1
    return (_SINCE_1904 if from_1904 else _SINCE_1900) + timedelta(days=whole) + passed
