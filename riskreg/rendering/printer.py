"""A process that renders volumes from file to file: `python -m riskreg.rendering.printer`, started by `press`.

Each line of its input is a JSON list: the file of the HTML, where the PDF goes, the styles. Each line of its output
answers one: `{}`, `{"refused": address}` or `{"failed": reason}`. It ends with its input, so also with whoever started it.
Neither the database nor the settings are read here.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from riskreg.rendering import pdf


def render(source: str, place: str, styles: Sequence[str]) -> None:
    """Render one volume and see it safely on the disk. Raises ResourceRefused, OSError."""
    html = Path(source).read_text(encoding="utf-8")
    made = pdf.render_volume(html, styles=styles, name=Path(place).stem[:16])
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    Path(source).unlink()


def _answer(job: str) -> dict[str, str]:
    try:
        render(*json.loads(job))
    except pdf.ResourceRefused as refused:
        return {"refused": refused.url}
    except Exception as error:  # whatever went wrong, it must be said where somebody asked for it
        traceback.print_exc()
        return {"failed": f"{type(error).__name__}: {error}"}
    return {}


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started this process decides when it ends
    os.nice(5)  # behind the pages that people wait for
    for line in sys.stdin:
        print(json.dumps(_answer(line)), flush=True)
