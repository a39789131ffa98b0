"""Keys are renewed while the server runs: every value goes under the newest key, and a stopped run goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import Error, transaction
from django.utils import timezone

from server.platform.secrets.test_fields import put, stored
from shebao.server.platform.people.models import Contact, Phone
from shebao.server.platform.secrets import renewal, ring
from shebao.server.platform.secrets.fields import Unreadable, holds
from shebao.server.platform.secrets.models import VALUES, DataKey
from shebao.server.platform.secrets.source import KeySource, new_line, write_new

pytestmark = pytest.mark.django_db


@pytest.fixture
def contacts(tree, member) -> list[Contact]:
    people = [member(None, tree.unit, f"person-{number}") for number in range(7)]
    Phone.objects.create(user=people[0], name="phone", key="00" * 20)
    return [
        Contact.objects.create(user=user, telephone=f"1380013800{user.pk % 10}", mail=f"{user.pk}@x.cn")
        for user in people
    ]


def _texts() -> dict[object, tuple[str, str]]:
    return {each.pk: (each.telephone.open(), each.mail.open()) for each in Contact.objects.all()}


def _left(number: int) -> int:
    return sum(count for held in renewal.holdings() for key, count in held.by_key.items() if key != str(number))


def test_after_a_renewal_all_is_under_the_new_key_and_reads_as_before(contacts) -> None:
    before, tokens = _texts(), [stored(each) for each in contacts]
    number = ring.renew(VALUES)
    assert _left(number) == 15
    assert renewal.renew_values(batch=3).values == 15
    assert _left(number) == 0
    assert _texts() == before
    assert Phone.objects.get().bin_key == bytes(20)
    assert not set(tokens) & {stored(each) for each in contacts}
    assert Contact.objects.get(holds(Contact, "mail", f"{contacts[3].pk}@x.cn")) == contacts[3]
    assert renewal.renew_values().values == 0


def test_a_run_that_was_stopped_goes_on_where_it_was(contacts) -> None:
    before, number = _texts(), ring.renew(VALUES)
    done = lambda: sum(each.by_key.get(str(number), 0) for each in renewal.holdings())  # noqa: E731
    first = renewal.renew_values(batch=2, go_on=lambda: done() < 3).values
    assert 0 < first < 15
    assert _left(number) == 15 - first
    assert _texts() == before
    assert renewal.renew_values(batch=2).values == 15 - first
    assert _texts() == before


def test_what_cannot_be_opened_is_named_and_left_as_it_is(contacts) -> None:
    moved = put(contacts[2], stored(contacts[1]))
    ring.renew(VALUES)
    done = renewal.renew_values(batch=2)
    assert (done.values, done.unreadable) == (14, [f"people_contact.telephone {moved.pk}"])
    with pytest.raises(Unreadable):
        Contact.objects.get(pk=moved.pk).telephone.open()


def test_after_a_change_of_the_master_key_the_old_one_is_not_needed(contacts, settings, tmp_path: Path) -> None:
    before, file = _texts(), tmp_path / "keys"
    old = Path(settings.KEYS.file).read_text(encoding="ascii")
    new = new_line("second")
    file.touch(0o600)
    file.write_text(old + new, encoding="ascii")
    settings.KEYS = KeySource("aes", file)
    ring.forget()
    assert ring.rewrap() == DataKey.objects.count()
    assert ring.rewrap() == 0
    file.write_text(new, encoding="ascii")
    ring.forget()
    assert _texts() == before
    file.unlink()
    write_new(file)
    ring.forget()
    with pytest.raises(Unreadable, match="里没有主密钥“second”"):
        _texts()


def test_of_a_data_key_nothing_but_its_wrapping_changes() -> None:
    ring.ensure()
    ring.rewrap()
    for change in ({"kind": "other"}, {"suite": "other"}, {"made_at": timezone.now()}):
        with pytest.raises(Error), transaction.atomic():
            DataKey.objects.update(**change)
