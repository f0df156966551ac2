#!/bin/sh
# The figures the project holds itself to, each beside what it is compared with: `bench.sh [GROUP [SIZE]]`.
# Groups: search, clips, window, open, command, bulk, remote, sheets, publish, peers.
set -e
command -v b3sum >/dev/null || { [ "$(id -u)" = 0 ] && apt-get install -y -q b3sum >/dev/null; }
case "$1" in
  "" | search) cargo run --release --quiet -p rushes-tests --bin search ;;
esac
case "$1" in
  "" | clips) cargo run --release --quiet -p rushes-tests --bin clips ;;
esac
case "$1" in
  "" | window) cargo bench --quiet -p rushes --bench table --bench board ;;
esac
case "$1" in
  search | clips | window) ;;
  *) exec cargo run --release --quiet -p rushes-tests --bin bench -- "$@" ;;
esac
