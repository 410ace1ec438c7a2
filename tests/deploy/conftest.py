"""A small public folder, and the real programs that serve it on loopback: each started on free ports, stopped by its
own process id.
"""

import contextlib
import gzip
import http.server
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
START_SECONDS = 30  # of a machine that does other things too; on a quiet one it takes one
PUBLIC_HOST, DESK_HOST = "www.localhost", "desk.localhost"
BLOB = "blob/" + "a" * 64


@dataclass(frozen=True)
class Served:
    """A running server: how to ask its public side and its desk, its port of plain HTTP, whom to trust, its folder."""

    name: str
    public: httpx.Client
    desk: httpx.Client
    port: int
    authority: Path
    at: Path


def words(text: str) -> bytes:
    """A page long enough to be worth compressing."""
    return f"<!doctype html><html lang=uk><title>{text}</title>{f'<p>{text}' * 60}".encode()


STYLE = b"<style>p{margin:0}</style>"
FILES = {
    "index.html": words("choice"),
    "404.html": words("no such page"),
    "uk/index.html": words("головна"),
    "uk/404.html": words("немає такої сторінки"),
    "uk/claim/outage.html": words("збій") + STYLE,
    "en/index.html": words("home"),
    "en/404.html": words("there is no such page"),
    "feeds/uk/all.atom": words("стрічка"),
    "cap/alerts.atom": words("тривоги"),
    "cap/alerts.geojson": words("місця"),
    "cap/2.49.0.1.804.0.1.xml": words("повідомлення"),
    "uk/place/UA-63.html": words("місце"),
    "feeds/uk/all.rss": words("стрічка"),
    "sitemap.xml": words("sitemap"),
    "briefings.ics": words("BEGIN:VCALENDAR"),
    "now.json": b'{"made_at":"2022-02-20T19:00:00Z"}',
    "site.css": words("p{margin:0}"),
    "site.js": b"'use strict'",
    "map.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "icon.png": b"\x89PNG\r\n\x1a\n",
    "app.webmanifest": b"{}",
    "robots.txt": b"User-agent: *\n",
    "uk/.index.html.new": b"half a page",
    ".secret": b"not public",
    "log/checkpoint": b"example.org/log\n1\nAAAA\n",
    "log/vkey": b"example.org/log+00000000+AAAA\n",
    "log/tile/0/000": bytes(range(256)) * 32,
    "log/tile/entries/x001/000.p/3": bytes(300),
    "proof/outage/1.tlog-proof": b"c2sp.org/tlog-proof@v1\n",
    BLOB: b"<script>alert(1)</script>",
}


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder, written as the site writes it: variants beside each file, none newer than it."""
    folder = tmp_path_factory.mktemp("instance") / "public"
    for name, data in FILES.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if len(data) > 256 and "." in name:
            Path(f"{target}.br").write_bytes(brotli.compress(data))
            Path(f"{target}.gz").write_bytes(gzip.compress(data, mtime=0))
        target.write_bytes(data)
    return folder


def free_port() -> int:
    """A port of loopback that nobody holds now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(
    command: list[str],
    ready: Callable[[], object],
    log: Path,
    *,
    start: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen,
    **environment: str,
) -> Iterator[None]:
    """Start a program, wait until ``ready`` no longer raises, and stop exactly that process."""
    with log.open("wb") as output:
        process = start(command, stdout=output, stderr=output, env=os.environ | environment)
        try:
            until = time.monotonic() + START_SECONDS
            while True:
                try:
                    ready()
                    break
                except (OSError, httpx.HTTPError):
                    assert process.poll() is None, f"{command[0]} ended: {log.read_text()}"
                    assert time.monotonic() < until, f"{command[0]} does not answer: {log.read_text()}"
                    time.sleep(0.02)
            yield
        finally:
            process.terminate()
            try:
                process.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


class Loopback(httpx.HTTPTransport):
    """Every name leads to 127.0.0.1; the certificate is still checked against the name."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it there."""
        # A request of its own: the client reads cookies by the address of the one it made.
        to_loopback = httpx.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1"),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return super().handle_request(to_loopback)


def client(host: str, port: int, trusted: Path | ssl.SSLContext) -> httpx.Client:
    """Asks https://host:port on loopback, trusting one certificate authority."""
    context = trusted if isinstance(trusted, ssl.SSLContext) else ssl.create_default_context(cafile=str(trusted))
    transport = Loopback(verify=context, trust_env=False)
    return httpx.Client(base_url=f"https://{host}:{port}", transport=transport, timeout=10)


# ── an instance ───────────────────────────────────────────────────────────────────────────────────────────────────────
INIT = [
    "--origin=info.example.org/log",
    "--name=Info",
    "--language=en",
    "--language=uk",
    "--region=CH",
    "--timezone=Europe/Zurich",
    "--body=owner=Chancellery",
    "--person=ada=Ada",
    "--person=bob=Bob",
]


@dataclass(frozen=True)
class Founded:
    """What `uarazom init` made and printed. Tests copy it: an instance is a folder."""

    home: Path
    people: list[dict[str, str]]

    def copy(self, home: Path) -> Path:
        """The same instance in another folder."""
        shutil.copytree(self.home, home)
        return home


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """An instance of one's own, founded by the command line."""
    home = tmp_path_factory.mktemp("founded") / "home"
    command = [sys.executable, "-m", "uarazom", "init", str(home), *INIT]
    made = subprocess.run(command, capture_output=True, timeout=60, check=True)
    return Founded(home, json.loads(made.stdout)["people"])


# ── door, our own server: what the others are compared with ───────────────────────────────────────────────────────────
SERVE = """
import sys, time
from pathlib import Path
from uarazom.door.server import serve
serve(Path(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), clock=time.time, tls=True)
"""


@pytest.fixture(scope="session")
def door(public: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The embedded server on the same folder, as behind a proxy that ends TLS."""
    port = free_port()
    command = [sys.executable, "-c", SERVE, str(public), str(port)]
    with (
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=10) as asking,
        running(command, lambda: asking.get("/"), tmp_path_factory.mktemp("door") / "log"),
    ):
        yield asking


# ── a desk that says what it was asked ────────────────────────────────────────────────────────────────────────────────
class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with the headers that came; as a door that rests, not at all to English."""

    def do_GET(self) -> None:
        if self.path.startswith(("/en/check/", "/en/text/check/")):
            self.close_connection = True
            return
        body = str(self.headers).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        with contextlib.suppress(ConnectionError):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def echo_port() -> Iterator[int]:
    """A desk's place behind the proxy."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


# ── nginx ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
# As Debian's nginx.conf: what it sets around our file must not change our answers.
AROUND = """
load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;
daemon off; master_process off; worker_processes 1; pid {at}/nginx.pid; error_log stderr;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {at}/body; proxy_temp_path {at}/proxy; fastcgi_temp_path {at}/f; uwsgi_temp_path {at}/u;
    scgi_temp_path {at}/s;
    sendfile on; tcp_nopush on; types_hash_max_size 2048;
    include /etc/nginx/mime.types; default_type application/octet-stream;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on;
    access_log {at}/access.log; gzip on;
    include {at}/uarazom.conf;
}}
"""


def certificate(at: Path) -> tuple[Path, Path]:
    """A certificate for both host names, its own authority: (certificate, key)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, PUBLIC_HOST)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(PUBLIC_HOST), x509.DNSName(DESK_HOST)]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = at / "certificate.pem", at / "key.pem"
    pem.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return pem, secret


def nginx_site(at: Path, public: Path, echo_port: int, ports: tuple[int, int]) -> str:
    """The shipped file with the edits that its reader is told to make, and loopback ports besides."""
    pem, key = certificate(at)
    text = "".join((DEPLOY / "nginx" / name).read_text() for name in ("uarazom-http.conf", "uarazom.conf"))
    edits = {
        "/etc/letsencrypt/live/www.example.org/fullchain.pem": str(pem),
        "/etc/letsencrypt/live/www.example.org/privkey.pem": str(key),
        "/etc/letsencrypt/live/desk.example.org/fullchain.pem": str(pem),
        "/etc/letsencrypt/live/desk.example.org/privkey.pem": str(key),
        "www.example.org": PUBLIC_HOST,
        "desk.example.org": DESK_HOST,
        "/var/lib/uarazom/public": str(public),
        "/var/log/nginx": str(at),
        "/var/www/acme": str(at / "acme"),
        "listen [::]:80;": "",
        "listen [::]:443 ssl http2;": "",
        "listen 80;": f"listen 127.0.0.1:{ports[0]};",
        "listen 443 ssl": f"listen 127.0.0.1:{ports[1]} ssl",
        "127.0.0.1:8081": f"127.0.0.1:{echo_port}",
        "127.0.0.1:8080": f"127.0.0.1:{echo_port}",
    }
    for old, new in edits.items():
        assert old in text, f"deploy/nginx no longer says {old}"
        text = text.replace(old, new)
    return text


@contextlib.contextmanager
def nginx(at: Path, public: Path, echo_port: int) -> Iterator[Served]:
    """Debian's nginx with our file."""
    plain, port = free_port(), free_port()
    (at / "acme/.well-known/acme-challenge").mkdir(parents=True)
    (at / "acme/.well-known/acme-challenge/token").write_text("token.thumbprint")
    (at / "uarazom.conf").write_text(nginx_site(at, public, echo_port, (plain, port)))
    (at / "nginx.conf").write_text(AROUND.format(at=at))
    command = ["/usr/sbin/nginx", "-p", str(at), "-c", str(at / "nginx.conf")]
    with (
        client(PUBLIC_HOST, port, at / "certificate.pem") as site,
        client(DESK_HOST, port, at / "certificate.pem") as desk,
        running(command, lambda: site.get("/"), at / "log"),
    ):
        yield Served("nginx", site, desk, plain, at / "certificate.pem", at)


# ── Caddy ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
# Names under localhost get their certificates from Caddy's own authority; the ports and folders are the test's.
GLOBAL = """{{
	admin off
	skip_install_trust
	http_port {plain}
	https_port {port}
	default_bind 127.0.0.1
	storage file_system {at}/storage
	servers {{
		protocols h1 h2
	}}
}}
import {site}
"""


@contextlib.contextmanager
def caddy(at: Path, public: Path, echo_port: int) -> Iterator[Served]:
    """Debian's Caddy with our file and its own certificate authority."""
    plain, port = free_port(), free_port()
    (at / "Caddyfile").write_text(GLOBAL.format(plain=plain, port=port, at=at, site=DEPLOY / "caddy/uarazom.caddy"))
    environment = {
        "UARAZOM_PUBLIC": PUBLIC_HOST,
        "UARAZOM_DESK": DESK_HOST,
        "UARAZOM_HOME": str(public.parent),
        "UARAZOM_DESK_PORT": str(echo_port),
        "UARAZOM_DOOR_PORT": str(echo_port),
        "HOME": str(at),
        "XDG_CONFIG_HOME": str(at),
        "XDG_DATA_HOME": str(at),
    }
    authority = at / "storage/pki/authorities/local/root.crt"

    def ready() -> None:
        authority.stat()
        with client(PUBLIC_HOST, port, authority) as site, client(DESK_HOST, port, authority) as desk:
            site.get("/")
            desk.get("/")

    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(at / "Caddyfile")]
    with (
        running(command, ready, at / "log", **environment),
        client(PUBLIC_HOST, port, authority) as site,
        client(DESK_HOST, port, authority) as desk,
    ):
        yield Served("caddy", site, desk, plain, authority, at)


@pytest.fixture(scope="session", params=[nginx, caddy], ids=lambda start: start.__name__)
def server(
    request: pytest.FixtureRequest, public: Path, echo_port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Each of the real programs in turn."""
    with request.param(tmp_path_factory.mktemp(request.param.__name__), public, echo_port) as served:
        yield served
