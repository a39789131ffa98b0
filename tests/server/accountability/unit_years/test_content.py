"""Settings, annex, words and performance forms: judged by the loaders, guarded against lost edits, scored live."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from server.taking import content_of, taken
from shebao.server.accountability.unit_years import composed, content, recompute, scoring, wording
from shebao.server.accountability.unit_years.computing import compute
from shebao.server.accountability.unit_years.models import Closing, ComposedReport, PerformanceForm, UnitYear
from shebao.server.accountability.unit_years.starting import start
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.jobs.models import Job

pytestmark = pytest.mark.django_db


def settings_of(unit_year: UnitYear, **changes: str) -> dict[str, str]:
    return (
        {each.key: each.text for each in content.settings_fields(unit_year)}
        | {"version": str(unit_year.version)}
        | changes
    )


def test_settings_are_stored_and_what_is_wrong_is_said_at_the_field(unit_year: UnitYear, preparing: Client) -> None:
    address = reverse("unit_years:settings", args=[unit_year.pk])
    wrong = preparing.post(address, settings_of(unit_year, **{"unit.kind": "club", "unit.name": ""})).content.decode()
    assert "没有填写" in wrong
    assert "不是可用的值" in wrong
    data = settings_of(unit_year, money_unit="元", units="001 甲\n002 乙")
    assert preparing.post(address, data).status_code == 302
    unit_year.refresh_from_db()
    assert unit_year.settings["money_unit"] == "元"
    assert unit_year.settings["units"] == [{"code": "001", "name": "甲"}, {"code": "002", "name": "乙"}]


def test_own_subjects_are_read_before_they_are_stored(unit_year: UnitYear, preparing: Client) -> None:
    address = reverse("unit_years:settings", args=[unit_year.pk])
    page = preparing.post(address, settings_of(unit_year, extra_subjects="not,a,subject\n1,2,3")).content.decode()
    assert 'class="error"' in page
    unit_year.refresh_from_db()
    assert unit_year.extra_subjects == ""


def annex_of(unit_year: UnitYear, **changes: str) -> dict[str, str]:
    return (
        {each.key: each.text for each in content.annex_fields(unit_year)}
        | {"version": str(unit_year.version)}
        | changes
    )


def test_the_annex_is_judged_and_two_people_do_not_overwrite_each_other(unit_year: UnitYear, preparing: Client) -> None:
    address = reverse("unit_years:annex", args=[unit_year.pk])
    wrong = annex_of(
        unit_year, **{"procurement.small_medium": "9999999", "procurement.goods": "1", "staff.posts": "十"}
    )
    text = preparing.post(address, wrong).content.decode()
    assert "大于采购总额" in text
    assert "的整数" in text
    first = annex_of(unit_year, vehicles="应急保障用车 2", **{"staff.posts": "85"})
    assert preparing.post(address, first).status_code == 302
    second = preparing.post(address, annex_of(unit_year, **{"staff.posts": "86"}))
    assert second.status_code == 409
    assert "85" in second.content.decode()
    unit_year.refresh_from_db()
    assert unit_year.annex["staff"]["posts"] == "85"
    assert unit_year.annex["vehicles"] == [{"use": "应急保障用车", "count": "2"}]


def words_data(unit_year: UnitYear, **changes: Any) -> dict[str, Any]:
    return {
        "version": unit_year.version,
        "duties": "一\n二",
        "reasons.key": ["totals", ""],
        "reasons.text": ["人员增加", ""],
        **changes,
    }


def test_words_are_stored_as_the_composer_reads_them(unit_year: UnitYear, preparing: Client) -> None:
    address = reverse("unit_years:words", args=[unit_year.pk])
    more = {
        "key_work.title": ["任务", ""],
        "key_work.text": ["完成了", ""],
        "key_work.goal": ["", ""],
        "key_work.completion": ["", ""],
    }
    assert preparing.post(address, words_data(unit_year, **more)).status_code == 302
    unit_year.refresh_from_db()
    assert unit_year.words == {
        "duties": ["一", "二"],
        "reasons": {"totals": "人员增加"},
        "key_work": [{"title": "任务", "text": "完成了"}],
    }


def test_words_that_mean_nothing_are_refused_with_the_topics_there_are(unit_year: UnitYear, preparing: Client) -> None:
    before = unit_year.words
    data = words_data(unit_year, **{"reasons.key": ["nonsense"], "reasons.text": ["x"]})
    text = preparing.post(reverse("unit_years:words", args=[unit_year.pk]), data).content.decode()
    assert "没有这个主题" in text
    untitled = {
        "key_work.title": ["有名称", "", ""],
        "key_work.text": ["完成了", "没有名称", "也没有"],
        "key_work.goal": [""] * 3,
        "key_work.completion": [""] * 3,
    }
    text = preparing.post(
        reverse("unit_years:words", args=[unit_year.pk]), words_data(unit_year, **untitled)
    ).content.decode()
    assert "重点工作 2 任务：没有填写" in text
    assert "重点工作 3 任务：没有填写" in text
    unit_year.refresh_from_db()
    assert unit_year.words == before


def test_words_changed_by_somebody_else_are_shown_not_overwritten(unit_year: UnitYear, preparing: Client) -> None:
    address = reverse("unit_years:words", args=[unit_year.pk])
    preparing.post(address, words_data(unit_year, duties="先存的"))
    response = preparing.post(address, words_data(unit_year, duties="后存的"))
    text = response.content.decode()
    assert response.status_code == 409
    assert "先存的" in text
    assert "后存的" in text
    unit_year.refresh_from_db()
    assert unit_year.words["duties"] == ["先存的"]


def test_missing_words_are_listed_with_where_they_will_stand_and_a_field_to_write_them(
    unit_year: UnitYear, preparing: Client
) -> None:
    UnitYear.objects.filter(pk=unit_year.pk).update(words={})
    recompute.run(unit_year.pk)
    gaps = Closing.objects.get(unit_year=unit_year).gaps
    assert gaps
    text = preparing.get(reverse("unit_years:words", args=[unit_year.pk])).content.decode()
    for gap in gaps:
        assert gap["needed"] in text
        if gap["field"].startswith("reasons."):
            assert f'id="{gap["field"]}"' in text
    elsewhere = {"field": "performance.yaml", "needed": "项目支出绩效自评表", "where": "绩效"}
    form = wording.form_of({}, [*gaps, elsewhere])
    keys = {pair.key for _group, _title, _first, _second, pairs, _known in form.mappings for pair in pairs}
    assert "yaml" not in keys, "what is missing in another file is no text of this page"
    assert any(pair.needed for _group, _title, _first, _second, pairs, _known in form.mappings for pair in pairs)


def form_data(form: PerformanceForm, **changes: Any) -> dict[str, Any]:
    rows = form.data["指标"]
    columns = {f"i.{key}": [scoring.text_of(row.get(key)) for row in rows] for key in (*scoring.MAIN, *scoring.MORE)}
    head = {key: scoring.text_of(form.data.get(key)) for key, _ in (*scoring.fields_of(form.kind), *scoring.TEXTS)}
    head |= {key: scoring.text_of(form.data.get(key)) for key, _, _ in scoring.PRINTED}
    evidence = [scoring.evidence_text(row.get("证据")) for row in rows]
    return {
        **head,
        **columns,
        "i.证据": evidence,
        "i.was": [str(n) for n in range(len(rows))],
        "version": form.version,
        **changes,
    }


def project(unit_year: UnitYear) -> PerformanceForm:
    return PerformanceForm.objects.get(unit_year=unit_year, kind="project")


def test_saving_a_form_unchanged_changes_nothing(unit_year: UnitYear, preparing: Client) -> None:
    for form in PerformanceForm.objects.filter(unit_year=unit_year):
        before = form.data
        response = preparing.post(reverse("unit_years:form", args=[unit_year.pk, form.pk]), form_data(form))
        assert response.status_code == 302
        form.refresh_from_db()
        assert form.data == before


def test_scores_follow_what_is_typed_and_nothing_is_stored(unit_year: UnitYear, preparing: Client) -> None:
    form = project(unit_year)
    data = form_data(form, 执行数="21.44", 全年预算数="42.88")
    text = preparing.post(
        reverse("unit_years:score", args=[unit_year.pk, form.pk]), data, HTTP_HX_REQUEST="true"
    ).content.decode()
    assert "21.44÷42.88＝50%，得 20×50%＝10 分" in text
    assert text.count("hx-swap-oob") >= len(form.data["指标"]) + 3
    revision = unit_year.revision
    unit_year.refresh_from_db()
    form.refresh_from_db()
    assert (unit_year.revision, form.version) == (revision, 1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"执行数": "很多"}, "应是数字"), ({"i.分值": "x"}, "应是数字"), ({"小数位": "9"}, "0～4")],
)
def test_a_form_that_cannot_be_read_is_not_stored(
    changes: dict[str, str], message: str, unit_year: UnitYear, preparing: Client
) -> None:
    form = project(unit_year)
    data = form_data(form)
    for key, text in changes.items():
        data[key] = [text, *data[key][1:]] if isinstance(data[key], list) else text
    for address in ("form", "score"):
        response = preparing.post(reverse(f"unit_years:{address}", args=[unit_year.pk, form.pk]), data)
        assert message in response.content.decode()
    form.refresh_from_db()
    assert form.version == 1


def test_two_people_at_one_form_see_what_differs(unit_year: UnitYear, preparing: Client) -> None:
    form = project(unit_year)
    address = reverse("unit_years:form", args=[unit_year.pk, form.pk])
    assert preparing.post(address, form_data(form, 执行数="40.01")).status_code == 302
    response = preparing.post(address, form_data(form, 执行数="40.02"))
    text = response.content.decode()
    assert response.status_code == 409
    assert "40.01" in text
    assert "40.02" in text
    form.refresh_from_db()
    assert form.data["执行数"] == "40.01"


def test_forms_go_out_as_official_files_and_come_back(unit_year: UnitYear, preparing: Client) -> None:
    for kind in ("data", "xlsx", "docx"):
        response = taken(preparing, reverse("unit_years:export_forms", args=[unit_year.pk, kind]))
        file = SimpleUploadedFile(f"forms.{'docx' if kind == 'docx' else 'xlsx'}", content_of(response))
        done = preparing.post(reverse("unit_years:import_forms", args=[unit_year.pk]), {"file": file}, follow=True)
        assert "已读入 2 张自评表" in done.content.decode(), kind
        forms = PerformanceForm.objects.filter(unit_year=unit_year)
        assert forms.count() == 2
        assert forms.filter(kind="overall").count() == 1
    recompute.run(unit_year.pk)
    assert all(score["total"] for score in Closing.objects.get(unit_year=unit_year).scores)


def test_a_script_in_an_indicator_is_text(unit_year: UnitYear, preparing: Client) -> None:
    form = project(unit_year)
    data = form_data(form)
    data["i.名称"] = ["<img src=x onerror=alert(1)>", *data["i.名称"][1:]]
    preparing.post(reverse("unit_years:form", args=[unit_year.pk, form.pk]), data)
    text = preparing.get(reverse("unit_years:form", args=[unit_year.pk, form.pk])).content.decode()
    assert "<img" not in text


def test_next_years_accounts_start_from_this_years(unit_year: UnitYear, preparing: Client, preparer: Any) -> None:
    made = start(unit_year.organisation, 2024, preparer)
    assert made.settings == unit_year.settings
    assert made.prior is not None
    assert made.prior["fiscal_year"] == 2023
    assert made.words["duties"] == unit_year.words["duties"]
    assert "reasons" not in made.words
    response = preparing.post(
        reverse("unit_years:new"), {"organisation": unit_year.organisation_id, "fiscal_year": 2024}
    )
    assert "已经有了" in response.content.decode()


def test_every_report_download_is_what_it_says(
    unit_year: UnitYear, preparing: Client, run_jobs: Callable[[], list[Job]], monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = {"pdf": b"%PDF", "html": b"<!DOCTYPE", "xlsx": b"PK", "json": b"{", "package": b"PK", "docx": b"PK"}
    page = preparing.get(reverse("unit_years:report", args=[unit_year.pk]))
    for kind in re.findall(r"/report/download/(\w+)/", page.content.decode()):
        waiting = preparing.get(reverse("unit_years:download", args=[unit_year.pk, kind]))
        assert "正在生成" in waiting.content.decode()
    assert {job.state for job in run_jobs()} == {"done"}
    monkeypatch.setattr(composed, "render", None)  # nothing is composed by the pages
    for kind, start_of_it in starts.items():
        response = preparing.get(reverse("unit_years:download", args=[unit_year.pk, kind]))
        assert response.status_code == 200
        assert response.getvalue().startswith(start_of_it), kind
        assert response["Content-Disposition"].startswith("attachment")


def test_a_report_is_composed_once_a_revision_and_the_former_is_thrown_away(
    unit_year: UnitYear, preparing: Client, run_jobs: Callable[[], list[Job]]
) -> None:
    address = reverse("unit_years:download", args=[unit_year.pk, "json"])
    for _reader in range(3):
        preparing.get(address)
    assert len([job for job in run_jobs() if job.kind == composed.COMPOSE]) == 1
    former = ComposedReport.objects.get().file
    UnitYear.objects.filter(pk=unit_year.pk).update(revision=unit_year.revision + 1)
    assert "正在生成" in preparing.get(address).content.decode()
    run_jobs()
    assert ComposedReport.objects.get().revision == unit_year.revision + 1
    assert not StoredFile.objects.filter(pk=former.pk).exists()


def test_the_preview_runs_nothing_and_is_framed_only_here(
    unit_year: UnitYear, preparing: Client, run_jobs: Callable[[], list[Job]]
) -> None:
    assert "<iframe" not in preparing.get(reverse("unit_years:report", args=[unit_year.pk])).content.decode()
    run_jobs()
    assert "<iframe" in preparing.get(reverse("unit_years:report", args=[unit_year.pk])).content.decode()
    response = preparing.get(reverse("unit_years:preview", args=[unit_year.pk]))
    assert "sandbox" in response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert unit_year.settings["unit"]["name"] in response.content.decode()


def test_a_score_that_was_typed_in_wrong_is_mended_where_the_finding_leads(
    tree: Any, unit_year: UnitYear, preparing: Client
) -> None:
    found = unit_year.findings.open().filter(source="performance", rule="填列的得分").first()
    form = project(unit_year)
    assert found is not None
    page, _, anchor = f"/work/{unit_year.pk}/{found.target}".partition("#")
    text = preparing.get(page).content.decode()
    assert f'id="{anchor}"' in text
    number = int(anchor.removeprefix("i"))
    form = PerformanceForm.objects.get(pk=int(page.strip("/").rsplit("/", 1)[1]))
    data = form_data(form)
    data["i.得分"][number] = "4.9"
    assert preparing.post(page, data).status_code == 302
    recompute.run(unit_year.pk)
    found.refresh_from_db()
    assert found.resolved_at is not None


def test_stated_weights_and_goals_are_edited_as_text(tree: Any, preparing: Client, unit_year: UnitYear) -> None:
    stored = {"目标分值": [{"序号": "1", "分值": "20", "内容": "稳就业"}], "分值标注": {"产出指标": "40"}}
    form = project(unit_year)
    form.data |= stored
    form.save()
    assert scoring.text_of(form.data["目标分值"]) == "1=20=稳就业"
    address = reverse("unit_years:form", args=[unit_year.pk, form.pk])
    assert preparing.post(address, form_data(form)).status_code == 302
    form.refresh_from_db()
    assert form.data["目标分值"] == stored["目标分值"]
    preparing.post(address, form_data(form, 分值标注="产出指标=50"))
    form.refresh_from_db()
    assert form.data["分值标注"] == "产出指标=50"
    assert scoring.live(unit_year, form, form.data).scored is not None


def test_the_mid_year_day_turns_the_lights_on(unit_year: UnitYear, preparing: Client) -> None:
    address = reverse("unit_years:settings", args=[unit_year.pk])
    for wrong in ("六月", "2022-06-30"):
        assert 'class="error"' in preparing.post(address, settings_of(unit_year, midyear_day=wrong)).content.decode()
    assert preparing.post(address, settings_of(unit_year, midyear_day="2023-06-30")).status_code == 302
    form = project(unit_year)
    form.data |= {"年中执行数": "20"}
    form.save()
    text = preparing.get(reverse("unit_years:monitoring", args=[unit_year.pk])).content.decode()
    assert "绩效目标监控" in text
    assert "灯" in text


def test_tables_are_kept_where_the_report_cannot_be_composed(
    unit_year: UnitYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(compute, "compose", fails)
    UnitYear.objects.filter(pk=unit_year.pk).update(revision=unit_year.revision + 1)
    assert recompute.run(unit_year.pk)
    closing = Closing.objects.get(unit_year=unit_year)
    assert closing.closed
    assert closing.grids
    assert "程序出错" in unit_year.findings.open().get(rule="程序").message


def test_the_first_year_of_a_unit_can_be_opened_before_anything_is_in_it(
    tree: Any, preparing: Client, run_jobs: Callable[[], list[Job]]
) -> None:
    type(tree.unit).objects.filter(pk=tree.unit.pk).update(place="武汉市东西湖区")
    data = {"organisation": tree.unit.pk, "fiscal_year": 2024}
    assert preparing.post(reverse("unit_years:new"), data).status_code == 302
    made = UnitYear.objects.get()
    assert made.settings["unit"]["place"] == "wuhan"
    assert made.settings["unit"]["parent"] == tree.bureau.name
    assert [job.state for job in run_jobs()] == ["done"]
    assert not Closing.objects.get().closed
    pages = ("overview", "tables", "performance", "words", "report", "findings", "documents", "history", "monitoring")
    for name in pages:
        assert preparing.get(reverse(f"unit_years:{name}", args=[made.pk])).status_code == 200, name
    assert "还没有分录" in preparing.get(reverse("unit_years:findings", args=[made.pk])).content.decode()
    assert preparing.get(reverse("unit_years:preview", args=[made.pk])).status_code == 200
    assert preparing.get(reverse("unit_years:download", args=[made.pk, "pdf"])).status_code == 200
    assert {job.state for job in run_jobs()} == {"failed"}
    assert preparing.get(reverse("unit_years:download", args=[made.pk, "pdf"])).status_code == 302
    added = preparing.post(reverse("unit_years:new_form", args=[made.pk]), {"kind": "project", "name": "某项目"})
    assert preparing.get(added["Location"]).status_code == 200


def test_a_part_that_the_report_does_not_miss_is_not_asked_for(unit_year: UnitYear, preparing: Client) -> None:
    address = reverse("unit_years:overview", args=[unit_year.pk])
    PerformanceForm.objects.filter(unit_year=unit_year).delete()
    Closing.objects.filter(unit_year=unit_year).update(closed=True, errors=0)
    assert "准备“绩效自评表”" not in preparing.get(address).content.decode()
    Closing.objects.filter(unit_year=unit_year).update(errors=1)
    assert "准备“绩效自评表”" in preparing.get(address).content.decode()
