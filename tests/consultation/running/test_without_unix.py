"""A Python that lacks what only Unix systems have: fcntl and its like are hidden from all processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from consultation.running.server_choice import NEEDED_BY_GUNICORN
from tests.machines import PROJECT
from tests.machines.production import production
from tests.machines.server import FLASK, LiveServer
from tests.machines.visits import Visitor
from tests.processes import wait_until
from tests.screen import fill_in

HIDING = f"import sys\nfor name in {NEEDED_BY_GUNICORN!r}:\n    sys.modules[name] = None\n"
TABLE = "Title,Why,Language\nGraves with a name,Families wait for years.,en\n"


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that makes Python begin without these modules, wherever it is on its path."""
    folder = tmp_path_factory.mktemp("hidden")
    (folder / "sitecustomize.py").write_text(HIDING)
    return folder


@pytest.fixture
def server(hidden: Path, tmp_path: Path) -> Iterator[LiveServer]:
    running = LiveServer(tmp_path, {"PYTHONPATH": str(hidden)})
    running.start()
    yield running
    running.stop()


def sent_with_file(visitor: Visitor, address: str, name: str, text: str) -> str:
    """Send the form on a page with a file in it, and return where it leads to."""
    form = fill_in(visitor.ask(address).text, {})
    parts = [f'--x\r\nContent-Disposition: form-data; name="{one}"\r\n\r\n{value}' for one, value in form.pairs]
    parts.append(f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n{text}\r\n--x--\r\n')
    answer = visitor.ask(address, "POST", "\r\n".join(parts), **{"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status in {302, 303}, answer.text
    return answer.location


def test_development_is_served_with_uploads_mail_and_jobs(server: LiveServer) -> None:
    visitor = Visitor(server.port)
    assert visitor.ask("/").status == 200
    [link] = re.findall(rf"{server.address}(/sign-in/links/\S+)", server.said())
    assert visitor.submit(link).status == 302
    upload = sent_with_file(visitor, "/consultations/indicators/uploads", "table.csv", TABLE)
    columns = visitor.ask(visitor.ask(upload).location)
    assert (columns.status, "Graves with a name" in columns.text) == (200, True)
    assert visitor.submit("/sign-in", {"email": "ann@example.org"}).status in {200, 302}
    wait_until(lambda: any((server.instance / "outbox").glob("*.eml")))
    wait_until(lambda: "worker: heard of\nmail sender: heard of" in visitor.ask("/ready").text)


def test_production_is_refused_with_a_sentence(hidden: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [*FLASK, "web"],
        cwd=PROJECT,
        env={**os.environ, **production(tmp_path), "PYTHONPATH": str(hidden)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "The site is served by gunicorn, which needs a Unix system" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_module_of_ours_but_what_gunicorn_loads_needs_what_only_unix_has(hidden: Path) -> None:
    loads = "import wsgi, sys; print([name for name in sys.modules if name.split('.')[0] == 'gunicorn'])"
    done = subprocess.run(
        [sys.executable, "-c", loads],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(hidden)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
