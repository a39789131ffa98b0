"""The first administrator of an installation: python -m shebao.server.manage create_administrator."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from shebao.server.platform.decisions import log
from shebao.server.platform.organisations import tree
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people import passwords
from shebao.server.platform.people.declares import USER_CREATED
from shebao.server.platform.people.models import USERNAME_RULE, Membership, User, normal_username


class Command(BaseCommand):
    """Makes a root organisation (if it is not there) and an administrator of it; prints the initial password once."""

    help = "建立最上级机构及其管理员，打印一次性的初始口令（首次登录必须修改）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Name of the organisation and of the account."""
        parser.add_argument("organisation", help="最上级机构的名称，例如市名")
        parser.add_argument("username", help="管理员的用户名")
        parser.add_argument("--name", default="系统管理员", help="管理员的姓名或岗位")

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        """Does it, or raises CommandError and changes nothing."""
        username = normal_username(options["username"])
        try:
            USERNAME_RULE(username)
            root = Organisation.objects.filter(parent=None, name=options["organisation"].strip()).first()
            root = root or tree.add(options["organisation"], "city", None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if User.objects.filter(username=username).exists():
            raise CommandError(f"用户名“{username}”已经有人用了；请换一个。")
        password = passwords.initial_password()
        user = User.objects.create_user(username, display_name=options["name"], organisation=root)
        passwords.set_password(user, password, must_change=True)
        Membership.objects.create(user=user, organisation=root, role="administrator")
        log.record(None, USER_CREATED, user, username=username, role="administrator")
        self.stdout.write(
            f"已建立“{root}”的管理员。\n用户名：{username}\n初始口令：{password}\n首次登录时必须修改口令。"
        )
