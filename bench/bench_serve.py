"""Serving the home page: CPU for a request, requests a second and p99, beside nginx with its ready variants.

    python bench/bench_serve.py                      the numbers of bench/RESULTS.md
    python bench/bench_serve.py --seconds 1 --json   what CI runs

One worker each, the same folder, the same headers, brotli asked for; nginx as Debian and deploy/nginx set it up; wrk is
the load; turn about, medians of --rounds.
CPU is the servers' own (user and system, from /proc), so that wrk and a neighbour on the machine do not count. Aim:
at least 0.45 of nginx's requests for each second of CPU.
"""

import argparse
import json
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from archive import Archive

from uarazom.site.context import Context
from uarazom.site.files import Folder
from uarazom.site.render import page

LEAST = 0.45
CONNECTIONS = 32
HOME = "uk/index.html"
DOOR = """
import sys, time
from pathlib import Path
from uarazom.door.server import serve
serve(Path(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), clock=time.time)
"""
NGINX = """
{modules}
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; server_tokens off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  types {{ text/html html; }}
  charset utf-8;
  server {{
    listen 127.0.0.1:{port};
    root {public}; index index.html; etag on; gzip off; gzip_static on; brotli_static on; gzip_vary on;
{headers}
  }}
}}
"""


@contextmanager
def door(public: Path, port: int, _folder: Path) -> Iterator[int]:
    with running([sys.executable, "-c", DOOR, str(public), str(port)], port) as pid:
        yield pid


@contextmanager
def nginx(public: Path, port: int, folder: Path) -> Iterator[int]:
    module = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
    said = "\n".join(f'    add_header {name} "{value}";' for name, value in headers(public))
    text = NGINX.format(modules=f"load_module {module};", folder=folder, port=port, public=public, headers=said)
    (folder / "nginx.conf").write_text(text)
    with running(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], port) as pid:
        yield pid


def headers(public: Path) -> list[tuple[str, str]]:
    """What door says of the page, but what nginx says by itself."""
    from uarazom.door.static import application

    own = {"Content-Type", "ETag", "Vary", "Last-Modified", "Accept-Ranges", "Content-Encoding"}
    answer = application(public, clock=time.time).answer("GET", "/uk/", {}.get)
    return [(name, value) for name, value in answer.headers if name not in own]


@contextmanager
def running(command: list[str], port: int) -> Iterator[int]:
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with closing(socket.socket()) as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children."""
    total = 0.0
    for one in [pid, *children(pid)]:
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def load(port: int, seconds: int) -> tuple[int, float, float]:
    """(requests, requests a second, p99 in milliseconds) of wrk against the home page."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-H", "Accept-Encoding: gzip, br"]
    said = subprocess.run([*command, f"http://127.0.0.1:{port}/uk/"], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"expected nothing but answers, got\n{said}")
    requests, unit = re.search(r"(\d+) requests in", said), re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if requests is None or unit is None or rate is None:
        raise SystemExit(f"expected wrk's figures, got\n{said}")
    return int(requests[1]), float(rate[1]), float(unit[1]) * {"us": 0.001, "ms": 1, "s": 1000}[unit[2]]


def measure(seconds: int, rounds: int, folder: Path) -> dict[str, object]:
    public = folder / "public"
    archive = Archive(200)
    context = Context(archive.ledger(), archive.at)
    Folder(public).put((path, page(context, path) or b"") for path in (HOME, "now.json", "404.html"))
    found: dict[str, list[tuple[float, float, float]]] = {"door": [], "nginx": []}
    for _ in range(rounds):
        for name, start in (("door", door), ("nginx", nginx)):
            with closing(socket.socket()) as held:
                held.bind(("127.0.0.1", 0))
                port = held.getsockname()[1]
            with start(public, port, folder) as pid:
                load(port, 1)
                before = cpu_seconds(pid)
                requests, rate, p99 = load(port, seconds)
                found[name].append(((cpu_seconds(pid) - before) / requests * 1e6, rate, p99))
    middle = {name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in found.items()}
    return {
        "page_bytes": (public / HOME).stat().st_size,
        "page_br_bytes": (public / f"{HOME}.br").stat().st_size,
        **{f"{name}_cpu_us": round(row[0], 1) for name, row in middle.items()},
        **{f"{name}_per_second": round(row[1]) for name, row in middle.items()},
        **{f"{name}_p99_ms": round(row[2], 2) for name, row in middle.items()},
        "requests_a_cpu_second_to_nginx": round(middle["nginx"][0] / middle["door"][0], 3),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=8, help="of load a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one JSON object, and no judgement")
    args = parser.parse_args(argv)
    if missing := [name for name in ("nginx", "wrk") if shutil.which(name) is None]:
        raise SystemExit(f"expected {', '.join(missing)} to be installed; run: make setup-bench")
    with tempfile.TemporaryDirectory() as folder:
        found = measure(args.seconds, args.rounds, Path(folder))
    if args.json:
        print(json.dumps(found))
        return 0
    for name, value in found.items():
        print(f"{name:32} {value}")
    if float(str(found["requests_a_cpu_second_to_nginx"])) < LEAST:
        print(f"below the aim: {LEAST} of nginx for each second of CPU", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
