"""What the registry says of a sheet, or of a series of sheets of one kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from consultation.lists import ListName
from exports.files.writer.workbook import Chart, SheetData, SheetRows, divided
from exports.report.columns.sheet_column import SheetColumn
from exports.report.material import Material
from exports.report.scope.audiences import Audience, SeenBy
from exports.report.tally import NOT_ITS_OWN
from indicators.fields import Kind

IDS: Final = frozenset({"reference", "proposal_reference"})
"""The columns without which nobody knows what a row is of."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, what it holds, its columns and its rows.

    `seen_by` says which audience is handed which column: what is not in it is refused, so that nothing is shown by
    oversight. `key` names the column with the rows' stable ids. `heat` says by the beginning of their names which
    columns of numbers are shaded. `only` is the kind of proposal it is for. `frozen` counts the columns that stay in
    view, `landscape` is how it is printed, `page_title` what stands on top of its pages; a row of a sheet `to_print`
    is as high as its text, and no file for programs has it. `links` leads from its rows to other sheets, `charts`
    stand below them. Of a sheet `of` proposals or comments columns can be chosen. What `is_counted` is read also
    where it is not chosen, since other sheets and the checks count it; `needs` names what comes with it.
    """

    name: str
    about: str
    columns: Callable[[Material], tuple[SheetColumn, ...]]
    rows: Callable[[Material], SheetRows]
    seen_by: SeenBy
    key: str | None = None
    heat: str = ""
    only: Kind | None = None
    frozen: int = 1
    landscape: bool = True
    page_title: str = ""
    to_print: bool = False
    links: Callable[[Material], Mapping[int, str]] = lambda material: {}
    charts: tuple[Chart, ...] = ()
    of: ListName | None = None
    is_counted: bool = False
    needs: tuple[str, ...] = ()

    @property
    def is_for_programs(self) -> bool:
        """Whether it says what no other sheet says, so that files for programs have it too."""
        return not self.to_print and not self.charts

    def sheets(self, material: Material) -> list[Sheet]:
        """Return the sheets it stands for: itself."""
        return [self]

    def shown_to(self, audience: Audience, columns: Sequence[SheetColumn]) -> tuple[SheetColumn, ...]:
        """Return those of its columns that an audience is handed."""
        return tuple(column for column in columns if self.seen_by.sees(audience, column.name))

    def columns_for(self, material: Material) -> tuple[SheetColumn, ...]:
        """Return the columns its audience is handed, as far as they are chosen; the ids always come along."""
        shown = self.shown_to(material.scope.audience, self.columns(material))
        if self.of is None:
            return shown
        selection, of = material.scope.selection, self.of.value
        return tuple(column for column in shown if column.name in IDS or selection.has_column(of, column.name))

    def data(self, material: Material, most_rows: int, most_bytes: int) -> list[SheetData]:
        """Return the sheet with its rows; what is too much for one goes on in `name (2)` and so on."""
        if self.of is not None:
            shown = self.shown_to(material.scope.audience, self.columns(material))
            material.tally.kept[self.of] = [column.name for column in shown if column.name not in NOT_ITS_OWN]
            most_rows = min(most_rows, material.rows_in(most_bytes, self.of, len(self.columns_for(material))))
        parts = divided(self.rows(material), most_rows)
        return [self._part(material, number, rows) for number, rows in enumerate(parts, start=1)]

    def _part(self, material: Material, number: int, rows: SheetRows) -> SheetData:
        shown = self.columns_for(material)
        tongue = material.labels.tongue
        name = tongue.say(self.name)
        return SheetData(
            name if number == 1 else f"{name} ({number})",
            [column.as_column(tongue) for column in shown],
            rows,
            key=self.key,
            heat=frozenset(column.name for column in shown if self.heat and column.name.startswith(self.heat)),
            landscape=self.landscape,
            freeze=(1, self.frozen),
            autofilter=self.is_for_programs,
            to_print=self.to_print,
            page_title=self.page_title,
            links={row: tongue.say(sheet) for row, sheet in self.links(material).items()},
            charts=[chart.said(tongue.say) for chart in self.charts],
            right_to_left=tongue.is_right_to_left,
        )


@dataclass(frozen=True)
class Series:
    """Sheets of one kind, declared together: what they are called together, what they hold, their columns."""

    name: str
    about: str
    columns: tuple[SheetColumn, ...]
    sheets: Callable[[Material], list[Sheet]]
    seen_by: SeenBy
    only: Kind | None = None
    is_for_programs: bool = False
    is_counted: bool = False
    needs: tuple[str, ...] = ()

    def columns_for(self, material: Material) -> tuple[SheetColumn, ...]:
        """Return the columns its audience is handed."""
        return tuple(one for one in self.columns if self.seen_by.sees(material.scope.audience, one.name))
