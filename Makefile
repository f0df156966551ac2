# The two commands a newcomer needs: `make run` and `make test`.
PACKAGES := build-essential pkg-config clang libclang-dev \
  libavcodec-dev libavformat-dev libavutil-dev libavfilter-dev libavdevice-dev libswscale-dev libswresample-dev ffmpeg \
  libxkbcommon0 libxkbcommon-x11-0 libx11-6 libx11-xcb1 libxcursor1 libxi6 libxrandr2 libwayland-client0 \
  libvulkan1 mesa-vulkan-drivers
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
OUT ?= target/walk

.PHONY: run test check bench packages durability

# The window on the sample studio; without a display the main job headless, with its results in $(OUT).
run: packages
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	  cargo run --release -p rushes -- demo; \
	else \
	  mkdir -p $(OUT) && cargo run --release -p rushes -- demo --headless $(OUT) && \
	  echo "No display: the walk's results are in $(OUT): annotated.png, workbook.xlsx, feedback.pdf, summary.json"; \
	fi

test: packages
	cargo test --workspace --quiet

check: packages
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --quiet -- -D warnings

bench: packages
	sh tests/bench.sh

# kill -9 at any moment, 200 times: every acknowledged command must be there afterwards.
durability: packages
	sh tests/durability.sh 200

# System packages, and the toolchain where the distribution has it.
packages:
	@if command -v dpkg >/dev/null; then \
	  missing=$$(for p in $(PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || echo $$p; done); \
	  if [ -n "$$missing" ]; then \
	    $(SUDO) apt-get update -q && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -q --no-install-recommends $$missing; \
	  fi; \
	fi
	@command -v cargo >/dev/null || { \
	  $(SUDO) apt-get install -y -q rustup 2>/dev/null && rustup default stable; } || { \
	  echo "Rust 1.95 or newer is needed: install it with rustup (https://rustup.rs), then run make again."; exit 1; }
