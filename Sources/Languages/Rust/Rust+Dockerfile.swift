import Diagnostics
import SystemPackage
import TOMLKit

extension Rust {
  /// One program out of a stage with cargo; the crates it depends on are compiled before the code comes in.
  public func dockerfile(_ request: DockerfileRequest) throws -> RuntimeDockerfile {
    let project = request.project
    let package = try Self.package(request.agent, project)
    let workspace = CargoWorkspace(in: project.directory)
    let isAlone = project.agent.isEmpty && workspace.root.isEmpty && workspace.packages.isEmpty
    let name = request.agent.name
    let version = request.agent.version ?? "1"
    // Alpine's compiler makes static programs, which run on musl and on nothing.
    let compiler = "rust:\(version)" + (request.isScratch || request.isMusl ? "-alpine" : Self.debian(for: version))
    var stage = DockerfileText()
    stage.from(compiler, as: "build")
    if request.isScratch || request.isMusl { stage.run(["apk", "add", "--no-cache", "musl-dev", "ca-certificates"]) }
    if request.probe != nil {
      stage.workingDirectory("/probe")
      stage.run(
        script: "mkdir -p /out; printf '%s' \"$1\" > probe.rs; "
          + "rustc --edition 2018 -O -C strip=symbols -C panic=abort -o /out/probe probe.rs", [CargoCompiler.probe])
    }
    stage.declareSource()
    try stage.environment("CARGO_TARGET_DIR", "/target")
    stage.workingDirectory("/src")
    if isAlone, Self.isPlain(package, request.sources) {
      stage.copySource(["Cargo.toml", "Cargo.lock"], to: "./")
      stage.run(
        script: "mkdir src; echo 'fn main() {}' > src/main.rs; cargo build --release --locked; rm -r src")
    }
    stage.copySource([""], to: "./")
    if !project.agent.isEmpty { stage.workingDirectory(FilePath("/src").pushing(FilePath(project.agent)).string) }
    // What cargo compiled before is newer than the agent's own files.
    let chosen = request.options.package ?? workspace.table(ofRoot: false)?.table("package")?.text("default-run")
    let arguments = chosen.map { ["--bin", $0] } ?? []
    stage.run(
      script: "find /src -name '*.rs' -exec touch {} +; exec cargo build --release --locked \"$@\"", arguments)
    stage.run(
      script: """
        mkdir -p /out; cd /target/release; if [ -n "$2" ]; then cp "$2" "/out/$1"; elif [ -x "$1" ]; then cp "$1" "/out/$1"; else set -- "$1" $(find . -maxdepth 1 \
        -type f -perm -100 ! -name '*.so'); [ $# = 2 ] || { echo "name one of the programs $1" >&2; exit 1; }; \
        cp "$2" "/out/$1"; fi
        """, [name, chosen ?? ""])
    var file = RuntimeDockerfile(
      stages: stage,
      build: RuntimeBuild(program: name, in: request.applicationDirectory, probe: request.probe))
    file.otherImages = [compiler]
    file.addProgram(name, request)
    return file
  }

  /// The C library must not be newer than the base image's, Debian 12; images of older compilers know no Debian 12.
  private static func debian(for version: String) -> String {
    let numbers = ToolchainVersion.numbers(in: version) ?? []
    return numbers.count > 1 && numbers.lexicographicallyPrecedes([1, 71]) ? "" : "-bookworm"
  }

  /// Whether an empty `src/main.rs` can replace the code: one package, with its program in the usual place.
  private static func isPlain(_ package: String, _ sources: SourceTree) -> Bool {
    let special = ["[workspace", "[lib]", "[[bin]]", "build =", "path =", "[[bench]]", "[[example]]"]
    return sources.contains("src/main.rs") && !sources.contains("build.rs") && !sources.contains("src/lib.rs")
      && !special.contains(where: package.contains)
  }
}
