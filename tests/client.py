"""The strict test client: every page it is given must keep the form contract, no answer may be a fault,
and whatever has written leads on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import EnvironBuilder, TestResponse

from tests.html_contract import check_page
from tests.screen import fill_in
from tests.statements import changes_here


class StrictClient(FlaskClient):
    """A person at a browser. `session` is the test's own: its work is committed before each request and read anew
    after it, so that test and app see the same."""

    session: Session | None = None
    _faults_are_meant = False

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask, and fail on a page that breaks the contract or an answer of 500 and above."""
        if self.session:
            self.session.commit()
        kwargs.setdefault("buffered", True)  # read to its end and closed, as by a server
        with changes_here() as changes:
            response = super().open(*args, **kwargs)
        if self.session:
            self.session.expire_all()
        self._check(response, changes)
        return response

    def submit(
        self,
        where: str | TestResponse,
        values: Mapping[str, str | Iterable[str]] | None = None,
        *,
        button: str | None = None,
        follow_redirects: bool = False,
    ) -> TestResponse:
        """Fill in the form on a page, given or fetched, and send it as a browser would; see `fill_in`."""
        page = self.get(where, follow_redirects=True) if isinstance(where, str) else where
        form = fill_in(page.text, values or {}, button=button)
        address = urljoin(page.request.full_path, form.action)
        pairs: MultiDict[str, str] = MultiDict(form.pairs)
        sent = {"query_string": pairs} if form.method == "GET" else {"data": pairs}
        return self.open(address, method=form.method, follow_redirects=follow_redirects, **sent)

    def upload(self, where: str, name: str, file: Path, *, follow_redirects: bool = False) -> TestResponse:
        """Choose a file in the form on a page, and send it as a browser would."""
        form = fill_in(self.get(where).text, {name: ""})
        sent: dict[str, Any] = {key: text for key, text in form.pairs if key != name}
        sent[name] = (BytesIO(file.read_bytes()), file.name)
        builder = EnvironBuilder(urljoin(where, form.action), method="POST", data=sent, base_url="http://localhost")
        asked = builder.get_environ()
        with closing(builder), closing(asked["wsgi.input"]):
            return self.open(asked, follow_redirects=follow_redirects)

    @contextmanager
    def faults_are_meant(self) -> Iterator[None]:
        """Let answers of 500 and above pass, for tests of what a person sees then."""
        self._faults_are_meant = True
        try:
            yield
        finally:
            self._faults_are_meant = False

    @property
    def is_held_to_pages(self) -> bool:
        """Whether pages are held to their contract; on PostgreSQL the same tests are given the same pages."""
        return self.session is None or self.session.get_bind().dialect.name == "sqlite"

    def _check(self, response: TestResponse, changes: list[str]) -> None:
        asked = f"{response.request.method} {response.request.full_path}"
        assert self._faults_are_meant or response.status_code < 500, f"{asked} answered {response.status}"
        if response.mimetype == "text/html" and response.request.method != "HEAD" and response.status_code // 100 != 3:
            problems = check_page(response.text) if self.is_held_to_pages else []
            assert not problems, f"{asked} breaks the contract of pages:\n" + "\n".join(problems)
            is_told = response.request.method == "POST" and response.status_code == 200
            assert not (is_told and changes), f"{asked} wrote and then showed a page, which loaded anew is sent anew"
