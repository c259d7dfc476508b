"""What may be permitted, and the roles a store is shipped with.

A role is a named set of permissions, held in the store: the shipped ones can be edited, others
added, and an account can have several.
"""

from __future__ import annotations

from typing import Final

PERMISSIONS: Final[dict[str, str]] = {
    "customer.read": "See customers, personal fields masked",
    "customer.see_personal": "See and search phones, mail and addresses",
    "customer.reveal": "Reveal a masked field, one at a time (logged)",
    "customer.add": "Add customers",
    "customer.edit": "Edit customers",
    "customer.archive": "Archive and restore customers",
    "customer.delete": "Delete customers for good",
    "customer.merge": "Merge customers",
    "code.manual": "Give codes by hand",
    "code.change": "Change a customer's code",
    "code.reserve": "Reserve and release codes",
    "code.renumber": "Renumber customers",
    "code.audit": "Audit the codes: every number explained, every code against its rule",
    "rule.read": "See code rules",
    "rule.edit": "Edit code rules and code tables",
    "field.edit": "Define fields and choice lists",
    "view.share": "Share saved views",
    "import.run": "Import files",
    "export.run": "Export files",
    "source.edit": "Add and remove other databases to read from and write to",
    "log.own": "Read one's own operations",
    "log.team": "Read operations on customers, codes and rules",
    "log.admin": "Read operations on staff, roles, keys and settings",
    "log.all": "Read the whole operation log",
    "log.verify": "Verify the operation log",
    "log.export": "Export the operation log",
    "log.checkpoint": "Make checkpoints of the operation log",
    "staff.read": "See staff accounts and roles",
    "staff.edit": "Add, disable and reset staff accounts",
    "role.edit": "Edit roles and give them",
    "key.edit": "Rotate keys",
    "backup.run": "Make and verify backups",
    "due.run": "Do what is due: the scheduled audit, reservations that run out",
    "job.edit": "Set up jobs: imports and exports that come back by the calendar",
    "setting.edit": "Change the store's settings",
}
"""Every permission, with what it allows in words for people."""

CONTROL: Final = frozenset({"key.edit", "role.edit", "setting.edit", "staff.edit"})
"""Who holds one of these can get at everything else: such accounts are made, and taken over by a
new password, only by those who may edit roles."""

_VIEWER = {"customer.read", "rule.read", "log.own"}
_CLERK = _VIEWER | {"customer.add", "customer.edit", "customer.reveal"}

SHIPPED: Final[dict[str, frozenset[str]]] = {
    "viewer": frozenset(_VIEWER),
    "clerk": frozenset(_CLERK),
    "manager": frozenset(
        _CLERK
        | {
            "customer.see_personal",
            "customer.archive",
            "customer.delete",
            "customer.merge",
            "code.manual",
            "code.change",
            "code.reserve",
            "code.renumber",
            "code.audit",
            "due.run",
            "job.edit",
            "rule.edit",
            "field.edit",
            "view.share",
            "import.run",
            "export.run",
            "log.team",
            "log.verify",
        }
    ),
    "administrator": frozenset(
        {
            "staff.read",
            "staff.edit",
            "role.edit",
            "key.edit",
            "backup.run",
            "due.run",
            "job.edit",
            "setting.edit",
            "source.edit",
            "log.admin",
            "log.verify",
        }
    ),
    "auditor": frozenset(
        {
            "customer.read",
            "rule.read",
            "code.audit",
            "log.own",
            "log.all",
            "log.verify",
            "log.checkpoint",
            "log.export",
            "staff.read",
        }
    ),
    "service": frozenset({"due.run"}),
}
"""Role name to its permissions, as a fresh store has them."""

TEAM_ACTIONS: Final = (
    "approval",
    "code",
    "quality",
    "customer",
    "duplicate",
    "export",
    "field",
    "import",
    "job",
    "profile",
    "rule",
    "tag",
    "view",
)
EVIDENCE_ACTIONS: Final = ("log.archive", "log.checkpoint", "log.export", "log.remove")
"""What is done with the log itself, for whoever administers: no customer stands in these lines."""
ADMIN_ACTIONS: Final = (
    "access",
    "approval",
    "backup",
    "job",
    "key",
    "role",
    "session",
    "setting",
    "sign",
    "source",
    "staff",
    "store",
)
