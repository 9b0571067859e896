"""Restoring a backup into an empty database, and copying a database into another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from tempfile import TemporaryFile
from typing import BinaryIO

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.orm import Session

from consultation import migrating
from consultation.backups.backup_file import BackupReader, BackupRefused, Contents
from consultation.backups.loading import load
from consultation.backups.operations import wait_to_be_accepted
from consultation.backups.placing import Stage, build
from consultation.backups.queries import number_of_contributions
from consultation.backups.saving import save
from consultation.backups.taking_away import take_away
from consultation.counters.operations import set_value
from consultation.erasure.contributions import Cause
from consultation.erasure.models import Tombstone
from consultation.erasure.withdrawn_log import LogRead, TakenAway
from consultation.people.models import Participant
from consultation.proposals.operations.publishing import INDEX, rebuild_index

OTHER_LOG = (
    "The log lacks %s of the %s tombstones that stand in the backup, so it is not all of this site's log. Name every "
    "part of it with --withdrawn, or restore with --as-it-was."
)


@dataclass
class Restored:
    """What came of a restoration: what the backup held, and what was taken away again."""

    contents: Contents
    contributions: int = 0
    officers: int = 0
    taken_away: Counter[Cause] = field(default_factory=Counter)
    unread_lines: int = 0
    is_waiting: bool = False


def read_checked(file: BinaryIO) -> BackupReader:
    """Read all of a backup; raise BackupRefused unless it is whole and of a schema that this code knows."""
    backup = BackupReader(file)
    backup.check()
    if not migrating.knows(backup.contents.revision):
        raise BackupRefused(
            f"This backup has the schema {backup.contents.revision}, which a newer version of Steppingstone made. "
            "Update the code, then restore."
        )
    return backup


def restore(backup: BackupReader, address: str, *, logs: Sequence[LogRead] | None, now: datetime) -> Restored:
    """Restore a backup that was read into an empty database, and take away what the logs of tombstones say.

    Without logs, where lines of them cannot be read, or where they say nothing that the backup does not know (an old
    log does not), the site publishes nothing until an officer has accepted that. Nothing is left of it where it is
    refused or fails.
    """
    restored = Restored(backup.contents, unread_lines=sum(len(log.unreadable) for log in logs or ()))
    known, logged = _tombstones_in(backup), {entry.token for log in logs or () for entry in log.entries}
    if logs is not None:
        _require_whole(known, logged)
    restored.is_waiting = restored.unread_lines > 0 or logged <= known.keys()

    def finish(session: Session) -> None:
        restored.taken_away = take_away(session, _in_order(logs or ()), now=now)
        if restored.is_waiting:
            wait_to_be_accepted(session, made_at=backup.contents.made_at, unread_lines=restored.unread_lines, now=now)
        restored.contributions = number_of_contributions(session)
        restored.officers = session.scalar(select(func.count()).where(Participant.is_officer)) or 0

    _build(backup, address, finish)
    return restored


def copy(engine: Engine, address: str, *, now: datetime) -> Contents:
    """Copy everything that a backup would hold into an empty database, as it is at one moment."""
    with TemporaryFile() as file:
        save(engine, file, now=now)
        backup = read_checked(file)
        _build(backup, address, lambda session: None)
        return backup.contents


def _build(backup: BackupReader, address: str, finish: Callable[[Session], None]) -> None:
    stages: list[Stage] = [
        partial(migrating.upgrade_within, revision=backup.contents.revision),
        partial(load, backup=backup),
        migrating.upgrade_within,
    ]
    build(address, stages, partial(_finish, finish))


def _finish(finish: Callable[[Session], None], connection: Connection) -> None:
    with Session(connection, expire_on_commit=False) as session:
        finish(session)
        set_value(session, INDEX, 0)  # none is in the backup
        rebuild_index(session)
        session.flush()


def _tombstones_in(backup: BackupReader) -> dict[str, bool]:
    """Return whether each tombstone of a backup, by its token, stood in the log then; none of a time without."""
    part = backup.contents.part_of(Tombstone.__tablename__)
    rows = (dict(zip(part.columns, row, strict=True)) for row in backup.rows(part)) if part is not None else ()
    return {row["token"]: bool(row["is_logged"]) for row in rows}


def _require_whole(known: dict[str, bool], logged: set[str]) -> None:
    """Raise BackupRefused where the logs lack what they held when the backup was made."""
    expected = {token for token, was_logged in known.items() if was_logged}
    if missing := expected - logged:
        raise BackupRefused(OTHER_LOG % (len(missing), len(expected)))


def _in_order(logs: Sequence[LogRead]) -> list[TakenAway]:
    """Return every tombstone once, by days; those of one day as their log has them."""
    once = {entry.token: entry for log in logs for entry in log.entries}
    return sorted(once.values(), key=lambda entry: entry.day)
