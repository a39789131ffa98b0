from django.urls import include, path

from shebao.server.urls import *  # noqa: F403
from shebao.server.urls import urlpatterns as of_the_project

urlpatterns = [path("orders/", include("server.sample.urls")), *of_the_project]
