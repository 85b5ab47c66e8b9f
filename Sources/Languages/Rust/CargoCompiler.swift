import ChildProcess
import Diagnostics
import FileIO
import FoundationEssentials
import OCIImage
import SystemPackage

/// The host's cargo, which makes the same program for the image's platform on every host.
struct CargoCompiler: Sendable {
  /// Bytes of cargo's messages, which name what it made.
  private static let messageLimit = 64 << 20

  /// `x86_64-unknown-linux-musl`
  let target: String
  /// What `cargo --version` and `rustc --version` print.
  let version: String
  private let cargo: BuildTool
  private let rustc: BuildTool

  init(_ request: BuildRequest) async throws {
    // A developer's own flags and directories would change the program or its place.
    let unwanted = [
      "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_TARGET_DIR", "CARGO_BUILD_TARGET", "CARGO_BUILD_TARGET_DIR",
      "CARGO_BUILD_RUSTFLAGS", "CARGO_INCREMENTAL", "RUSTC_WRAPPER", "CARGO_BUILD_RUSTC_WRAPPER",
      "CARGO_HOME", "CARGO",
    ]
    cargo = BuildTool("cargo", install: Rust.install, Rust.network, request, without: unwanted)
    rustc = BuildTool("rustc", install: Rust.install, Rust.network, request, without: unwanted)
    version = try await cargo.version(["--version"]) + ", " + (try await rustc.version(["--version"]))
    guard let machine = ["amd64": "x86_64", "arm64": "aarch64"][request.platform.architecture] else {
      throw Failure(
        .agent, "platform-not-buildable", "Rust agents cannot be built for the platform `\(request.platform)`",
        hints: ["build for `linux/amd64` or `linux/arm64`"])
    }
    let sysroot = FilePath(try await rustc.version(["--print", "sysroot"]))
    func isInstalled(_ target: String) -> Bool {
      (try? FileStatus.of(sysroot.appending("lib/rustlib").appending(target).appending("lib"))) ?? nil != nil
    }
    let (musl, glibc) = ("\(machine)-unknown-linux-musl", "\(machine)-unknown-linux-gnu")
    let needsStatic = request.base == nil || request.isMusl
    guard let target = (needsStatic ? [musl] : [musl, glibc]).first(where: isInstalled) else {
      throw Failure(
        .infrastructure, "toolchain-missing",
        needsStatic
          ? "the base image `\(request.baseName)` has no glibc, and the host's Rust lacks the target `\(musl)`"
          : "the host's Rust cannot build for `\(request.platform)`",
        hints: ["rustup target add \(musl)"]
          + (needsStatic ? ["or choose a base image with glibc, such as `gcr.io/distroless/cc-debian12`"] : []))
    }
    self.target = target
  }

  /// Rises when the way of compiling changes the program.
  var inputs: [String] { ["cargo-build-2", version, target] }

  /// - Parameters:
  ///   - source: the agent's directory in a copy of the project below `source` of the scratch directory.
  ///   - chosen: the setting `build.package`.
  func compile(
    in scratch: FilePath, source: FilePath, named name: String, chosen: String?, to program: FilePath,
    at place: SourceLocation
  ) async throws {
    var cargo = cargo
    // Paths of this machine must not get into the program. A wrapper hands the option on without it becoming part of
    // the names that cargo derives from RUSTFLAGS, which would differ with the path again. The names of packages beside a
    // workspace differ with the path, too: those get one of what else the compiler is told.
    let wrapper = scratch.appending("rustc-wrapper")
    let script = """
      #!/bin/sh
      here='\(scratch.string.replacing("'", with: "'\\''"))'
      case "${CARGO_MANIFEST_DIR:-}" in "$here"/*)
        told=
        for word do
          case "$word" in *"$here"*) word="${word%%"$here"*}${word#*"$here"}" ;; esac
          told="$told $word"
        done
        name=$(printf '%s' "$told" | sed -E 's/[0-9a-f]{16}//g' | sha256sum | cut -c 1-16)
        for word do
          shift
          case "$word" in metadata=*) word="metadata=$name" ;; esac
          set -- "$@" "$word"
        done ;;
      esac
      exec "$@" --remap-path-prefix="$here"=/build --remap-path-prefix="$HOME/.cargo"=/cargo

      """
    try FileContents.write(
      Array(script.utf8), to: wrapper, permissions: [.ownerReadWriteExecute, .groupReadExecute, .otherReadExecute])
    cargo.environment["RUSTC_WRAPPER"] = wrapper.string
    let selected = try await selection(in: source, of: scratch, named: name, chosen: chosen, at: place)
    try await cargo.run(
      ["fetch", "--locked", "--target", target, "--color", "never"], in: source, purpose: "cannot fetch the crates"
    ) { call in
      (call.reads, call.network, call.cache) = ([scratch], .indexes, .write)
    }
    // A build script or a macro is a program of a stranger: it gets neither a network nor a way into later builds.
    let exit = try await cargo.run(
      [
        "build", "--release", "--locked", "--offline", "--target", target, "--target-dir",
        scratch.appending("target").string,
        "--message-format", "json-render-diagnostics", "--color", "never",
      ] + selected.arguments, in: source, purpose: "cannot compile the agent", output: .apart(limit: Self.messageLimit)
    ) { call in
      (call.writes, call.cache, call.runsProjectCode) = ([scratch], .read, true)
    }
    guard let made = Self.programs(in: exit.standardOutput).first(where: { $0.name == selected.name }) else {
      throw Failure(.agent, "build-failed", "cargo made no program `\(selected.name)`", at: place)
    }
    // A build script can write into cargo's messages, and links into its directory.
    try Project(only: scratch).require(FilePath(made.path))
    try OpenFile.copy(FilePath(made.path), to: program, permissions: 0o755)
  }

  /// The program to compile; reading the manifests needs no network and runs nothing.
  private func selection(
    in source: FilePath, of scratch: FilePath, named name: String, chosen: String?, at place: SourceLocation
  ) async throws -> (name: String, arguments: [String]) {
    let exit = try await cargo.run(
      ["metadata", "--format-version", "1", "--no-deps", "--offline", "--color", "never"], in: source,
      purpose: "cargo cannot read the project", output: .apart(limit: Self.messageLimit)
    ) { call in
      call.reads = [scratch]
    }
    let manifest = source.appending(CargoWorkspace.manifest)
    guard let metadata = CargoMetadata(exit.standardOutput) else {
      throw Failure(.infrastructure, "toolchain-missing", "`cargo metadata` does not tell the programs of the package")
    }
    return try metadata.program(
      name, manifest: FileStatus.realPath(of: manifest) ?? manifest, chosen: chosen, at: place)
  }

  /// The programs in cargo's messages (doc.rust-lang.org/cargo/reference/external-tools.html).
  static func programs(in messages: [UInt8]) -> [(name: String, path: String)] {
    struct Message: Decodable {
      struct Target: Decodable {
        var name: String
        var kind: [String]
      }
      var target: Target?
      var executable: String?
    }
    return messages.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let message = try? JSONDecoder().decode(Message.self, from: Data(line)), let path = message.executable,
        let target = message.target, target.kind.contains("bin")
      else { return nil }
      return (target.name, path)
    }
  }

  var probeLayer: LayerRecipe {
    ProbeLayer.recipe(Self.probe, in: "probe.rs", toolchain: inputs) { scratch, directory in
      try await rustc.run(
        [
          "--edition", "2018", "-O", "-C", "strip=symbols", "-C", "panic=abort", "--target", target,
          "--remap-path-prefix=\(scratch)=/build", "-o", directory.appending("probe").string, "probe.rs",
        ], in: scratch, purpose: "cannot compile the health check"
      ) { call in
        (call.reads, call.writes) = ([scratch], [directory])
      }
    }
  }

  /// Arguments: `PORT SECONDS [PATH]`.
  static let probe = """
    use std::io::{BufRead, BufReader, Write};
    use std::net::{SocketAddr, TcpStream};
    use std::time::Duration;

    fn well() -> Option<bool> {
        let arguments: Vec<String> = std::env::args().collect();
        let address = SocketAddr::from(([127, 0, 0, 1], arguments.get(1)?.parse().ok()?));
        let limit = Duration::from_secs(arguments.get(2)?.parse().ok()?);
        let mut stream = TcpStream::connect_timeout(&address, limit).ok()?;
        let path = match arguments.get(3) {
            None => return Some(true),
            Some(path) => path,
        };
        stream.set_read_timeout(Some(limit)).ok()?;
        stream.set_write_timeout(Some(limit)).ok()?;
        write!(stream, "GET {} HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\n\\r\\n", path).ok()?;
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).ok()?;
        let status: u16 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(status >= 200 && status < 400)
    }

    fn main() {
        std::process::exit(if well() == Some(true) { 0 } else { 1 });
    }

    """
}
