"""The log of gunicorn: in lines like ours, and without visits."""

from __future__ import annotations

import logging
import sys
from typing import Any

from gunicorn.glogging import Logger

from consultation.errors import where
from consultation.log_lines import LineFormatter


class DiscreetLogger(Logger):  # type: ignore[misc]
    """Says of an exception its type and where it happened, never its words; keeps no record of requests."""

    def setup(self, cfg: Any) -> None:
        """Let the app's own log go where the server's goes."""
        super().setup(cfg)
        lines = LineFormatter()
        self._set_handler(logging.getLogger("steppingstone"), cfg.errorlog, lines)
        for handler in self.error_log.handlers:
            handler.setFormatter(lines)

    def exception(self, msg: object, *args: object, **kwargs: object) -> None:
        """Leave out the message too: it may hold the address that was asked for."""
        self.error_log.error("%s", where(sys.exc_info()[1]))

    def access(self, resp: object, req: object, environ: object, request_time: object) -> None:
        """Nobody's visits are written down."""
