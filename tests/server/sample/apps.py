from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "server.sample"
    label = "sample"
