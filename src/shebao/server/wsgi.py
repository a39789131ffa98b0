"""The WSGI application, with all its views: what is loaded before the fork is shared by the web processes."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from shebao.server.service.receiving import InTime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shebao.server.settings")
application = InTime(get_wsgi_application())
import_module(settings.ROOT_URLCONF)
