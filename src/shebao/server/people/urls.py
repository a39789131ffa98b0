"""Addresses of `people`."""

from __future__ import annotations

from django.urls import path

from shebao.server.people.views import account, signing_in

app_name = "people"
urlpatterns = [
    path("signin/", signing_in.sign_in, name="signin"),
    path("signin/code/", signing_in.code, name="code"),
    path("signout/", signing_in.sign_out, name="signout"),
    path("invitation/<str:uid>/<str:token>/", signing_in.invitation, name="invitation"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/second-factor/", account.enrol, name="second-factor"),
    path("account/second-factor/change/", account.change_second_factor, name="change-second-factor"),
    path("account/sign-out-everywhere/", account.sign_out_everywhere, name="signout-everywhere"),
]
