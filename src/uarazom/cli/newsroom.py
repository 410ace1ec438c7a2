"""The desk as the command line starts it: Django pointed at an instance, and its pages under Granian."""

from typing import Any
from urllib.parse import urlsplit

from uarazom.cli.clock import Clock, shifted, system
from uarazom.cli.instance import Instance, Settings
from uarazom.cli.speaking import speak
from uarazom.desk.configure import DeskSettings, PasswordCost, configure, migrate

STOP_SECONDS = 5  # a worker that is told to end while it starts does not hear it; then it is killed
THREADS = 8  # of the desk's pages: a newsroom's people, not the public


def desk_settings(instance: Instance, settings: Settings, clock: Clock) -> DeskSettings:
    """What the desk is told of its instance."""
    address = urlsplit(settings.desk_url)
    return DeskSettings(
        home=instance.home,
        database=settings.desk_database,
        hosts=(*DeskSettings.hosts, address.hostname) if address.hostname else DeskSettings.hosts,
        https=address.scheme == "https",
        behind_proxy=bool(settings.desk_url),
        now=clock,
        demonstration=settings.mode == "demonstration",
        public_url=settings.public_url or f"http://{settings.public_host}:{settings.public_port}/",
        rule_pack=instance.rules if instance.rules.exists() else None,
        password_cost=PasswordCost(),
        speak=speak,
    )


def configure_desk(instance: Instance, settings: Settings, clock: Clock) -> None:
    """Point this process's Django at the instance and bring its database to this program's version."""
    configure(desk_settings(instance, settings, clock))
    migrate()
    from uarazom.desk.watch import feeds

    if feeds.every() or instance.followed.exists():
        feeds.hand_over()


def serve_desk(instance: Instance, settings: Settings, shift_seconds: int) -> None:
    """The desk's pages until a signal ends this process."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    clock = shifted(shift_seconds) if settings.mode == "demonstration" else system

    def loaded(_: str) -> Any:
        configure_desk(instance, settings, clock)
        from uarazom.desk.wsgi import application

        return application()

    Granian(
        "uarazom.desk.wsgi",
        address="127.0.0.1" if settings.desk_host == "localhost" else settings.desk_host,
        port=settings.desk_port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        http=HTTPModes.http1,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.error,  # its warning about threads is for code that computes, and ours waits for a database
        log_access=False,
    ).serve(target_loader=loaded)
