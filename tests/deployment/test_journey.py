"""From an empty folder to a workbook, by the README's own commands, on both databases.

The tests of each site follow one another. On PostgreSQL two machines serve the same site.
"""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest

from tests.databases import BOTH, Databases
from tests.deployment.installation import UNITS, Installation, installed
from tests.deployment.proxy import HOST, Proxy, nginx
from tests.deployment.readme import BACKUP, BEGIN, INSTALL
from tests.machines import Unavailable, fast_folder, free_port
from tests.machines.mail import Letterbox, letterbox
from tests.machines.visits import PATIENCE, Visitor

PROPOSED = {"rationale": "Nobody counts them.", "objectives": "8"}
WITHDRAWN = "Names of those who wait at a border"
TITLE = "Deaths on the way that were investigated"
OFFICER = "officer@example.org"
RECOMMENDATION = "Answer families within a month"


@dataclass
class Site:
    """A site at work: its servers, its proxy and its mail."""

    server: Installation
    letters: Letterbox
    hosts: int
    databases: Databases
    url: str
    said: str = ""
    running: ExitStack = field(default_factory=ExitStack)
    proxy: Proxy = field(default_factory=lambda: Proxy(0, 0, Path()))
    officer: Visitor = field(default_factory=lambda: Visitor(0))

    def typed(self, command: str) -> subprocess.CompletedProcess[str]:
        """Type one of the commands of the site, after its settings were loaded."""
        load = "\n".join(BEGIN.splitlines()[:2])
        return self.server.shell(f"{load}\n.venv/bin/steppingstone {command}", self.server.root)

    def type(self, command: str) -> str:
        """Do the same, and return what it printed; it has to end well."""
        done = self.typed(command)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def loses_its_database(self) -> None:
        """Let the database be gone, and an empty one be in its place."""
        self.databases.discard(self.url)
        self.url = self.databases.empty()
        self.server.write_settings(_settings(self.url, self.letters.url))

    def link_in_mail(self, address: str) -> str:
        """Return the path of the link in the newest letter to an address, once it is there."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            letters = [letter for letter in self.letters.messages if address in str(letter["To"])]
            if letters:
                [link] = re.findall(rf"https://{HOST}/sign-in/links/\S+", letters[-1].get_content())
                return urlsplit(link).path
            time.sleep(0.1)
        raise AssertionError(f"No letter to {address} came.")


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """The package, installed once for both sites."""
    with fast_folder("server") as folder:
        yield installed(folder)


@pytest.fixture(scope="module", params=BOTH)
def site(request: pytest.FixtureRequest, installation: Installation) -> Iterator[Site]:
    """A site that was begun by the README's commands and runs by the units of `deploy/`."""
    databases: Databases = request.getfixturevalue(f"{request.param.removesuffix('ql')}_databases")
    url = databases.empty()
    hosts = 1 if request.param == "sqlite" else 2
    with letterbox() as letters:
        site = Site(installation, letters, hosts, databases, url)
        installation.write_settings(_settings(url, letters.url))
        done = installation.shell(BEGIN, installation.root)
        assert done.returncode == 0, done.stderr
        site.said = done.stdout + done.stderr
        with closing(site.running):
            _start(site)
            yield site
    databases.discard(site.url)


def _settings(url: str, smtp: str) -> dict[str, str]:
    return {
        "SECRET_KEY": "s" * 64,
        "KEY_SECRET": "k" * 64,
        "DATABASE_URL": f'"{url}"',
        "SMTP_URL": smtp,
        "OPERATOR": '"Secretariat of the Network"',
    }


def _start(site: Site) -> None:
    """Start every unit on the first host, the server alone on another, and the proxy before them."""
    site.running = running = ExitStack()
    ports = [free_port() for _host in range(site.hosts)]
    for number, port in enumerate(ports):
        instance = site.server.root / f"srv/steppingstone/instance/{number}"
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        for unit in UNITS:
            if "web" in unit.stem:
                more = ("--bind", f"127.0.0.1:{port}")
                running.enter_context(site.server.service(unit, *more, INSTANCE_DIR=str(instance)))
            elif number == 0:
                running.enter_context(site.server.service(unit, INSTANCE_DIR=str(instance)))
    try:
        site.proxy = running.enter_context(nginx(site.server.root / f"nginx-{ports[0]}", ports))
    except Unavailable as lack:
        pytest.skip(str(lack))
    _wait_until(lambda: all(site.proxy.visitor().ask("/ready").status == 200 for _host in ports))
    site.officer = site.proxy.visitor()


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "It did not become so."
        time.sleep(0.2)


def test_every_command_says_on_which_site_it_works_and_settings_shows_no_secret(site: Site) -> None:
    assert site.said.count("Mode: production. Database: ") == 2  # `settings` says so itself
    assert "APP_ENV            production\nSECRET_KEY         64 characters\n" in site.said
    assert "k" * 64 not in site.said
    assert "s" * 64 not in site.said


def test_the_proxy_leads_to_https_and_says_who_runs_the_site(site: Site) -> None:
    page = site.proxy.visitor().ask("/")
    assert page.status == 200
    assert "Secretariat of the Network" in page.text
    assert page.headers["Strict-Transport-Security"]


def test_the_first_officer_signs_in_from_the_mail(site: Site) -> None:
    signed_in = site.officer.submit(site.link_in_mail(OFFICER), button="Sign in")
    assert (signed_in.status, signed_in.location) == (302, "/secretariat/")
    for _one in range(2 * site.hosts):  # each host in turn
        assert site.officer.ask("/secretariat/").status == 200


def test_what_a_participant_proposes_is_public_at_once_where_it_may_be(site: Site) -> None:
    sent = site.proxy.visitor().send("/consultations/indicators/propose", PROPOSED | {"title": TITLE}, button="Send")
    assert sent.status == 302
    assert TITLE in site.proxy.visitor().ask("/consultations/indicators").text


def test_an_officer_publishes_what_a_participant_recommends(site: Site) -> None:
    values = {"title": RECOMMENDATION, "rationale": "Waiting is the hardest.", "themes": "3"}
    visitor = site.proxy.visitor()
    sent = visitor.send("/consultations/missing-migrants/propose", values, button="Send")
    assert sent.status == 302
    [reference] = {*re.findall("REC-[0-9]+", site.officer.ask("/secretariat/").text)}
    decided = site.officer.submit(f"/secretariat/proposals/{reference}/decision", {"decision": "publish"})
    assert decided.status == 302, decided.text
    assert "appears on" in visitor.ask(f"/proposals/{reference}/receipt").text


def test_the_worker_and_the_mail_sender_are_heard_of_on_their_host(site: Site) -> None:
    ready = [site.proxy.visitor().ask("/ready").text for _host in range(site.hosts)]
    assert sum("worker: heard of\nmail sender: heard of\n" in said for said in ready) == 1


def test_the_workbook_comes_from_the_command_and_from_the_browser(site: Site, tmp_path: Path) -> None:
    site.type(f"export indicators --audience public --output {tmp_path}/indicators.xlsx")
    fetched = site.officer.submit("/consultations/indicators/workbook", {"audience": "public"})
    while fetched.location:
        fetched = site.officer.ask(fetched.location)
    for workbook in (tmp_path / "indicators.xlsx", BytesIO(fetched.body)):
        rows = list(openpyxl.load_workbook(workbook)["Indicators"].iter_rows(values_only=True))
        assert TITLE in rows[1]


def test_what_is_lost_comes_back_from_a_backup_but_not_what_was_taken_back(site: Site, tmp_path: Path) -> None:
    visitor = site.proxy.visitor()
    visitor.send("/consultations/indicators/propose", PROPOSED | {"title": WITHDRAWN}, button="Send")
    backup, restore, _copy = (line.partition(" /")[0].partition("/steppingstone ")[2] for line in BACKUP.splitlines())
    site.type(f"{backup} {tmp_path}/backup.zip")
    [reference] = set(re.findall("IND-[0-9]+", visitor.ask("/me/contributions").text))
    assert visitor.submit(f"/proposals/{reference}/withdraw", button="Withdraw it").status == 302
    site.running.close()
    site.loses_its_database()
    refused = site.typed(f"{restore} {tmp_path}/backup.zip")
    assert refused.returncode == 1
    assert "--withdrawn" in refused.stderr
    site.type(f"{restore} {tmp_path}/backup.zip --withdrawn /srv/steppingstone/instance/withdrawn.log")
    _start(site)
    page = site.proxy.visitor().ask("/consultations/indicators").text
    assert TITLE in page
    assert WITHDRAWN not in page


def test_after_an_update_everything_is_there(site: Site) -> None:
    if site.hosts > 1:
        return  # the package is the same, and so is the way
    site.running.close()
    *_make_and_depend, install = (line for line in INSTALL.splitlines() if ".whl" in line)
    done = site.server.shell(install.replace("install", "install --force-reinstall"), site.server.root / "brought")
    assert done.returncode == 0, done.stderr
    assert site.type("db upgrade") == "The database is up to date.\n"
    _start(site)
    assert TITLE in site.proxy.visitor().ask("/consultations/indicators").text
