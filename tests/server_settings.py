"""Settings of the tests: those of the server, quick where speed is all that differs, and with an app of the tests added."""

from shebao.server.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise")]  # noqa: F405
INSTALLED_APPS = [*INSTALLED_APPS, "server.sample"]  # noqa: F405
ROOT_URLCONF = "server.sample.project_urls"
