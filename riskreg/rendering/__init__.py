"""Plain values in, bytes out. Imports no room; everything below may be called from any of them.

Charts (`powers.diagrams`: pure, no database)
    flow_dot(chart: Chart) -> Drawing
    lanes_dot(chart: Chart) -> Drawing
    risk_dot(chart: Chart, rows: Sequence[RiskRow]) -> Drawing
    Drawing(source: str, engine: "neato")
    Chart(title: str, code: str, steps: tuple[ChartStep, ...], edges: tuple[ChartEdge, ...],
          notes: tuple[str, ...] = ())          title "" leaves out the head
    ChartStep(no, label, kind, actor="", time_limit_text="", external=False,
              badges: tuple[Badge, ...] = (), url: str | None = None)
    ChartEdge(source: int, target: int, condition="")
    Badge(grade "A"|"B"|"C"|"", code, line="")  line becomes the tooltip
    RiskRow(step: int, risks: tuple[RiskText, ...] = (), measures: tuple[str, ...] = (), responsible="")
    RiskText(grade, code, text)

`dot`   render(source, *, format: "svg"|"pdf"|"png", engine="dot"|"neato", dpi=None, timeout=20.0) -> bytes
        render_cached(source, *, format, engine="dot", dpi=None) -> bytes
        render_many(sources, *, engine="neato", timeout=120.0, batch=200) -> list[bytes]   (SVG, remembered)
        render_stream(…the same…) -> Iterator[bytes]     drawn while later sources are still being made
        quote(text) -> str; html_text(text) -> str
        DotError > DotMissing, DotFailed(.detail), DotTimeout, SourceTooLarge
`svg`   clean_svg(svg: bytes, *, title, description="", id_prefix="", titles=None) -> str   inline SVG for a page
        safe_link(url) -> str | None
`text`  display_width(text) -> int; wrap(text, width) -> list[str]      width in half characters
`pdf`   render(html, *, created: datetime, variant="pdf/a-3b"|None, attachments=(), styles=(), tagged=True,
               settle=None) -> bytes      settle is told where anchors stand and may add CSS for a second layout
        Attachment(name, content: bytes, mime, description="")
        ResourceRefused(.url), FontMissing; documents refer to files as static:path/in/static
`press` volumes(documents: iterable of HTML, folder, *, styles) -> list[Path]   side by side, each rendered once
        VolumeFailed; `printer` is the process that renders
`shelf` workshop() -> context of a folder; fetch, keep, tidy: volumes kept by the digest of what they are made from
`binding` bind(frame, volumes, bookmarks, feet, *, types) -> bytes    volumes bound into one PDF
        measure(volume) -> Measure(pages, anchors, letters); type_case(measures, feet, language) -> HTML for `types`
        Bookmark(level, title, volume, anchor).link, for href; Foot(left, middle); page_count(pdf: bytes) -> int
`letter` Letter(issuer, number, title, blocks, words, …): a letter or notice as plain values
        Imprint(office, date, lead, copies): the foot of a letter that is sent, on its last, even page
        Heading(level, text), Paragraph(text), Listing(items), Table(widths, rows of Cell), grid(heads, widths, rows)
        render(letters, *, created) -> bytes    PDF in the geometry of GB/T 9704-2012; digest(letter), short(digest)
`docx_file`  write(letter, *, created) -> bytes    the same letter for Word
`fonts` check_fonts(names=REQUIRED) -> list[str] of missing ones; require_fonts(); SANS, SERIF
        ROLES, paper_fonts(), substitutes() -> list[Substitute], office_font(role): fonts of papers by role
        uncovered(text) -> list[str]      characters that no installed font has
`xlsx`  write(book: Book, out: BinaryIO) -> None
        Book(sheets, created: datetime, title="", creator="", properties={})
        Sheet(title, columns, rows: iterable of sequences and Bands, title_rows=(), signature="",
              freeze=True, freeze_columns=0, repeat_header=True, auto_filter=False, orientation="landscape"|"portrait",
              paper="A4"|"A3", fit_width=True, footer=…); .first_data_row
        Column(header, width=12, kind="text"|"number"|"date"|"moment"|"percent", wrap=True, group="", merge=False)
        Band(text, head=False, bold=True)   a row that says one thing across all columns but the first
        clean_text(value) -> str; safe_title(title, taken=()) -> str
`responses`  attachment(content: bytes | file | Iterable[bytes], filename, content_type) -> HttpResponse…
        inline_svg(svg) -> SafeString; safe_name(filename) -> str; XLSX, PDF, SVG, PNG, JSON, CSV
`checks`  system checks riskreg.E001 (dot missing), riskreg.E002 (font missing), riskreg.I003, E004 and E005
        (fonts of papers replaced, not installed, unknown): import it from an AppConfig
"""
