#!/usr/bin/env python3
"""Time of `fairlead analyze` for many VirtualServices. Python 3 standard library only.

  bench/analyze.py [--services 10000] [--command './fairlead']

Writes Services and VirtualServices to a temporary file, analyzes an empty file (start-up) and then that one, and prints the
wall-clock and processor seconds of both, and their difference.
"""
import argparse
import os
import resource
import shlex
import subprocess
import tempfile
import time

SERVICE = """---
apiVersion: v1
kind: Service
metadata: {{name: s{0}, namespace: n{1}}}
spec:
  selector: {{app: s{0}}}
  ports: [{{name: http, port: 80, protocol: TCP}}]
"""
VIRTUAL_SERVICE = """---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {{name: v{0}, namespace: n{1}}}
spec:
  hosts: [h{0}.example.com]
  http:
  - match:
    - uri: {{prefix: /api/v{2}}}
      headers: {{x-user: {{exact: u{3}}}}}
    route:
    - {{destination: {{host: s{4}}}, weight: 90}}
    - {{destination: {{host: s{5}}}, weight: 10}}
  - route:
    - destination: {{host: s{4}}}
"""


def write(path, count):
    services = max(50, count // 5 // 50 * 50)
    with open(path, 'w', encoding='utf-8') as out:
        for i in range(services):
            out.write(SERVICE.format(i, i % 50))
        for i in range(count):
            out.write(VIRTUAL_SERVICE.format(i, i % 50, i % 7, i % 13, i % services, (i + 50) % services))


def run(command, path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run(shlex.split(command) + ['analyze', '--output', 'json', path], capture_output=True, text=True)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode > 1:
        raise SystemExit(done.stderr)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--services', type=int, default=10_000)
    parser.add_argument('--command', default='./fairlead')
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        empty, full = os.path.join(folder, 'empty.yaml'), os.path.join(folder, 'full.yaml')
        write(full, args.services)
        with open(empty, 'w', encoding='utf-8'):
            pass
        run(args.command, empty)
        idle = run(args.command, empty)
        busy = run(args.command, full)
    print('start-up: %.2f s wall, %.2f s cpu' % idle)
    print('%d VirtualServices: %.2f s wall, %.2f s cpu' % ((args.services,) + busy))
    print('analysis: %.2f s wall, %.2f s cpu' % (busy[0] - idle[0], busy[1] - idle[1]))


if __name__ == '__main__':
    main()
