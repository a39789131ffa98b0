"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from shebao.server.service.receiving import InTime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shebao.server.settings")
application = InTime(get_wsgi_application())
