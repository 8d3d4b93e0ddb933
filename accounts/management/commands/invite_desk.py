"""``manage.py invite_desk``: the way in for the first people of the Service Desk."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.actions.invitations import Invitee, invite
from accounts.actions.refused import ActionRefused
from accounts.models import Role
from accounts.role_words import link_of


class Command(BaseCommand):
    """Invite somebody to the desk. No page can: the desk reaches every school."""

    help = "Invites somebody to the Service Desk, by mail, and says the link."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whom."""
        for name in ("email", "forename", "surname"):
            parser.add_argument(name)

    def handle(self, *args: Any, **options: Any) -> None:
        """Invite them."""
        invitee = Invitee(options["email"], options["forename"], options["surname"])
        try:
            made = invite(invitee, role=Role.SERVICE_DESK, place=None, by=None)
        except ActionRefused as refused:
            raise CommandError(refused.message) from None
        link = reverse("accounts:invitation", args=[link_of(made)])
        self.stdout.write(f"{settings.PORTAL_URL}{link}")
