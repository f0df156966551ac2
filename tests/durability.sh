#!/bin/sh
# kill -9 at any moment, N times (200 unless told).
exec cargo run --release --quiet -p rushes-tests --bin durability -- "${1:-200}"
