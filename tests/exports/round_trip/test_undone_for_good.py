"""Of what is undone nothing is stored any more, whoever has undone it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.exports.round_trip.conftest import Command
from tests.safety.storage import everything_stored


def test_of_what_was_brought_in_nothing_is_stored_any_more_once_the_command_line_has_undone_it(
    run: Command, session: Session, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "t.csv"
    file.write_text("title,rationale,objectives\nBy mistake,ZqCanaryZq,8\n", encoding="utf-8")
    same = [word for name in ("title", "rationale", "objectives") for word in ("--map", f"{name}={name}")]
    run("import", file, "--consultation", "indicators", "--kind", "indicator", "--set", "language=en", *same)
    session.close()
    assert "ZqCanaryZq" in everything_stored(engine)
    assert run("uploads", "undo", "1").exit_code == 0
    session.close()
    assert "ZqCanaryZq" not in everything_stored(engine)
