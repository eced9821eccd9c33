"""Downloads of the registers room."""

from django.urls import path, register_converter

from registers.views import exports, orders, papers


class Format:
    """xlsx, pdf or json."""

    regex = "xlsx|pdf|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Format, "format")

urlpatterns = [
    path("institution/<int:pk>/working-copy.<format:format>", exports.working_copy, name="working_copy"),
    path("<int:pk>/register.<format:format>", exports.edition, name="edition_export"),
    path("<int:pk>/tables/<slug:table>.xlsx", exports.table, name="table_xlsx"),
    path("unit/<int:pk>/register.<format:format>", exports.unit, name="unit_export"),
    path("<int:pk>/entries/<int:entry_pk>/sheet.pdf", exports.entry, name="entry_pdf"),
    path("power/<int:pk>/dossier.xlsx", exports.power, {"format": "xlsx"}, name="power_xlsx"),
    path("power/<int:pk>/dossier.pdf", exports.power, {"format": "pdf"}, name="power_pdf"),
    path("power/<int:pk>/dossier.json", exports.power, {"format": "json"}, name="power_json"),
    path("<int:pk>/papers/", papers.papers, name="papers"),
    path("<int:pk>/papers/<slug:paper>.pdf", papers.paper, {"format": "pdf"}, name="paper_pdf"),
    path("<int:pk>/papers/<slug:paper>.docx", papers.paper, {"format": "docx"}, name="paper_docx"),
    path("<int:pk>/papers/<slug:paper>/copies/", papers.copies, name="copies"),
    path("<int:pk>/letters/", papers.letters, name="letters"),
    path("<int:pk>/letters/all.pdf", papers.letters_together, name="letters_pdf"),
    path("<int:pk>/letters/<int:number>.pdf", papers.one_letter, {"format": "pdf"}, name="letter_pdf"),
    path("<int:pk>/letters/<int:number>.docx", papers.one_letter, {"format": "docx"}, name="letter_docx"),
    path("document/<int:pk>/", exports.document, name="document"),
    path("files/", orders.order_list, name="orders"),
    path("files/<int:pk>/", orders.order, name="order"),
    path("files/<int:pk>/fetch/", orders.order_fetch, name="order_fetch"),
    path("files/<int:pk>/again/", orders.order_again, name="order_again"),
    path("document/<int:pk>/retry/", exports.retry, name="document_retry"),
]
