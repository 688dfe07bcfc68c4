"""Where a thing of assurance is looked at; notices carry these addresses, the dossier face answers them."""

from __future__ import annotations

from benhan.assurance.models import Assessment, System
from benhan.law.catalogues import Requirement

ROOT = "/an-toan/"


def address_of_system(system: System) -> str:
    return f"{ROOT}he-thong/{system.slug}/"


def address_of_list(assessment: Assessment) -> str:
    return f"{address_of_system(assessment.system)}yeu-cau/{assessment.catalogue}/{assessment.level}/"


def address_of(assessment: Assessment, requirement: Requirement) -> str:
    return f"{address_of_list(assessment)}{requirement.slug}/"
