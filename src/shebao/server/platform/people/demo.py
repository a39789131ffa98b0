"""The demo city: the units of the examples below one root, and a sign-in for each role. Nobody is invented."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from shebao.server.platform.organisations import tree
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people import roles
from shebao.server.platform.people.models import Contact, Membership, User

EXAMPLES = Path(__file__).parents[5] / "examples"
PASSWORD = "shebao-demo-2026"
CITY = "演示市"
CITY_BUREAU = "武汉市人力资源和社会保障局"
CITY_CENTRE = "武汉市社会保险中心"
DISTRICT_BUREAU = "武汉市东西湖区人力资源和社会保障局"
FINANCE_BUREAU = "上海市普陀区财政局"

# name, kind, superior, place
_ORGANISATIONS = (
    (CITY, "city", None, "演示市"),
    (CITY_BUREAU, "department", CITY, "武汉市"),
    (CITY_CENTRE, "unit", CITY_BUREAU, "武汉市"),
    ("东西湖区", "district", CITY, "武汉市东西湖区"),
    (DISTRICT_BUREAU, "department", "东西湖区", "武汉市东西湖区"),
    ("普陀区", "district", CITY, "上海市普陀区"),
    (FINANCE_BUREAU, "department", "普陀区", "上海市普陀区"),
)


@dataclass(frozen=True)
class DemoUser:
    """A sign-in of the demo: a role at an organisation, named after it."""

    username: str
    role: str
    at: str
    suffix: str = ""

    @property
    def display_name(self) -> str:
        """As `演示-经办`."""
        return f"演示-{roles.label(self.role).partition('（')[0]}{self.suffix}"


USERS = (
    DemoUser("jingban", "preparer", CITY_CENTRE),
    DemoUser("fuzeren", "unit_head", CITY_CENTRE),
    DemoUser("zhuguan", "department_reviewer", CITY_BUREAU),
    DemoUser("caizheng", "finance_reviewer", CITY),
    DemoUser("fabu", "publisher", CITY),
    DemoUser("shenji", "auditor", CITY),
    DemoUser("zhili", "governance_clerk", CITY_CENTRE),
    DemoUser("fuhe", "governance_checker", CITY_CENTRE),
    DemoUser("zhilifuze", "governance_supervisor", CITY_BUREAU),
    DemoUser("guiyuan", "counter_clerk", CITY_CENTRE),
    DemoUser("yewufuhe", "case_reviewer", CITY_CENTRE),
    DemoUser("yewushenpi", "case_approver", CITY_CENTRE),
    DemoUser("heding", "contribution_clerk", CITY_CENTRE),
    DemoUser("hedingfuhe", "contribution_reviewer", CITY_CENTRE),
    DemoUser("zhengjiao", "collection_clerk", CITY_CENTRE),
    DemoUser("zhengjiaofuhe", "collection_reviewer", CITY_CENTRE),
    DemoUser("zhanghu", "crediting_clerk", CITY_CENTRE),
    DemoUser("zhanghufuhe", "crediting_reviewer", CITY_CENTRE),
    DemoUser("kuomian", "coverage_clerk", CITY_CENTRE),
    DemoUser("kuomianfuhe", "coverage_reviewer", CITY_CENTRE),
    DemoUser("guiyuan2", "counter_clerk", CITY_CENTRE, "（二）"),
    DemoUser("chuangkou", "case_supervisor", CITY_CENTRE),
    DemoUser("guanli", "administrator", CITY),
    DemoUser("neikong", "internal_control", CITY),
    DemoUser("zhuren", "agency_head", CITY),
    DemoUser("jingban2", "preparer", DISTRICT_BUREAU, "（东西湖）"),
    DemoUser("fuzeren2", "unit_head", DISTRICT_BUREAU, "（东西湖）"),
    DemoUser("zhuguan2", "department_reviewer", "东西湖区", "（东西湖）"),
    DemoUser("jingban3", "preparer", FINANCE_BUREAU, "（普陀）"),
    DemoUser("fuzeren3", "unit_head", FINANCE_BUREAU, "（普陀）"),
    DemoUser("zhuguan3", "department_reviewer", "普陀区", "（普陀）"),
)


@transaction.atomic
def load() -> None:
    """Makes the organisations and users that are not there yet. Never in production: the password is public."""
    if settings.CONFIGURATION.production:
        raise RuntimeError("正式环境不能载入演示数据。")
    for name, kind, superior, place in _ORGANISATIONS:
        parent = organisation(superior) if superior else None
        if not Organisation.objects.filter(name=name, parent=parent).exists():
            tree.add(name, kind, parent, place=place)
    for demo in USERS:
        _make(demo)


def organisation(name: str) -> Organisation:
    """An organisation of the demo by its name."""
    root = Organisation.objects.get(name=CITY, parent=None)
    found: Organisation = Organisation.objects.within(root).get(name=name)
    return found


def user(username: str) -> User:
    """A user of the demo by sign-in name."""
    found: User = User.objects.get_by_natural_key(username)
    return found


def still_open() -> list[str]:
    """The names of the demo with which somebody could sign in with its password. One hash a name that is there."""
    names = [demo.username for demo in USERS]
    found = User.objects.filter(username__in=names, is_active=True)
    return [user.username for user in found if user.check_password(PASSWORD)]


def sign_ins() -> list[tuple[str, str, str, str]]:
    """What is printed for a newcomer: (username, password, role, organisation)."""
    return [(demo.username, PASSWORD, roles.label(demo.role), demo.at) for demo in USERS]


def _make(demo: DemoUser) -> None:
    if User.objects.filter(username=demo.username).exists():
        return
    place = organisation(demo.at)
    made = User.objects.create_user(demo.username, PASSWORD, display_name=demo.display_name, organisation=place)
    Contact.objects.create(user=made, mail=f"{demo.username}@example.gov.cn")
    Membership.objects.create(user=made, organisation=place, role=demo.role)
