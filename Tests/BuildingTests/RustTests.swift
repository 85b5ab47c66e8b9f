import PipelineCore
import SystemPackage
import Testing

/// Rust projects that cannot be built. Nothing here needs a package of others.
@Suite("Rust agents", .enabled(if: Workbench.has("cargo") && Workbench.base("glibc") != nil)) struct RustTests {
  private static let package = "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2018\"\n"
  private static let lock = "version = 3\n\n[[package]]\nname = \"a\"\nversion = \"0.1.0\"\n"
  private static let files = [
    "agent.yaml": manifest("rust"), "Cargo.toml": package, "Cargo.lock": lock, "src/main.rs": "fn main() {}\n",
  ]

  private func build(_ files: [String: String], environment: [String: String] = [:]) async throws -> Workbench.Outcome {
    let bench = try Workbench(Self.files.merging(files) { $1 })
    return try await bench.run(
      "build", ["--build-base-image", try #require(Workbench.base("glibc"))], environment: environment)
  }

  @Test func `with a stale lock are told what it lacks`() async throws {
    let outcome = try await build([
      "Cargo.toml": "\(Self.package)[dependencies]\nl = { path = \"l\" }\n",
      "l/Cargo.toml": Self.package.replacing("\"a\"", with: "\"l\""), "l/src/lib.rs": "",
    ])
    #expect(outcome.exitCode == 1 && outcome.errors == ["lock-file-unusable"], "\(outcome.output)")
    #expect(outcome.output.contains("`Cargo.lock` does not fit `Cargo.toml`: it lacks `l`"))
  }

  /// rustup would download a compiler; RUSTUP_TOOLCHAIN says for rustup and for us that another is meant.
  @Test func `of another Rust are not the agent's fault`() async throws {
    let files = ["rust-toolchain.toml": "[toolchain]\nchannel = \"1.2.0\"\n"]
    let outcome = try await build(files)
    #expect(outcome.exitCode == 3 && outcome.errors == ["toolchain-too-old"], "\(outcome.output)")
    #expect(outcome.output.contains("`rust-toolchain.toml` names Rust `1.2.0`"))
    let newer = try await build(["Cargo.toml": "\(Self.package)rust-version = \"1.999\"\n"])
    #expect(newer.exitCode == 3 && newer.errors == ["toolchain-too-old"], "\(newer.output)")
    guard let toolchain = try await Workbench().shell("rustup show active-toolchain").output.split(separator: " ").first
    else { return }
    let chosen = try await build(files, environment: ["RUSTUP_TOOLCHAIN": String(toolchain)])
    #expect(chosen.exitCode == 0, "\(chosen.output)")
  }

  @Test func `with several programs are told their names`() async throws {
    let outcome = try await build(["src/bin/b.rs": "fn main() {}\n"])
    #expect(outcome.exitCode == 1 && outcome.errors == ["program-unknown"], "\(outcome.output)")
    #expect(outcome.output.contains("`spec.pipeline.build.package` to one of `a`, `b`"))
  }
}
