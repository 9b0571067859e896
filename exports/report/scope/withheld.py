"""The columns of the database that no workbook holds, and why. Whatever is not here is handed out.

A test compares this list with the tables and with what is read: a column added to a table has to be exported or to be
listed here with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple


class Withheld(NamedTuple):
    """Columns of one table and the reason why they stay where they are."""

    reason: str
    table: str
    columns: str  # parted by spaces

    def names(self) -> Iterator[str]:
        """Yield each as `table.column`."""
        return (f"{self.table}.{column}" for column in self.columns.split())


_PERSONS = "leads to a person's record, which is nobody's business but the person's own"
_SECRETS = "opens something, or would let somebody try"
_NUMBERS = "a number of ours; the references stand for it"
_DECIDED = "part of what was decided, of which the status and what its author was told are handed out"
_MACHINERY = "how the software works, nothing anybody said"

WITHHELD: Final = (
    Withheld(_PERSONS, "proposals", "author_id decided_by_id confirmed_by_id"),
    Withheld(_PERSONS, "comments", "author_id decided_by_id confirmed_by_id"),
    Withheld(_PERSONS, "revisions", "decided_by_id"),
    Withheld(_PERSONS, "participants", "id email is_officer created_at"),
    Withheld(_PERSONS, "outgoing_mail", "id recipient subject body created_at send_after attempts"),
    Withheld(_SECRETS, "participation_keys", "id participant_id key_hash created_at shown_until"),
    Withheld(_SECRETS, "sign_in_links", "id token_hash email participant_id expires_at used_at"),
    Withheld(_SECRETS, "sign_ins", "id token_hash participant_id created_at expires_at used_at stays"),
    Withheld(_SECRETS, "rate_counts", "scope subject window_start count"),
    Withheld(_SECRETS, "proposals", "token submission fingerprint"),
    Withheld(_SECRETS, "comments", "submission fingerprint"),
    Withheld(_NUMBERS, "proposals", "id consultation_id current_revision_id published_number sent_number"),
    Withheld(_NUMBERS, "comments", "id proposal_id revision_id parent_id published_number sent_number"),
    Withheld(_NUMBERS, "revisions", "id proposal_id sent_number"),
    Withheld(_NUMBERS, "alignments", "revision_id"),
    Withheld(_NUMBERS, "summaries", "id consultation_id proposal_id scheme"),
    Withheld(_PERSONS, "summaries", "written_by_id"),
    Withheld(_NUMBERS, "consultations", "id slug reference_prefix"),
    Withheld(_NUMBERS, "phases", "id consultation_id"),
    Withheld(_MACHINERY, "proposals", "version content_hash contested_count"),
    Withheld(_DECIDED, "proposals", "asks_change told_at"),
    Withheld(_DECIDED, "comments", "asks_change told_at sent_again"),
    Withheld(_DECIDED, "revisions", "asks_change told told_at"),
    Withheld(_MACHINERY, "revisions", "kind"),
    Withheld(_MACHINERY, "consultations", "kind zone is_protected removals"),
    Withheld(
        _MACHINERY,
        "kept_files",
        "id consultation_id is_public of_secretariat sha256 size kept_until gone_at gone_because",
    ),
    Withheld(_MACHINERY, "partners", "id consultation_id name shares changed_at"),
    Withheld(_MACHINERY, "kept_pieces", "file_id number content"),
    Withheld(_MACHINERY, "kept_rows", "file_id of first last content"),
    Withheld(
        _MACHINERY,
        "jobs",
        "id token kind title origin consultation_id officers_only asked state attempts done total created_at "
        "started_at beat_at ended_at sentence goal",
    ),
    Withheld(
        _MACHINERY,
        "uploads",
        "id token consultation_id list_name participant_id of_secretariat file_name sha256 state counts job "
        "uploaded_at accepted_at undone_at undone_by_id",
    ),
    Withheld(_MACHINERY, "upload_pieces", "upload_id name content"),
    Withheld(
        _MACHINERY, "list_files", "id token consultation_id list_name participant_id of_secretariat content made_at"
    ),
    Withheld(_MACHINERY, "upload_entries", "upload_id row made proposal_id comment_id summary_id mark before"),
    Withheld(_MACHINERY, "known_tables", "consultation_id kept_for headings mapping settings saved_at"),
    Withheld(_MACHINERY, "comments", "edited_at version"),
    Withheld(_MACHINERY, "tombstones", "id token of cause reference mark shows day is_logged"),
    Withheld(
        _MACHINERY, "restorations", "id restored_at made_at contributions unread_lines accepted_at accepted_by_id"
    ),
    Withheld(_MACHINERY, "saved_views", "id consultation_id name asked saved_at"),
    Withheld(_MACHINERY, "public_counts", "id consultation_id scheme code named origin stakeholder_group number"),
    Withheld(_MACHINERY, "counters", "name value passed_over"),
    Withheld(
        _MACHINERY,
        "export_records",
        "id consultation_id audience partner format made_at made_by_id made_from filter rows hashes sha256 since "
        "kept_file_id",
    ),
    Withheld("says how much an author hides, which is part of what is hidden", "proposals", "attribution"),
    Withheld("says how much an author hides, which is part of what is hidden", "comments", "attribution"),
    Withheld("would tell which contributions are one person's", "comments", "superseded_by_id"),
    Withheld("would tell that somebody else sent it", "proposals", "speaks_as_stated"),
    Withheld("the day of it is handed out", "proposals", "published_on"),
    Withheld("the day of it is handed out", "comments", "published_on"),
    Withheld(_MACHINERY, "proposals", "appears_at speaks_next speaks_next_at"),
    Withheld(_MACHINERY, "revisions", "appears_at"),
    Withheld(_MACHINERY, "comments", "appears_at settles_at"),
    Withheld("when somebody began to write, which only they know", "proposals", "created_at"),
    Withheld(
        "how a wording was decided on; its status says what came of it", "revisions", "decided_at reason is_flood"
    ),
)
IN_READ_ME: Final = frozenset(
    {"consultations.title", "consultations.mandate", "phases.opens_at", "phases.closes_at", "phases.allows"}
)
"""What stands on the first sheet instead of in a row of its own."""


def withheld(entries: Iterable[Withheld] = WITHHELD) -> set[str]:
    """Return everything that is withheld, as `table.column`."""
    return {name for entry in entries for name in entry.names()}
