"""A real Mosquitto on a free loopback port, in which each user may write to a topic of its own alone."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from uarazom.sources.mqtt import Broker

# As docs/sources.md tells whoever runs one.
RULES = """user intake
topic read cap/#
pattern write cap/%u
"""
USERS = {"intake": "heard-in-1", "met": "rain-2", "mallory": "no-good-3"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mosquitto(folder: Path, port: int) -> Iterator[Broker]:
    """The broker; started again on the same folder and port it still has what was not acknowledged."""
    rules, passwords, settings = folder / "rules", folder / "passwords", folder / "mosquitto.conf"
    rules.write_text(RULES)
    passwords.touch()
    for user, password in USERS.items():
        subprocess.run(["mosquitto_passwd", "-b", str(passwords), user, password], check=True, capture_output=True)
    for file in (rules, passwords, folder):
        file.chmod(0o755 if file.is_dir() else 0o644)
    settings.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous false\npassword_file {passwords}\nacl_file {rules}\n"
        f"persistence true\npersistence_location {folder}/\nuser root\nmax_queued_messages 0\nlog_type error\n"
    )
    process = subprocess.Popen(["mosquitto", "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port, process)
        yield Broker("127.0.0.1", port, "intake", USERS["intake"])
    finally:
        process.terminate()
        process.wait(10)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        assert process.poll() is None, "mosquitto ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("mosquitto does not answer")


def publisher(port: int, user: str) -> mqtt.Client:
    """A client of another authority, connected."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"tests-{user}", protocol=mqtt.MQTTv5)
    client.username_pw_set(user, USERS[user])
    client.max_inflight_messages_set(1000)
    client.connect("127.0.0.1", port)
    client.loop_start()
    until = time.monotonic() + 10
    while not client.is_connected() and time.monotonic() < until:
        time.sleep(0.01)
    return client


def publish(port: int, user: str, topic: str, *payloads: bytes) -> None:
    """Send and wait until the broker has all of it."""
    client = publisher(port, user)
    try:
        for info in [client.publish(topic, payload, qos=1) for payload in payloads]:
            info.wait_for_publish(20)
    finally:
        client.disconnect()
        client.loop_stop()
