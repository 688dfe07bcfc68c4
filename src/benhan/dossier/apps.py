"""Django's name for this face."""

from django.apps import AppConfig


class DossierConfig(AppConfig):
    name = "benhan.dossier"
    label = "dossier"
