"""Volumes of a long document, rendered side by side in processes of their own, each at most once.

A volume is HTML that refers to nothing outside itself. The processes get such HTML in a file and leave a PDF
in another; they see neither the database nor the settings.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType

from django.conf import settings
from django.utils.translation import gettext as _

from riskreg.rendering import pdf, printer, shelf
from riskreg.rendering.fonts import installed_fonts, require_fonts

VERSION = "1"
"""Part of the digest: raise it when volumes change without their HTML or style changing."""
SMALL = 120_000
"""Characters of HTML that are rendered here in the time that starting a process takes."""


class VolumeFailed(Exception):
    """A volume could not be rendered; the text is a sentence for whoever asked for the document."""


def volumes(documents: Iterable[str], folder: Path, *, styles: Sequence[str]) -> list[Path]:
    """Return the PDF of each HTML document in `folder`, a `shelf.workshop`; only what is not kept is rendered.

    Later documents are asked for while earlier ones are being rendered. After an error nothing is left at work.
    Raises FontMissing, ResourceRefused, VolumeFailed, OSError.
    """
    require_fonts()
    common = (VERSION, pdf.version(), installed_fonts(), *styles)
    files: list[Path] = []
    made: list[Path] = []
    with _Press(styles) as press:
        for html in documents:
            name = shelf.digest(*common, html)
            place = folder / f"{name}.pdf"
            files.append(place)
            if place not in made and not place.exists() and not shelf.fetch(name, place):
                press.begin(html, place)
                made.append(place)
        press.finish()
    for place in made:
        shelf.keep(place.stem, place)
    if made:
        shelf.tidy()
    return files


class _Press:
    """A context in which volumes are rendered: a single one or few small ones here, more in processes side by side."""

    def __init__(self, styles: Sequence[str]) -> None:
        self.styles = list(styles)
        self.held: list[tuple[str, str]] = []
        self.size = 0
        self.printers: list[_Printer] = []
        self.free: SimpleQueue[_Printer] = SimpleQueue()
        self.threads = ThreadPoolExecutor(settings.PRINT_PROCESSES)
        self.begun: list[Future[dict[str, str] | None]] = []

    def __enter__(self) -> _Press:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for job in self.begun:
            job.cancel()
        for one in self.printers:
            one.process.kill()
        self.threads.shutdown()
        for one in self.printers:
            one.process.communicate()

    def begin(self, html: str, place: Path) -> None:
        """Begin to render, or hold back what is too little to start processes for."""
        source = place.with_suffix(".html")
        source.write_text(html, encoding="utf-8", errors="replace")
        self.held.append((str(source), str(place)))
        self.size += len(html)
        if self.printers or (len(self.held) > 1 and self.size > SMALL):
            for job in self.held:
                if len(self.printers) < settings.PRINT_PROCESSES:
                    self.printers.append(_Printer())
                    self.free.put(self.printers[-1])
                self.begun.append(self.threads.submit(self._print, *job))
            self.held = []

    def finish(self) -> None:
        """Wait until everything that was begun is there."""
        for job in self.held:
            try:
                printer.render(*job, self.styles)
            except (pdf.ResourceRefused, OSError):
                raise
            except Exception as error:
                raise _failed(f"{type(error).__name__}: {error}") from error
        for answer in self.begun:
            _judge(answer.result())

    def _print(self, source: str, place: str) -> dict[str, str] | None:
        used = self.free.get()
        try:
            return used.render(source, place, self.styles)
        finally:
            self.free.put(used)


class _Printer:
    """A process that renders one volume after another."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "riskreg.rendering.printer"]
        self.process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def render(self, source: str, place: str, styles: Sequence[str]) -> dict[str, str] | None:
        """Have one volume rendered; return what the process answers, None if it died."""
        try:
            print(json.dumps([source, place, styles]), file=self.process.stdin, flush=True)
            line = next(iter(self.process.stdout or ()), "")
        except OSError:
            return None
        return json.loads(line) if line else None


def _judge(answer: dict[str, str] | None) -> None:
    """Raise what a process answered, in the language of whoever asked: its thread knows none."""
    if answer is None:
        raise VolumeFailed(_("排版进程意外中断（可能是内存不足），登记册没有生成，请稍后再试。"))
    if "refused" in answer:
        raise pdf.ResourceRefused(answer["refused"])
    if "failed" in answer:
        raise _failed(answer["failed"])


def _failed(reason: str) -> VolumeFailed:
    return VolumeFailed(_("登记册的一卷排版失败：%(reason)s") % {"reason": reason})
