"""How the site is served: `gunicorn "wsgi:create_app()"` reads this file, and so does `flask serve`.

Why these numbers: docs/decisions/0009-serving.md and 0029-slow-clients.md.
"""

import gc
import os
import resource
import signal

from consultation.config import PROCESSES, THREADS
from consultation.metrics.serving import begin_metrics
from consultation.setting_checks import whole_number

bind = "127.0.0.1:8000"  # a proxy on this machine speaks https to the world
workers = whole_number(os.environ.get("WEB_CONCURRENCY", "").strip()) or PROCESSES  # the app says one that is wrong
threads = THREADS
worker_class = "consultation.server.worker.PatientWorker"
keepalive = 15  # seconds: a line that waits takes no thread
logger_class = "consultation.server.logger.DiscreetLogger"
preload_app = True  # the libraries are imported once, and a setting that is missing is said once
graceful_timeout = 30
timeout = 60
limit_request_line = 8190  # a search in Arabic takes six signs a letter in an address
control_socket_disable = True
umask = 0o077  # what is written beside the database is for its owner's eyes alone
FILES = 4096  # that a process may have open: a line is one, and what is held for it two more


def on_starting(server):
    """Leave what is loaded out of every later collection of garbage: it never is, and looking at it copies it."""
    gc.collect()
    gc.freeze()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < FILES:
        most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    begin_metrics(server.app.wsgi())


def post_fork(server, worker):
    """Let no two processes talk over one connection to the database, and a worker end before it begins if told to."""
    server.app.wsgi().extensions["engine"].dispose(close=False)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # until its own handler is there; ours would wait for it in vain
