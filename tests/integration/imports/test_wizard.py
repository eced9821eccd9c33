"""The wizard: upload, sheet, columns, preview, writing, result, taking back."""

from __future__ import annotations

import errno
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from imports import wizard
from imports.models import Import, KeptMapping
from organisation.models import Unit
from powers.models import Power
from riskpoints.models import RiskPoint
from riskreg import access
from tests import scenarios
from tests.scenarios import Cast

REGISTER = """廉政风险点登记表
单位/科室,职权名称,职权类别,风险点,风险等级,防控措施,经办情况
民政所,临时救助金发放,行政给付,优亲厚友,B,1.两人核查 2.张榜公布,正常
民政所,临时救助金发放,行政给付,超期办理,很高,限时提醒,
"""


@pytest.fixture
def registrar(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.registrar)
    return client


def url(name: str, source: Import) -> str:
    return reverse(f"imports:{name}", args=[source.pk])


def send(client: Client, cast: Cast, text: str = REGISTER, name: str = "登记表.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, text.encode("gb18030"))
    return client.post(reverse("imports:upload"), {"institution": cast.institution.pk, "file": file})


def to_columns(client: Client, cast: Cast, text: str = REGISTER) -> Import:
    """Upload and take the proposed sheet and header."""
    answer = send(client, cast, text)
    assert answer.status_code == 302, answer.content.decode()
    source = Import.objects.latest("pk")
    page = client.get(url("sheet", source))
    assert client.post(url("sheet", source), proposed(page))["Location"] == url("columns", source)
    return source


def proposed(page: HttpResponse) -> dict[str, Any]:
    """Return what the page of the sheets proposes, as a browser sends it."""
    forms = [form for _one, form in page.context["sheets"]]
    filled = {field.html_name: field.initial for form in forms for field in form}
    return {name: value for name, value in filled.items() if value not in (False, None)}


def choices(page: HttpResponse) -> dict[str, str]:
    return {line.name: line.chosen for form in page.context["forms"] for line in form.lines}


def to_preview(client: Client, cast: Cast, text: str = REGISTER) -> Import:
    """Go on with the proposed columns; what has no proposal is left out."""
    source = to_columns(client, cast, text)
    chosen = {name: value or "+leave" for name, value in choices(client.get(url("columns", source))).items()}
    assert client.post(url("columns", source), chosen)["Location"] == url("preview", source)
    return source


def write(client: Client, source: Import) -> HttpResponse:
    token = client.get(url("preview", source)).context["token"]
    return client.post(url("apply", source), {"seen": token}, follow=True)


def test_a_register_comes_in_and_goes_back(cast: Cast, registrar: Client) -> None:
    source = to_preview(registrar, cast)
    page = registrar.get(url("preview", source))
    assert [(label, count) for _o, label, _t, count in page.context["tabs"]] == [
        ("不能导入", 1), ("有变化", 0), ("新增", 1), ("没有变化", 0)
    ]  # fmt: skip
    assert not Power.objects.exists()
    done = write(registrar, source).content.decode()
    assert "写入的结果" in done and "很高" in done
    assert RiskPoint.objects.get().title == "优亲厚友"
    report = json.loads(registrar.get(url("report", source)).content)
    assert report["created"]["risk_points"] == 1
    assert registrar.post(url("undo", source), follow=True).status_code == 200
    assert not Power.objects.exists()
    assert "已经撤销" in registrar.get(url("detail", source)).content.decode()


def test_a_wrong_cell_is_put_right_on_the_page(cast: Cast, registrar: Client) -> None:
    source = to_preview(registrar, cast)
    address = url("preview", source)
    page = registrar.get(address).content.decode()
    assert 'name="cell:0:4:风险等级">很高<' in page
    registrar.post(address, {"cell:0:4:风险等级": "中"})
    again = registrar.get(address)
    assert {label: count for _o, label, _t, count in again.context["tabs"]}["不能导入"] == 0
    write(registrar, source)
    assert RiskPoint.objects.count() == 2


def test_a_column_goes_nowhere_only_if_somebody_says_so(cast: Cast, registrar: Client) -> None:
    source = to_columns(registrar, cast)
    chosen = choices(registrar.get(url("columns", source)))
    place = next(name for name, value in chosen.items() if not value)
    refused = registrar.post(url("columns", source), chosen)
    assert refused.status_code == 422
    assert "还有列没有选定去向" in refused.content.decode()
    assert choices(refused) == chosen
    registrar.post(url("columns", source), {**chosen, place: "+keep"})
    shown = registrar.get(url("preview", source))
    [going] = shown.context["goings"]
    assert ("经办情况", "作为备注保留") in going.mapped
    write(registrar, source)
    assert source.origins.exclude(kept={}).values_list("kept", flat=True)[0] == {"经办情况": "正常"}


def test_nothing_can_be_imported_without_the_necessary_columns(cast: Cast, registrar: Client) -> None:
    source = to_columns(registrar, cast)
    none = dict.fromkeys(choices(registrar.get(url("columns", source))), "+leave")
    assert "缺少必要的栏目" in registrar.post(url("columns", source), none).content.decode()


def test_the_next_file_with_the_same_heads_is_read_the_same(cast: Cast, registrar: Client) -> None:
    first = to_columns(registrar, cast)
    chosen = choices(registrar.get(url("columns", first)))
    place = next(name for name, value in chosen.items() if not value)
    registrar.post(url("columns", first), {**chosen, place: "notes"})
    assert KeptMapping.objects.get().mapping["经办情况"] == "notes"
    second = to_columns(registrar, cast, REGISTER.replace("优亲厚友", "吃拿卡要"))
    assert choices(registrar.get(url("columns", second)))[place] == "notes"


def test_a_near_name_is_asked_for_and_the_answer_is_kept(cast: Cast, registrar: Client) -> None:
    source = to_preview(registrar, cast, REGISTER.replace("民政所", "民政办公所"))
    questions = registrar.get(url("preview", source)).context["questions"]
    assert [(one.kind, one.text) for one, _sheet in questions] == [("units", "民政办公所")]
    registrar.post(url("preview", source), {"answer:units:民政办公所": str(cast.unit.pk)})
    assert registrar.get(url("preview", source)).context["questions"] == []
    write(registrar, source)
    assert Power.objects.get().unit == cast.unit
    assert not Unit.objects.filter(name="民政办公所").exists()


def test_who_goes_back_after_writing_sees_the_result(cast: Cast, registrar: Client) -> None:
    source = to_preview(registrar, cast)
    write(registrar, source)
    for name in ("sheet", "columns", "preview"):
        assert registrar.get(url(name, source))["Location"] == url("detail", source)
        assert registrar.post(url(name, source)).status_code == 403


def test_the_same_file_again_writes_nothing(cast: Cast, registrar: Client) -> None:
    write(registrar, to_preview(registrar, cast))
    again = registrar.get(url("preview", to_preview(registrar, cast)))
    assert not again.context["writes"]
    assert "没有要写入的内容" in again.content.decode()


def test_what_changed_since_the_preview_is_not_written(cast: Cast, registrar: Client) -> None:
    source, other = to_preview(registrar, cast), to_preview(registrar, cast)
    token = registrar.get(url("preview", source)).context["token"]
    write(registrar, other)
    answer = registrar.post(url("apply", source), {"seen": token}, follow=True).content.decode()
    assert "没有写入，资料没有改动" in answer and "请重新预览" in answer
    assert RiskPoint.objects.count() == 1


def test_an_error_nobody_thought_of_is_said_and_writes_nothing(
    cast: Cast, registrar: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = to_preview(registrar, cast)
    monkeypatch.setattr("imports.actions.write_plan", lambda *_args, **_more: 1 / 0)
    said = write(registrar, source).content.decode()
    assert "没有写入，资料没有改动" in said and "请告诉系统管理员" in said
    assert not Power.objects.exists()


def test_a_long_file_is_read_once_for_all_pages_of_its_preview_until_something_is_written(
    cast: Cast, registrar: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = to_preview(registrar, cast)
    reads: list[Import] = []
    read = wizard.read
    monkeypatch.setattr("imports.wizard.read", lambda one: reads.append(one) or read(one))

    def said(**asked: str) -> str:
        return registrar.get(url("preview", source), asked).context["token"]

    first = said()
    assert {said(show="rejected"), said(page="2"), first} == {first}
    assert len(reads) == 1
    scenarios.complete(cast)
    said()
    assert len(reads) == 2
    registrar.post(url("preview", source), {"cell:0:4:风险等级": "A"})
    assert said() != first
    assert len(reads) == 3


def test_a_full_disk_is_said_wherever_it_is_met_and_leaves_nothing(
    cast: Cast, registrar: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the file comes in, while its rows are planned, and while they are written."""

    def full(*_args: Any, **_more: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    source = to_preview(registrar, cast)
    with monkeypatch.context() as disk:
        disk.setattr("imports.plans.spooled.PlannedRows.add", full)
        page = registrar.get(url("preview", source))
        assert (page.status_code, "服务器磁盘已满" in page.content.decode()) == (507, True)
    with monkeypatch.context() as disk:
        disk.setattr("imports.actions.write_plan", full)
        assert "服务器磁盘已满" in write(registrar, source).content.decode()
    with monkeypatch.context() as disk:
        disk.setattr("riskreg.whole_file.os.fsync", full)
        page = send(registrar, cast, "风险点\n拖延", "另一份.csv")
        assert (page.status_code, "服务器磁盘已满" in page.content.decode()) == (507, True)
    assert (Power.objects.exists(), Import.objects.count()) == (False, 1)
    assert "按预览写入" in registrar.get(url("preview", source)).content.decode()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [("%PDF-1.7", "登记表.xlsx", "xlsx"), ("", "空.csv", "空"), ("<html><table>", "登记表.xls", "xlsx")],
)
def test_a_bad_file_is_refused_where_it_was_chosen(
    cast: Cast, registrar: Client, content: str, name: str, sentence: str
) -> None:
    answer = send(registrar, cast, content, name)
    assert answer.status_code == 422
    assert sentence in str(answer.context["upload_form"].errors["file"])
    assert not Import.objects.exists()


def test_only_the_register_administrator_of_the_institution_imports(cast: Cast, registrar: Client) -> None:
    source = to_preview(registrar, cast)
    for person in (cast.clerk, cast.officer, cast.leader, cast.stranger, cast.sysadmin):
        client = Client()
        client.force_login(person)
        assert client.get(reverse("imports:list")).status_code == 403
        assert send(client, cast).status_code == 403
        for name in ("sheet", "columns", "preview", "detail", "report"):
            assert client.get(url(name, source)).status_code == 404
        for name in ("apply", "undo"):
            assert client.post(url(name, source)).status_code == 404
    assert not Power.objects.exists()


def test_a_file_that_is_gone_is_said(cast: Cast, registrar: Client, settings: Any, tmp_path: Any) -> None:
    source = to_preview(registrar, cast)
    settings.UPLOADS_DIR = tmp_path / "elsewhere"
    for name in ("sheet", "columns", "preview"):
        answer = registrar.get(url(name, source))
        assert answer.status_code == 422
        assert "请重新上传" in answer.content.decode()
    assert "请重新上传" in write_blindly(registrar, source)


def write_blindly(client: Client, source: Import) -> str:
    return client.post(url("apply", source), {"seen": ""}, follow=True).content.decode()


def test_a_head_of_the_offices_own_is_learned_and_forgotten(cast: Cast, registrar: Client) -> None:
    address = reverse("imports:synonyms")
    added = registrar.post(address, {"head": "经办 情况", "field": "register:notes"})
    assert added.status_code == 302
    page = registrar.get(url("columns", to_columns(registrar, cast)))
    assert "notes" in choices(page).values()
    twice = registrar.post(address, {"head": "经办情况", "field": "register:notes"})
    assert twice.status_code == 422
    row = registrar.get(address).context["rows"][0][0]
    registrar.post(reverse("imports:synonym_remove", args=[row.pk]))
    assert registrar.get(address).context["rows"] == []


def test_who_administers_one_section_only_neither_imports_nor_sees_imports(
    cast: Cast, registrar: Client
) -> None:
    source = to_preview(registrar, cast)
    access.grant(user=cast.colleague, role="register_administrator", unit=cast.unit)
    client = Client()
    client.force_login(cast.colleague)
    assert send(client, cast).status_code == 422
    assert client.get(reverse("imports:list")).context["rows"] == []
    assert client.get(url("preview", source)).status_code == 404
