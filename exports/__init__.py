"""The report: rows become frames, frames become workbooks, and uploaded sheets become rows again."""
