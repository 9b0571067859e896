"""Everything a workbook reads: columns, never entities, and as many statements for ten thousand rows as for one."""

from exports.queries.by_subject import comments_by_subject, proposals_by_subject, subjects
from exports.queries.facts import facts, sizes
from exports.queries.items import alignments, comments, paragraphs, proposals
from exports.queries.model import Rows
from exports.queries.records import blocks_of, comparable, handed_out, kept_file, records
from exports.queries.synthesis import summaries_of_proposals, summaries_of_subjects
from exports.queries.wordings import alignments_of_revisions, revisions

__all__ = [
    "Rows",
    "alignments",
    "alignments_of_revisions",
    "blocks_of",
    "comments",
    "comments_by_subject",
    "comparable",
    "facts",
    "handed_out",
    "kept_file",
    "paragraphs",
    "proposals",
    "proposals_by_subject",
    "records",
    "revisions",
    "sizes",
    "subjects",
    "summaries_of_proposals",
    "summaries_of_subjects",
]
