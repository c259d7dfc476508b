"""The services of a session, each made when it is first asked for.

A service holds the operations of one part of the store; its module is imported with it, so that a
session pays for what it uses only.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.approvals import Approvals
    from store.backup.service import Backups
    from store.codes.audit import Auditing
    from store.codes.learning import Learning
    from store.codes.life import Life
    from store.codes.rules import Rules
    from store.codes.service import Codes
    from store.customers.definitions import Fields
    from store.customers.many import Many
    from store.customers.service import Customers
    from store.customers.views import Views
    from store.duplicates.service import Duplicates
    from store.files.own_files import OwnFiles
    from store.jobs.service import Jobs
    from store.log.archive import LogArchive
    from store.log.checkpoints import Checkpoints
    from store.log.reading import Log
    from store.quality.service import Quality
    from store.rotation import Keys
    from store.safety import Safety
    from store.search.service import Search
    from store.session import Session
    from store.sign_in.sessions import Sessions
    from store.staff.second_factor import SecondFactor
    from store.staff.service import StaffService
    from store.staff.ssh_keys import StaffKeys
    from store.transfer.databases.sources import Sources
    from store.transfer.exports.copying import Copying
    from store.transfer.exports.printing import Printing
    from store.transfer.exports.service import Exports
    from store.transfer.house.file import WholeHouse
    from store.transfer.imports.comparing import Comparing
    from store.transfer.mapping.profiles import Profiles
    from store.transfer.service import Transfer
    from store.undo.own import OwnChanges
    from store.undo.service import Undo


class Services(ABC):
    """What a session can do, by the parts of the store."""

    @property
    @abstractmethod
    def _session(self) -> Session:
        """The session the services act for."""

    @cached_property
    def customers(self) -> Customers:
        from store.customers.service import Customers

        return Customers(self._session)

    @cached_property
    def many(self) -> Many:
        from store.customers.many import Many

        return Many(self._session)

    @cached_property
    def learning(self) -> Learning:
        from store.codes.learning import Learning

        return Learning(self._session)

    @cached_property
    def fields(self) -> Fields:
        from store.customers.definitions import Fields

        return Fields(self._session)

    @cached_property
    def views(self) -> Views:
        from store.customers.views import Views

        return Views(self._session)

    @cached_property
    def codes(self) -> Codes:
        from store.codes.service import Codes

        return Codes(self._session)

    @cached_property
    def life(self) -> Life:
        from store.codes.life import Life

        return Life(self._session)

    @cached_property
    def auditing(self) -> Auditing:
        from store.codes.audit import Auditing

        return Auditing(self._session)

    @cached_property
    def rules(self) -> Rules:
        from store.codes.rules import Rules

        return Rules(self._session)

    @cached_property
    def duplicates(self) -> Duplicates:
        from store.duplicates.service import Duplicates

        return Duplicates(self._session)

    @cached_property
    def search(self) -> Search:
        from store.search.service import Search

        return Search(self._session)

    @cached_property
    def jobs(self) -> Jobs:
        from store.jobs.service import Jobs

        return Jobs(self._session)

    @cached_property
    def log(self) -> Log:
        from store.log.reading import Log

        return Log(self._session)

    @cached_property
    def checkpoints(self) -> Checkpoints:
        from store.log.checkpoints import Checkpoints

        return Checkpoints(self._session)

    @cached_property
    def log_archive(self) -> LogArchive:
        from store.log.archive import LogArchive

        return LogArchive(self._session)

    @cached_property
    def undo(self) -> Undo:
        from store.undo.service import Undo

        return Undo(self._session)

    @cached_property
    def own_changes(self) -> OwnChanges:
        from store.undo.own import OwnChanges

        return OwnChanges(self._session)

    @cached_property
    def quality(self) -> Quality:
        from store.quality.service import Quality

        return Quality(self._session)

    @cached_property
    def staff(self) -> StaffService:
        from store.staff.service import StaffService

        return StaffService(self._session)

    @cached_property
    def backups(self) -> Backups:
        from store.backup.service import Backups

        return Backups(self._session)

    @cached_property
    def keys(self) -> Keys:
        from store.rotation import Keys

        return Keys(self._session)

    @cached_property
    def staff_keys(self) -> StaffKeys:
        from store.staff.ssh_keys import StaffKeys

        return StaffKeys(self._session)

    @cached_property
    def own_files(self) -> OwnFiles:
        from store.files.own_files import OwnFiles

        return OwnFiles(self._session)

    @cached_property
    def second_factor(self) -> SecondFactor:
        from store.staff.second_factor import SecondFactor

        return SecondFactor(self._session)

    @cached_property
    def sessions(self) -> Sessions:
        from store.sign_in.sessions import Sessions

        return Sessions(self._session)

    @cached_property
    def safety(self) -> Safety:
        from store.safety import Safety

        return Safety(self._session)

    @cached_property
    def approvals(self) -> Approvals:
        from store.approvals import Approvals

        return Approvals(self._session)

    @cached_property
    def copying(self) -> Copying:
        from store.transfer.exports.copying import Copying

        return Copying(self._session)

    @cached_property
    def printing(self) -> Printing:
        from store.transfer.exports.printing import Printing

        return Printing(self._session)

    @cached_property
    def transfer(self) -> Transfer:
        from store.transfer.service import Transfer

        return Transfer(self._session)

    @cached_property
    def exports(self) -> Exports:
        from store.transfer.exports.service import Exports

        return Exports(self._session)

    @cached_property
    def profiles(self) -> Profiles:
        from store.transfer.mapping.profiles import Profiles

        return Profiles(self._session)

    @cached_property
    def sources(self) -> Sources:
        from store.transfer.databases.sources import Sources

        return Sources(self._session)

    @cached_property
    def comparing(self) -> Comparing:
        from store.transfer.imports.comparing import Comparing

        return Comparing(self._session)

    @cached_property
    def house(self) -> WholeHouse:
        from store.transfer.house.file import WholeHouse

        return WholeHouse(self._session)
