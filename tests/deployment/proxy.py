"""nginx with the site of `deploy/`, and people who come through it by https."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from socket import create_connection
from typing import Final

from tests.machines import PROJECT, Guard, Unavailable, free_port, wait_for_port
from tests.machines.visits import PATIENCE, Visitor

HOST: Final = "consultation.example.org"
_FOLDERS: Final = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True)
class Proxy:
    """Where nginx listens, and the certificate by which the site is known."""

    https: int
    http: int
    certificate: Path

    def visitor(self) -> Visitor:
        """Return somebody at a browser of their own."""
        return SecureVisitor(self.https, certificate=self.certificate)


@dataclass
class SecureVisitor(Visitor):
    """Comes by https, to the name of the site, and believes its certificate alone."""

    certificate: Path = Path()

    def connect(self) -> HTTPConnection:
        """Return a connection on which the name of the site is what was asked for."""
        return _Secure(self.port, ssl.create_default_context(cafile=str(self.certificate)))


class _Secure(HTTPSConnection):
    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        super().__init__(HOST, 443, timeout=PATIENCE, context=context)
        self._here, self._known_by = port, context

    def connect(self) -> None:
        line = create_connection(("127.0.0.1", self._here), timeout=PATIENCE)
        self.sock = self._known_by.wrap_socket(line, server_hostname=HOST)


@contextmanager
def nginx(folder: Path, ports: Sequence[int]) -> Iterator[Proxy]:
    """Let nginx stand before the servers on these ports; raise Unavailable where there is none."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        raise Unavailable("nginx is not installed")
    folder.mkdir()
    proxy = Proxy(free_port(), free_port(), folder / "certificate.pem")
    _make_certificate(folder)
    settings = folder / "nginx.conf"
    settings.write_text(_settings(folder, proxy, ports), encoding="utf-8")
    process = subprocess.Popen([program, "-p", folder, "-c", settings], stderr=subprocess.DEVNULL)
    guard = Guard("kill", "-KILL", str(process.pid))
    try:
        wait_for_port(proxy.https, folder / "error.log")
        yield proxy
    finally:
        process.terminate()
        process.wait(PATIENCE)
        guard.dismiss()


def _make_certificate(folder: Path) -> None:
    names = ("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}")
    files = ("-keyout", folder / "key.pem", "-out", folder / "certificate.pem")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *names, *files]
    subprocess.run(command, check=True, capture_output=True)


def _settings(folder: Path, proxy: Proxy, ports: Sequence[int]) -> str:
    """Return nginx's own settings around our site: ports that everybody may listen on, and these servers."""
    site = (PROJECT / "deploy/nginx.conf").read_text(encoding="utf-8")
    for before, after in {
        "server 127.0.0.1:8000;": " ".join(f"server 127.0.0.1:{port};" for port in ports),
        "listen 80;": f"listen 127.0.0.1:{proxy.http};",
        "listen 443 ssl;": f"listen 127.0.0.1:{proxy.https} ssl;",
        f"/etc/ssl/certs/{HOST}.pem": str(folder / "certificate.pem"),
        f"/etc/ssl/private/{HOST}.key": str(folder / "key.pem"),
    }.items():
        assert site.count(before) == 1, before
        site = site.replace(before, after)
    places = " ".join(f"{name}_temp_path {folder}/{name};" for name in _FOLDERS)
    return f"""daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}
http {{ {places} include /etc/nginx/mime.types;
{site} }}"""
