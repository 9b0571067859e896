"""What is put into files: tables of each kind that people send, cell by cell, with what a reader has to see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple


class Cell(NamedTuple):
    """A cell: what kind it is, the value, how people see it, and the format of a number.

    Kinds: text, number, date, duration (of days), boolean, formula (text and its result), rich (runs of a text).
    """

    kind: str
    value: Any
    seen: str
    code: str = ""


def text(value: str) -> Cell:
    return Cell("text", value, value)


def number(value: float, seen: str, code: str = "General") -> Cell:
    return Cell("number", value, seen, code)


def day(value: str) -> Cell:
    return Cell("date", value, value, "yyyy-mm-dd")


def duration(hours: float, seen: str) -> Cell:
    return Cell("duration", hours / 24, seen, "[h]:mm")


def boolean(*, value: bool) -> Cell:
    return Cell("boolean", value, "TRUE" if value else "FALSE")


def formula(written: str, result: float | str) -> Cell:
    return Cell("formula", [written, result], str(result))


def rich(*runs: str) -> Cell:
    return Cell("rich", list(runs), "".join(runs))


EMPTY: Final = text("")

Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class SheetContent:
    """A sheet: its rows, joined areas (first row and column, last row and column, from 1), hidden rows and columns."""

    name: str
    rows: Rows
    joined: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()


@dataclass(frozen=True)
class Content:
    """A file: its sheets, and what is read of it: headings and the cells of each row.

    `needs` says what not every program can write of it, besides the kinds of its cells.
    """

    name: str
    sheets: tuple[SheetContent, ...]
    headings: tuple[str, ...]
    read: tuple[tuple[str, ...], ...]
    needs: frozenset[str] = field(default_factory=frozenset)

    @property
    def features(self) -> frozenset[str]:
        """What a program must be able to write: the layout, the kinds of cells, formats of numbers."""
        cells = [cell for sheet in self.sheets for row in sheet.rows for cell in row]
        kinds = {cell.kind for cell in cells if cell.kind not in {"text", "number"}}
        formats = {"formats" for cell in cells if cell.kind == "number" and cell.code != "General"}
        return frozenset(self.needs | kinds | formats)


def table(name: str, headings: Sequence[str], *rows: Sequence[Cell], needs: str = "") -> Content:
    """Return one sheet of headings and rows that are read as they are seen."""
    sheet = SheetContent("Table", [[text(heading) for heading in headings], *rows])
    read = tuple(tuple(cell.seen for cell in row) for row in rows)
    return Content(name, (sheet,), tuple(headings), read, frozenset(needs.split()))


def laid_out(
    name: str, *sheets: SheetContent, headings: Sequence[str], read: Sequence[Sequence[str]], needs: str
) -> Content:
    """Return sheets of which what is read is said apart."""
    return Content(name, sheets, tuple(headings), tuple(map(tuple, read)), frozenset(needs.split()))


def texts(*words: str) -> list[Cell]:
    return [text(word) for word in words]


SIX: Final = {
    "ar": "نسبة المهاجرين الذين يحملون وثائق هوية سارية، بحسب الجنس والعمر",
    "zh": "持有有效身份证件的移民比例，按性别和年龄分列",
    "en": "Share of migrants’ children – “in school” – by sex and age, where they’re counted",
    "fr": "Proportion d’élèves migrants ayant accès à l’école dès la première année, décès signalés",
    "ru": "Доля мигрантов, имеющих действительные документы, в разбивке по полу и возрасту",
    "es": "Proporción de niños migrantes con documentación, según el país de origen y el año de llegada",
}
LONGEST: Final = "Deaths on routes; " * 1_820 + "ends."  # 32,765 characters of the 32,767 that a cell holds
HEAD: Final = texts("No", "Indicator", "Objective")
FIRST: Final = [text("A1"), text("Deaths recorded on routes"), number(8, "8")]
SECOND: Final = [text("A2"), text("Migrants with documents"), number(4, "4")]
THIRD: Final = [text("A3"), text("Access to school"), number(15, "15")]
NAMES: Final = ("No", "Indicator", "Objective")
SEEN: Final = {row[0].value: tuple(cell.seen for cell in row) for row in (FIRST, SECOND, THIRD)}

TABLES: Final = (
    table("six languages", ("Language", "Indicator"), *(texts(code, said) for code, said in SIX.items())),
    *(
        table(f"in {code}", ("Language", "Indicator"), texts(code, said), texts("2", said))
        for code, said in SIX.items()
    ),
    table("ids of text", ("No", "Indicator"), *(texts(one, f"Share {one}") for one in ("1.1", "1.10", "007", "1e5"))),
    table(
        "ids of numbers",
        ("No", "Share", "Availability"),
        [number(7, "007", "000"), number(1.1, "1.10", "0.00"), number(0.5, "50.0%", "0.0%")],
        [number(12, "012", "000"), number(1.2, "1.20", "0.00"), number(0.125, "12.5%", "0.0%")],
    ),
    table("whole numbers", ("No", "Number"), *([text("a"), number(one, str(one))] for one in (8, -3, 0, 1234567))),
    table(
        "decimals",
        ("No", "Number"),
        *([text("a"), number(one, str(one))] for one in (0.25, -3.5)),
        needs="decimals",
    ),
    table("durations", ("No", "Time"), [text("a"), duration(36.25, "36:15")], [text("b"), duration(1.5, "1:30")]),
    table("dates", ("No", "Day"), [text("a"), day("2026-07-10")], [text("b"), day("1999-12-31")]),
    table("booleans", ("No", "Counted"), [text("a"), boolean(value=True)], [text("b"), boolean(value=False)]),
    table("formulas", ("No", "Sum", "Said"), [text("a"), formula("1+1", 2), formula('"x"&"y"', "xy")]),
    table("rich text", ("No", "Indicator"), [text("a"), rich("Deaths ", "on", " routes")]),
    table("longest text", ("No", "Indicator"), [text("a"), text(LONGEST)]),
    table("line ends", ("No", "Indicator"), texts("a", "one\ntwo\n\nfour"), texts("b", "one\ttwo")),
    table("signs at the beginning", ("No", "Said"), *(texts(f"S{one}", f"{one}1 of them") for one in "+-@'")),
    table("an equals sign at the beginning", ("No", "Said"), texts("a", "=1+1 is two"), needs="equals"),
    table("escapes", ("No", "Said"), texts("a", "a_x000D_b and _x0041_"), needs="escapes"),
    table("signs of markup", ("No", "Said"), texts("a", '<b>5 < 6 & "7"</b> &amp;'), texts("b", "; , | a; b")),
    table("empty cells", ("No", "Said", "More"), texts("a", "", "c"), texts("b", "d", ""), texts("", "e", "f")),
)

LAID_OUT: Final = (
    laid_out(
        "joined headings",
        SheetContent(
            "Table",
            [
                [*texts("No", "Indicator", ""), text("Objective")],
                texts("", "English", "French", ""),
                [*texts("A1", "Deaths", "Décès"), number(8, "8")],
                [*texts("A2", "School", "École"), number(15, "15")],
            ],
            joined=((1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 4)),
        ),
        headings=("No", "Indicator English", "Indicator French", "Objective"),
        read=[("A1", "Deaths", "Décès", "8"), ("A2", "School", "École", "15")],
        needs="joined",
    ),
    laid_out(
        "one value for several rows",
        SheetContent("Table", [HEAD, FIRST, [*SECOND[:2], EMPTY], [*THIRD[:2], EMPTY]], joined=((2, 3, 4, 3),)),
        headings=NAMES,
        read=[SEEN["A1"], (*SEEN["A2"][:2], "8"), (*SEEN["A3"][:2], "8")],
        needs="joined",
    ),
    laid_out(
        "titles above",
        SheetContent("Table", [texts("List of the office"), texts("As of March"), HEAD, FIRST, SECOND]),
        headings=NAMES,
        read=[SEEN["A1"], SEEN["A2"]],
        needs="layout",
    ),
    laid_out(
        "a section across the table",
        SheetContent("Table", [HEAD, texts("Goal 1. Save lives"), FIRST, SECOND], joined=((2, 1, 2, 3),)),
        headings=NAMES,
        read=[SEEN["A1"], SEEN["A2"]],
        needs="joined",
    ),
    laid_out(
        "an empty first sheet",
        SheetContent("Cover", []),
        SheetContent("Table", [HEAD, FIRST, SECOND]),
        headings=NAMES,
        read=[SEEN["A1"], SEEN["A2"]],
        needs="sheets",
    ),
    laid_out(
        "hidden rows and columns",
        SheetContent(
            "Table",
            [[*HEAD, text("Internal")], [*FIRST, text("x")], [*SECOND, text("y")], [*THIRD, text("z")]],
            hidden_rows=(3,),
            hidden_columns=(4,),
        ),
        headings=NAMES,
        read=[SEEN["A1"], SEEN["A3"]],
        needs="hidden",
    ),
    laid_out(
        "a note below",
        SheetContent("Table", [HEAD, FIRST, SECOND, texts("* Source: an office")]),
        headings=NAMES,
        read=[SEEN["A1"], SEEN["A2"]],
        needs="layout",
    ),
)
CONTENTS: Final = {content.name: content for content in (*TABLES, *LAID_OUT)}
