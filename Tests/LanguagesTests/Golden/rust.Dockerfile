FROM rust:1.75-bookworm AS build
ARG AGENT_SOURCE=.
ENV CARGO_TARGET_DIR="/target"
WORKDIR "/src"
COPY ["${AGENT_SOURCE}/Cargo.toml", "${AGENT_SOURCE}/Cargo.lock", "./"]
RUN ["/bin/sh", "-euc", "mkdir src; echo 'fn main() {}' > src/main.rs; cargo build --release --locked; rm -r src", "sh"]
COPY ["${AGENT_SOURCE}", "./"]
RUN ["/bin/sh", "-euc", "find /src -name '*.rs' -exec touch {} +; exec cargo build --release --locked \"$@\"", "sh"]
RUN ["/bin/sh", "-euc", "mkdir -p /out; cd /target/release; if [ -n \"$2\" ]; then cp \"$2\" \"/out/$1\"; elif [ -x \"$1\" ]; then cp \"$1\" \"/out/$1\"; else set -- \"$1\" $(find . -maxdepth 1 -type f -perm -100 ! -name '*.so'); [ $# = 2 ] || { echo \"name one of the programs $1\" >&2; exit 1; }; cp \"$2\" \"/out/$1\"; fi", "sh", "app", ""]

FROM gcr.io/distroless/cc-debian12
COPY --from=build ["/out/app", "/app/app"]

ENTRYPOINT ["/app/app"]
