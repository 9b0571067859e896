"""What is said of a file that is refused as a whole."""

from __future__ import annotations

from typing import Final

from indicators.marking import N_

DAMAGED: Final = N_(
    "The file is incomplete or damaged. Take it once more from where it came from; where a spreadsheet program still "
    "opens it, save it there as .xlsx."
)
PROTECTED: Final = N_(
    "The file is protected by a password or in the old .xls form. Save it as .xlsx without a password."
)
NO_TABLE: Final = N_(
    "The file is neither an Excel workbook (.xlsx), nor an OpenDocument one (.ods), nor a text file with a table "
    "(.csv)."
)
MACROS: Final = N_("The file contains macros. Save it as an Excel workbook without macros (.xlsx).")
TOO_MUCH: Final = N_(
    "The file would unpack to far more than a table needs. Copy the table into a new workbook and save that as .xlsx."
)
TOO_MANY_CELLS: Final = N_(
    "The file has something below row %(row)d, beyond column %(column)d or in more than %(cells)d cells. Divide it, "
    "or delete what lies outside the table."
)
NOT_CALCULATED: Final = N_(
    "The file has formulas without their results. Open it in a spreadsheet program and save it again as .xlsx."
)
NO_SHEET: Final = N_("The file has no sheet called %(name)s, but these: %(names)s.")
