#!/bin/sh
# kill -9 at any moment, N times (200 unless told); then the power of a simulated disk lost at any
# write or sync, ten times as often.
set -e
runs="${1:-200}"
cargo run --release --quiet -p rushes-tests --bin durability -- "$runs"
RUSHES_CRASH_RUNS=$((runs * 10)) cargo test --release --quiet -p rushes-store --test it -- \
  --nocapture a_disk_that_loses_power_anywhere
