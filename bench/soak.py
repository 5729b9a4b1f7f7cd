#!/usr/bin/env python3
"""Full load with everything that goes wrong in practice, for as long as you like, on Fairlead and then on Envoy.

Each round has the same accidents: a change of the configuration every second, upstreams that are killed and come back, slow
clients, slow upstreams, big bodies, clients that go away. docs/benchmarks.md tells what is judged. Exit code 0: all holds,
1: something does not, 2: could not run.
"""
import argparse
import asyncio
import json
import pathlib
import re
import signal
import subprocess
import sys
import time

from soaking import config, processes, verdict
from soaking.clients import Crowd

WRK = """
local threads = {}
local body = os.getenv("SOAK_BODY")
if body then
    wrk.method = "POST"
    wrk.body = string.rep("x", tonumber(body))
end
function setup(thread) table.insert(threads, thread) end
function init(args) statuses = {} end
function response(status) statuses[status] = (statuses[status] or 0) + 1 end
function done(summary)
    for _, thread in ipairs(threads) do
        for status, count in pairs(thread:get("statuses")) do print("SOAK status " .. status .. " " .. count) end
    end
    for _, kind in ipairs({"connect", "read", "write", "timeout"}) do
        print("SOAK " .. kind .. " - " .. summary.errors[kind])
    end
end
"""
# Full load: name, connections, scheme, path, bytes of the body (None for a GET).
LOADS = [("get", 16, "http", "/", None), ("get, resets retried", 8, "http", "/retried", None),
         ("get over TLS", 8, "https", "/", None), ("64 KiB uploads", 4, "http", "/upload", 65536),
         ("64 KiB over TLS", 2, "https", "/upload", 65536), ("2 MiB downloads", 2, "http", "/big", None),
         ("2 MiB over TLS", 2, "https", "/big", None)]
ROUND_SECONDS = 10
SETTLE_SECONDS = 90
ERROR_LINES = r"\bERROR\b|Exception|OutOfMemory"


class Accidents:
    """What happens to a proxy in each round."""

    def __init__(self, peer, upstreams):
        self.peer, self.upstreams = peer, upstreams
        self.version = 0
        self.rounds = 0

    def change(self):
        self.version += 1
        self.peer.configure(config.Version(self.version))

    async def run(self, seconds):
        """A change every second; one quick upstream is away from the second on for a second, later an odd one."""
        fast, odd = list(config.FAST), list(config.ODD)
        down = {2: fast[self.rounds % len(fast)], 6: odd[self.rounds % len(odd)]}
        self.rounds += 1
        for second in range(seconds):
            self.change()
            if second in down:
                self.upstreams[down[second]].kill()
            if second - 1 in down:
                self.upstreams[down[second - 1]].start()
            await asyncio.sleep(1)


async def wrk(port, load, seconds):
    name, connections, scheme, path, body = load
    if scheme == "https":
        port += config.TLS_OFFSET
    script = processes.WORK / "load.lua"
    child = await asyncio.create_subprocess_exec(
        processes.tool("wrk"), "-t1", "-c%d" % connections, "-d%ds" % seconds, "--timeout", "20s", "-s", str(script),
        "%s://127.0.0.1:%d%s" % (scheme, port, path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=dict(processes.os.environ, **({"SOAK_BODY": str(body)} if body else {})))
    out = (await child.communicate())[0].decode()
    if child.returncode:
        processes.fail("wrk: " + out)
    counts = {}
    for kind, status, number in re.findall(r"^SOAK (\S+) (\S+) (\d+)$", out, re.M):
        outcome = "ok" if status == "200" else "status " + status if kind == "status" else {
            "connect": "refused", "timeout": "no answer"}.get(kind, "reset")
        if int(number):
            counts[outcome] = counts.get(outcome, 0) + int(number)
    return name, counts


async def one_round(accidents, crowd, seconds):
    port = accidents.peer.port
    happening = asyncio.ensure_future(accidents.run(seconds))
    counts = dict(await asyncio.gather(*(wrk(port, load, seconds) for load in LOADS)))
    await happening
    counts.update(crowd.take())
    return counts


async def soak(accidents, seconds):
    crowd = Crowd(accidents.peer.port)
    crowd.start()
    rounds = [await one_round(accidents, crowd, ROUND_SECONDS) for _ in range(max(1, seconds // ROUND_SECONDS))]
    late = await crowd.stop()
    if late:
        rounds[-1]["slow readers"]["no answer"] = late
    return rounds


def settle(peer):
    """Waits until no connection is left, for the time that idle ones are kept and some more; then looks."""
    end = time.monotonic() + SETTLE_SECONDS
    while peer.connections() and time.monotonic() < end:
        time.sleep(0.5)
    return peer.state()


def soak_peer(make, options, upstreams):
    peer = make(options)
    try:
        accidents = Accidents(peer, upstreams)
        print("%s: warming up for %d s" % (peer.name, options.warmup), flush=True)
        asyncio.run(soak(accidents, options.warmup))
        before = settle(peer)
        print("%s: soaking for %d s" % (peer.name, options.seconds), flush=True)
        first, cpu = accidents.version, peer.process.cpu_seconds()
        rounds = asyncio.run(soak(accidents, options.seconds))
        cpu = peer.process.cpu_seconds() - cpu
        after = settle(peer)
        result = {"rounds": rounds, "before": before, "after": after, "changes": accidents.version - first, "cpu": cpu,
                  "leaks": peer.log_lines(r"LEAK"), "errors": peer.log_lines(ERROR_LINES)}
    finally:
        peer.process.stop()
    return result


def totals(rounds):
    sums = {}
    for each in rounds:
        for kind, counts in each.items():
            into = sums.setdefault(kind, {})
            for outcome, number in counts.items():
                into[outcome] = into.get(outcome, 0) + number
    return sums


def table(results):
    sums = {peer: totals(run["rounds"]) for peer, run in results.items()}
    print("\n%-22s %-10s %12s  %s" % ("clients", "proxy", "served", "otherwise"))
    for kind in sums["fairlead"]:
        for peer in sums:
            counts = sums[peer].get(kind, {})
            rest = ", ".join("%s: %d" % item for item in sorted(counts.items()) if item[0] != "ok")
            print("%-22s %-10s %12d  %s" % (kind, peer, counts.get("ok", 0), rest))
    for peer, run in results.items():
        print("\n%s: %.0f CPU seconds, %d changes of the configuration" % (peer, run["cpu"], run["changes"]))
        for name in run["before"]:
            print("  %-16s %14d -> %d" % (name, run["before"][name], run["after"][name]))
    if "envoy" not in results:
        return
    print("\nProbability that Fairlead loses so many requests, round by round, if it is like Envoy:")
    for kind in sums["fairlead"]:
        ours = [verdict.failures(each[kind]) for each in results["fairlead"]["rounds"]]
        theirs = [verdict.failures(each[kind]) for each in results["envoy"]["rounds"]]
        print("  %-22s %d against %d: p = %.2g" % (kind, sum(ours), sum(theirs), verdict.rank_test(ours, theirs)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=600, help="length for each proxy (default 600)")
    parser.add_argument("--warmup", type=int, default=30, help="the same before the first look (default 30 s)")
    parser.add_argument("--concurrency", type=int, default=2, help="event loops of each proxy (default 2)")
    parser.add_argument("--peers", default="fairlead,envoy", help="fairlead, or fairlead,envoy (default)")
    parser.add_argument("--leak-detection", default="advanced", choices=("disabled", "advanced", "paranoid"),
                        help="Netty's leak detection: advanced watches one buffer of 8 (default), paranoid each; that "
                             "takes so much time that losses are not compared")
    parser.add_argument("--self-check", action="store_true", help="only check that each rule can fail")
    parser.add_argument("--sabotage", action="store_true", help="upstreams change bytes: the run has to fail")
    parser.add_argument("--json", default=str(processes.WORK / "results.json"), help="file for the results")
    options = parser.parse_args()
    makers = {"fairlead": processes.Fairlead, "envoy": processes.Envoy}
    peers = options.peers.split(",")
    if peers[0] != "fairlead" or set(peers) - set(makers) or options.seconds < ROUND_SECONDS:
        parser.error("unknown peers, or fewer than %d seconds" % ROUND_SECONDS)
    unnoticed = verdict.self_check()
    if unnoticed or options.self_check:
        print("\n".join(unnoticed) or "self-check: every rule can fail, and none does without cause")
        return 2 if unnoticed else 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    subprocess.run([str(processes.BENCH / "setup.sh")], check=True)
    processes.WORK.mkdir(parents=True, exist_ok=True)
    (processes.WORK / "load.lua").write_text(WRK)
    upstreams = processes.upstreams(options.sabotage)
    try:
        results = {peer: soak_peer(makers[peer], options, upstreams) for peer in peers}
    finally:
        for process in upstreams.values():
            process.stop()
    pathlib.Path(options.json).write_text(json.dumps(results, indent=1) + "\n")
    table(results)
    if options.leak_detection == "paranoid":
        results.pop("envoy", None)
    wrong = verdict.judge(results)
    print("\n" + ("\n".join("FAILED " + each for each in wrong) if wrong else "Everything holds."))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
