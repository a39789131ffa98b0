"""What a form of an entry comes to: its fields as facts of the registers that they are named after, and the paper that tells so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shebao.fields.dates import add_months
from shebao.operations.handling.entries.needs import Asking, assess, day_of
from shebao.operations.handling.known import employer_known, person_known, text_of
from shebao.operations.handling.outcome import Assessment, Outcome, assessed, outcome
from shebao.operations.handling.papers import Paper, Table
from shebao.operations.handling.registry import Declared, Form, Party
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, FactEnded, FactStated
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.services.model import Entry, Need, Service

PERSON = "identity_number"
_ABOUT = {
    SubjectKind.PERSON: (("姓名", "name"), ("证件号码", PERSON)),
    SubjectKind.EMPLOYER: (("单位名称", "name"), ("统一社会信用代码", "credit_code")),
}
_NUMBER = {SubjectKind.PERSON: "个人编号", SubjectKind.EMPLOYER: "单位编号"}


def kind_of(service: Service) -> SubjectKind:
    """Whose record an entry goes into: the person's where the form asks for one."""
    return SubjectKind.PERSON if PERSON in service.form else SubjectKind.EMPLOYER


def written(service: Service) -> list[str]:
    """The fields of the form that are entered: those named as registers are, without the number that finds the person."""
    known = registers(kind_of(service))
    return [name for name in service.form if name in known and name != PERSON]


def declared(service: Service, entry: Entry) -> Declared:
    """An entry as an effect like any other."""

    def enter(situation: Situation, form: Form) -> Outcome:
        return _entered(service, entry, situation, form)

    return Declared(
        service.effect,
        service.name,
        {name: one.field.kind.value for name, one in service.form.items()},
        frozenset(name for name, one in service.form.items() if not one.field.required),
        service.basis[0],
        enter,
        person=Party.KNOWN if kind_of(service) is SubjectKind.PERSON else Party.NOBODY,
        employer=Party(entry.employer),
    )


def _entered(service: Service, entry: Entry, situation: Situation, form: Form) -> Outcome:
    kind = kind_of(service)
    slot = text_of(form[entry.slot]) if form.get(entry.slot) is not None else ""
    asking = Asking(service, situation, form, kind, slot)
    every = [*_parties(entry, asking), *(assess(need, asking) for need in (*_of_span(entry, asking), *entry.needs))]
    if any(one.result == "not_fulfilled" for one in every):
        return outcome(every, ())
    return outcome(every, _effects(service, entry, asking), papers=_papers(service, entry, asking))


def _parties(entry: Entry, asking: Asking) -> Iterator[Assessment]:
    situation = asking.situation
    if asking.kind is SubjectKind.PERSON:
        yield person_known(situation)
        if entry.life != "any":
            yield _alive(entry, situation)
    if entry.employer == "known" or situation.employer is not None:
        yield employer_known(situation)


def _alive(entry: Entry, situation: Situation) -> Assessment:
    death = situation.always.value("death")
    told = f"登记的死亡日期是 {death}" if death else "没有死亡登记"
    if entry.life == "dead":
        return assessed("dead", "死亡已登记", "社会保险法第十七条", death is not None, told)
    return assessed("alive", "本人在世", "社会保险经办条例第九条", death is None, told)


def _of_span(entry: Entry, asking: Asking) -> Iterator[Need]:
    """What has a first and a last day has them in order."""
    if entry.since and entry.until:
        yield Need("order", (entry.since, entry.until))


def _span(entry: Entry, asking: Asking) -> Valid:
    form = asking.form
    start = day_of(form[entry.since]) if form.get(entry.since) is not None else asking.situation.day
    if entry.months:
        return Valid(start, add_months(start, entry.months))
    until = form.get(entry.until) if entry.until else None
    return Valid(start, max(day_of(until, end=True), date.fromordinal(start.toordinal() + 1)) if until else None)


def _effects(service: Service, entry: Entry, asking: Asking) -> Iterator[Effect]:
    situation, valid = asking.situation, _span(entry, asking)
    subject = situation.person if asking.kind is SubjectKind.PERSON else situation.employer_number
    known = registers(asking.kind)
    values = {name: text_of(asking.form[name]) for name in written(service) if asking.form.get(name) is not None}
    for name, value in (values | dict(entry.fixed)).items():
        yield FactStated(subject, name, value, valid, asking.slot if known[name].several else "")
    for name in entry.ends:
        slot = asking.slot if known[name].several else ""
        if asking.view.value(name, slot) is not None:
            yield FactEnded(subject, name, situation.day, slot)


def _papers(service: Service, entry: Entry, asking: Asking) -> Iterator[Paper]:
    if not entry.paper:
        return
    known = registers(asking.kind)
    rows = [
        (
            one.field.label,
            known[name].shown(text_of(asking.form[name])) if name in known else text_of(asking.form[name]),
        )
        for name, one in service.form.items()
        if name != PERSON and asking.form.get(name) is not None
    ]
    rows += [(known[name].label, known[name].shown(value)) for name, value in entry.fixed.items()]
    tables = [Table("登记内容", ("项目", "内容"), tuple(rows))] if rows else []
    yield Paper(
        "entry", entry.paper, _about(asking), (*tables, *_shown(entry, asking)), (f"依据：{'；'.join(service.basis)}",)
    )


def _shown(entry: Entry, asking: Asking) -> Iterator[Table]:
    """What the record holds of the registers that the paper shows."""
    known = registers(asking.kind)
    found = [fact for fact in asking.always.facts if fact.register in entry.shows]
    rows = [(known[one.register].label, known[one.register].shown(one.value), str(one.valid)) for one in found]
    if entry.shows:
        yield Table("登记情况", ("项目", "内容", "期间"), tuple(rows) or (("没有登记", "", ""),))


def _about(asking: Asking) -> tuple[tuple[str, str], ...]:
    situation = asking.situation
    number = situation.person if asking.kind is SubjectKind.PERSON else situation.employer_number
    listed = [(label, asking.view.value(name) or "") for label, name in _ABOUT[asking.kind]]
    about = [*listed, (_NUMBER[asking.kind], str(number))]
    if asking.kind is SubjectKind.PERSON and situation.employer is not None:
        about.append(("单位", situation.of_employer.value("name") or ""))
    return tuple(about)
