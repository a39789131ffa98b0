"""Addresses of `people`."""

from __future__ import annotations

from django.urls import path

from shebao.server.platform.people.views import (
    account,
    administration,
    grants,
    resets,
    restricted,
    security_keys,
    signing_in,
)

app_name = "people"
urlpatterns = [
    path("signin/", signing_in.sign_in, name="signin"),
    path("signin/code/", signing_in.code, name="code"),
    path("signout/", signing_in.sign_out, name="signout"),
    path("invitation/<str:uid>/<str:token>/", signing_in.invitation, name="invitation"),
    path("account/", account.account, name="account"),
    path("account/contact/", account.contact, name="own-contact"),
    path("account/password/", account.password, name="password"),
    path("account/second-factor/", account.enrol, name="second-factor"),
    path("account/second-factor/change/", account.change_second_factor, name="change-second-factor"),
    path("account/security-keys/", security_keys.keys, name="security-keys"),
    path("account/security-keys/<int:key>/remove/", security_keys.remove, name="remove-security-key"),
    path("account/resets/<int:key>/object/", resets.protest, name="object-to-reset"),
    path("account/sign-out-everywhere/", account.sign_out_everywhere, name="signout-everywhere"),
    path("admin/people/", administration.people, name="people"),
    path("admin/people/new/", administration.create, name="create"),
    path("admin/people/sign-ins/", administration.sign_ins, name="sign-ins"),
    path("admin/people/<int:key>/", administration.person, name="person"),
    path("admin/people/restricted/", restricted.restricted, name="restricted"),
    path("admin/people/restricted/<int:key>/<slug:name>/", restricted.act, name="act-on-restriction"),
    path("admin/people/<int:key>/contact/", administration.set_contact, name="set-contact"),
    path("admin/people/<int:key>/contact/open/", administration.open_contact, name="open-contact"),
    path("admin/people/<int:key>/roles/", administration.grant, name="grant"),
    path("admin/people/<int:key>/roles/<int:membership>/revoke/", administration.revoke, name="revoke"),
    path("admin/grants/", grants.grants, name="grants"),
    path("admin/grants/<int:key>/<slug:name>/", grants.act, name="act"),
    path("admin/grants/in-force/", grants.in_force, name="in-force"),
    path("admin/grants/in-force/<int:membership>/", grants.check, name="check"),
    path("admin/grants/posts/", grants.posts, name="posts"),
    path("admin/people/<int:key>/active/", administration.set_active, name="set-active"),
    path("admin/people/<int:key>/invite/", administration.invite, name="invite"),
    path("admin/people/<int:key>/resets/", resets.ask, name="ask-for-reset"),
    path("admin/resets/<int:key>/<slug:name>/", resets.act, name="act-on-reset"),
    path("admin/people/<int:key>/second-factor/", administration.reset_second_factor, name="reset-second-factor"),
]
