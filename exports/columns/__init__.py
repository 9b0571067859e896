"""The columns of every sheet: declared once for the sheet itself, its headings and the data dictionary."""

from exports.columns.by_subject import BY_SUBJECT, SUBJECTS
from exports.columns.changes import CHANGES
from exports.columns.comments import comment_columns
from exports.columns.convergence import CONVERGENCE, detailed_columns
from exports.columns.front import CHARTS, DICTIONARY, LONG_TEXTS, READ_ME
from exports.columns.model import SheetColumn, shown_to
from exports.columns.proposals import proposal_columns
from exports.columns.revisions import REVISIONS, changed_columns
from exports.columns.synthesis import SYNTHESIS
from exports.columns.tables import PARAGRAPHS, SUMMARY, coverage_columns
from exports.columns.template import template_columns

__all__ = [
    "BY_SUBJECT",
    "CHANGES",
    "CHARTS",
    "CONVERGENCE",
    "DICTIONARY",
    "LONG_TEXTS",
    "PARAGRAPHS",
    "READ_ME",
    "REVISIONS",
    "SUBJECTS",
    "SUMMARY",
    "SYNTHESIS",
    "SheetColumn",
    "changed_columns",
    "comment_columns",
    "coverage_columns",
    "detailed_columns",
    "proposal_columns",
    "shown_to",
    "template_columns",
]
