"""May this actor see or write this? Role first, then the token's scope, then whose patient it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from benhan.access import assignments
from benhan.access.actor import Actor
from benhan.access.permissions import Reach, read_reach, write_reach
from benhan.access.problems import EMERGENCY_MOVES_NO_CARE, NOT_ASSIGNED, NOT_PERMITTED, SCOPE_TOO_NARROW


class Guard:
    """The checks of one request; remembers the patients it has found open, so each is asked once."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._open: set[str] = set()
        self._official: frozenset[str] = frozenset()
        self._lent: tuple[str, frozenset[str]] = ("", frozenset())

    @contextmanager
    def official(self, *resource_types: str) -> Iterator[None]:
        """Let an office's act (approve, seal) write these types though the role edits no charts.

        Only code that has demanded the act's own permission enters this; no face does.
        """
        before, self._official = self._official, frozenset(resource_types)
        try:
            yield
        finally:
            self._official = before

    @contextmanager
    def lent(self, patient: str, *resource_types: str) -> Iterator[None]:
        """Let a loan read these types of one patient, and write nothing.

        Only code that has found the loan running enters this, and asks only for the record that is lent.
        """
        before, self._lent = self._lent, (patient, frozenset(resource_types))
        try:
            yield
        finally:
            self._lent = before

    def reading(self, resource_type: str, interaction: str = "r") -> Reach:
        """The reach of a read or search; raises SCOPE_TOO_NARROW or NOT_PERMITTED."""
        self._scope(interaction, resource_type)
        if resource_type in self._lent[1]:
            return Reach.FACILITY
        reach = read_reach(self._actor, resource_type)
        if reach is Reach.NONE:
            raise NOT_PERMITTED.at(resource_type, permission=f"read:{resource_type}")
        return reach

    def writing(self, resource_type: str, interaction: str) -> Reach:
        self._scope(interaction, resource_type)
        if self._lent[0]:
            raise NOT_PERMITTED.at(resource_type, permission=f"write:{resource_type}")
        if resource_type in self._official:
            return Reach.FACILITY
        reach = write_reach(self._actor, resource_type)
        if reach is Reach.NONE:
            raise NOT_PERMITTED.at(resource_type, permission=f"write:{resource_type}")
        return reach

    def patient(self, reach: Reach, patient: str, resource_type: str) -> None:
        """Raises NOT_ASSIGNED unless the reach covers this patient; a chart of no patient is nobody's."""
        if self._lent[0] and patient and patient != self._lent[0]:
            raise NOT_ASSIGNED.at(resource_type)
        if not self.is_open(reach, patient):
            raise NOT_ASSIGNED.at(resource_type)

    def moving_care(self, reach: Reach, patient: str, resource_type: str) -> None:
        """Raises EMERGENCY_MOVES_NO_CARE when only break-glass opened the chart whose care is to change."""
        if reach is Reach.ASSIGNED and patient and not assignments.is_in_care(self._actor, patient):
            raise EMERGENCY_MOVES_NO_CARE.at(resource_type)

    def is_open(self, reach: Reach, patient: str) -> bool:
        if reach is Reach.FACILITY or patient in self._open:
            return True
        if not patient or not assignments.is_assigned(self._actor, [patient]):
            return False
        self._open.add(patient)
        return True

    def remember(self, patients: Iterable[str]) -> None:
        """A search that the border already narrowed has shown these patients to be open."""
        self._open.update(patients)

    def forget(self, patients: Iterable[str]) -> None:
        """Ask again: an act of this request changed who cares for these patients."""
        self._open.difference_update(patients)

    def _scope(self, interaction: str, resource_type: str) -> None:
        if not self._actor.allows(interaction, resource_type):
            raise SCOPE_TOO_NARROW.at(resource_type, interaction=interaction, resource_type=resource_type)
