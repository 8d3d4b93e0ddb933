"""`manage.py demo`: the whole portal on this machine, until Ctrl-C. It knows no models."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import connections

from uso_portal import demo, demo_vendors
from uso_portal.supervisor import Supervisor, SupervisorError


class Command(BaseCommand):
    """Migrate, seed, start everything, and say where it is."""

    help = "Runs the whole portal on this machine with pretend schools, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One choice: from the beginning, or as it was left."""
        parser.add_argument(
            "--start-over", action="store_true", help="forget the demonstration’s data first"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a stopping signal."""
        try:
            self._run(**options)
        except (demo.DemoError, SupervisorError) as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _run(self, *, start_over: bool, **_: Any) -> None:
        hold = demo.claim()
        demo.check_ports()
        demo.check_static()
        if start_over:
            demo.start_over()
        if demo_vendors.are_there():
            demo_vendors.introduce()
        self._prepare()
        services = demo.all_services()
        Supervisor(services).run(when_started=self._welcome)
        self.stdout.write("Stopped.")
        del hold

    def _prepare(self) -> None:
        self.stdout.write("Preparing the database")
        call_command("migrate", verbosity=0, interactive=False)
        if demo.SEEDING_COMMAND in get_commands():
            self.stdout.write("Preparing the pretend schools (the first time takes a while)")
            call_command(demo.SEEDING_COMMAND)
        connections.close_all()

    def _welcome(self) -> None:
        if demo.wait_ready():
            self.stdout.write(demo.welcome())
        else:
            self.stderr.write("The web server does not answer; its lines above say why.")
