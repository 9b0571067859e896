"""Type texts and formulas into a document in LibreOffice. Runs with the system's Python, which has its bridge.

python3 typing_in_office.py SOFFICE PROFILE DOCUMENT TARGET < [["rows", "B3", "text"], ["rows", "B4", "=1", "Formula"]]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException

PIPE = f"steppingstone{os.getpid()}"
PATIENCE = 60  # seconds


def main() -> None:
    program, profile, document, target = sys.argv[1:]
    office, desktop = started(program, profile)
    opened = desktop.loadComponentFromURL(
        uno.systemPathToFileUrl(document), "_blank", 0, (PropertyValue("Hidden", 0, True, 0),)
    )
    for sheet, place, text, *how in json.load(sys.stdin):
        cell = opened.Sheets.getByName(sheet).getCellRangeByName(place)
        cell.NumberFormat = 0 if how else cell.NumberFormat  # in a cell for text a formula would be one
        setattr(cell, how[0] if how else "String", text)
    opened.storeToURL(uno.systemPathToFileUrl(target), (PropertyValue("FilterName", 0, "Calc MS Excel 2007 XML", 0),))
    opened.close(True)
    with suppress(DisposedException):  # it is gone before it can answer
        desktop.terminate()
    office.wait(PATIENCE)


def started(program: str, profile: str) -> tuple[subprocess.Popen[bytes], Any]:
    """Start an office; return its process, and its desktop once that answers."""
    office = subprocess.Popen(
        [
            program,
            "--headless",
            "--norestore",
            f"-env:UserInstallation=file://{profile}",
            f"--accept=pipe,name={PIPE};urp;",
        ]
    )
    return office, connected()


def connected() -> Any:
    """Return the desktop of the office, once it answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


if __name__ == "__main__":
    main()
