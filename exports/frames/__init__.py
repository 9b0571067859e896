"""Rows as they are read in, the rows of the sheets out. No database, no app: frames in, frames out."""

from exports.frames.by_subject import BySubject, Subjects, proposals_by_subject_frame
from exports.frames.comments import comments_frame
from exports.frames.convergence import Convergence
from exports.frames.coverage import coverage_frame
from exports.frames.paragraphs import paragraph_frames
from exports.frames.proposals import proposals_frame
from exports.frames.revisions import revision_frames
from exports.frames.summary import Summary
from exports.frames.synthesis import synthesis_frames

__all__ = [
    "BySubject",
    "Convergence",
    "Subjects",
    "Summary",
    "comments_frame",
    "coverage_frame",
    "paragraph_frames",
    "proposals_by_subject_frame",
    "proposals_frame",
    "revision_frames",
    "synthesis_frames",
]
