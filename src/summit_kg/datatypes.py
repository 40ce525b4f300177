"""The values that XML Schema datatypes allow (W3C XML Schema 1.1, part 2)."""

import re

from summit_kg.errors import UsageProblem

INTEGER = r"[+-]?[0-9]{1,400}"
DECIMAL = r"[+-]?([0-9]{1,400}(\.[0-9]{1,400})?|\.[0-9]{1,400})"
NUMBER = DECIMAL + r"([eE][+-]?[0-9]{1,4})?"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?"
_DURATION = (
    r"-?P(?=.)([0-9]{1,9}Y)?([0-9]{1,9}M)?([0-9]{1,9}D)?"
    r"(T(?=.)([0-9]{1,9}H)?([0-9]{1,9}M)?([0-9]{1,9}(\.[0-9]{1,9})?S)?)?"
)

DATATYPES = {
    "anyURI": (r"[^\s<>]+", "https://example.org/"),
    "boolean": (r"true|false|1|0", "true"),
    "date": (_DATE, "2025-10-07"),
    "dateTime": (_DATE + "T" + _TIME, "2025-10-07T09:00:00Z"),
    "decimal": (DECIMAL, "1.5"),
    "double": (NUMBER, "1.5e3"),
    "duration": (_DURATION, "P2Y6M"),
    "float": (NUMBER, "1.5e3"),
    "gYear": (r"-?[0-9]{4}", "2025"),
    "gYearMonth": (r"-?[0-9]{4}-(0[1-9]|1[0-2])", "2025-10"),
    "integer": (INTEGER, "42"),
    "nonNegativeInteger": (r"\+?[0-9]{1,400}", "42"),
    "string": (r"(?s:.*)", "text"),
    "time": (_TIME, "09:00:00"),
}
"""The XML Schema datatypes in use: the form of a value (fullmatch), and an example of it."""


MOST_SECONDS = 1_000_000


def require_seconds(timeout: float | None) -> None:
    """Check that a timeout is a number of seconds, if it is given.

    :raises UsageProblem: where it is not above 0 and at most `MOST_SECONDS`
    """
    if timeout is not None and not 0 < timeout <= MOST_SECONDS:
        raise UsageProblem(
            f"the timeout must be a number of seconds above 0 and up to {MOST_SECONDS:,},"
            f" not {timeout}"
        )


def is_valid(datatype: str, value: str) -> bool:
    """Tell whether a text is a value of a datatype, given by its local name such as `date`.

    Dates and times must be in the calendar; a datatype that is not listed allows any text.
    """
    if datatype not in DATATYPES:
        return True
    if re.fullmatch(DATATYPES[datatype][0], value) is None:
        return False
    return datatype not in {"date", "dateTime", "time"} or _in_calendar(value)


def last_day(date: str) -> str:
    """Return the last day of a month such as `2024-02` or a year such as `2024`; a day as it is."""
    from calendar import monthrange

    if len(date) == len("2024"):
        return f"{date}-12-31"
    if len(date) == len("2024-02"):
        return f"{date}-{monthrange(int(date[:4]), int(date[5:]))[1]}"
    return date


def _in_calendar(value: str) -> bool:
    from datetime import datetime

    day, _, time = ("2000-01-01T" + value if ":" in value[:3] else value).partition("T")
    try:
        datetime.fromisoformat(f"{day}T{time or '00:00'}")
    except ValueError:
        return False
    return True
