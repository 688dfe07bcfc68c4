"""Where files, their papers and their steps are found."""

from __future__ import annotations

from benhan.assurance.addresses import address_of_system
from benhan.assurance.models import System
from benhan.dossier.models import Dossier


def address_of_files(system: System) -> str:
    return f"{address_of_system(system)}ho-so/"


def address_of_file(dossier: Dossier) -> str:
    return f"{address_of_files(dossier.system)}{dossier.pk}/"


def address_of_paper(dossier: Dossier, key: str) -> str:
    return f"{address_of_file(dossier)}giay/{key}/"


def address_of_step(dossier: Dossier, step: str) -> str:
    return f"{address_of_file(dossier)}buoc/{step}/"
