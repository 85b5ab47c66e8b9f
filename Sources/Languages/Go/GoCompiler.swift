import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// The host's Go, which makes the same program for the image's platform on every host.
struct GoCompiler: Sendable {
  var tool: BuildTool
  private let platform: [String]
  private let options: BuildOptions

  init(_ request: BuildRequest) throws {
    guard request.platform.os == "linux" else {
      throw Failure(
        .agent, "platform-not-buildable", "Go agents cannot be built for the platform `\(request.platform)`",
        hints: ["build for `linux/amd64` or `linux/arm64`"])
    }
    tool = BuildTool("go", install: Go.install, Go.network, request)
    options = request.options
    platform = [request.platform.architecture, request.platform.variant ?? ""]
    // A developer's own flags and workspace would change the program.
    for name in ["GOFLAGS", "GOAMD64", "GOARM", "GOROOT", "GOBIN", "GOEXPERIMENT"] { tool.environment[name] = nil }
    tool.environment.merge([
      "CGO_ENABLED": "0", "GOOS": "linux", "GOARCH": request.platform.architecture, "GOWORK": "off",
      "GO111MODULE": "on", "GOTOOLCHAIN": "local",
      // Otherwise the directories of modules cannot be removed.
      "GOFLAGS": "-modcacherw",
    ]) { $1 }
    if request.platform.architecture == "arm", let variant = request.platform.variant {
      tool.environment["GOARM"] = String(variant.drop { $0 == "v" })
    }
  }

  /// Rises when the way of compiling changes the program.
  var inputs: [String] { ["go-build-2"] + platform + Self.arguments(options) }

  /// The arguments of `go build` before the package.
  static func arguments(_ options: BuildOptions) -> [String] {
    // A flag with a space stands in quotes, as Go's own list of words has it; no flag has a quote itself.
    let linker =
      ["-s", "-w", "-buildid="]
      + options.linkerFlags.flatMap { flag in
        let parts = flag.split(separator: " ", maxSplits: 1).map(String.init)
        return parts.map { $0.contains(" ") ? "'\($0)'" : $0 }
      }
    return ["build", "-trimpath", "-buildvcs=false", "-ldflags=\(linker.joined(separator: " "))"] + options.flags
      + tags(options)
  }

  private static func tags(_ options: BuildOptions) -> [String] {
    options.tags.isEmpty ? [] : ["-tags=\(options.tags.joined(separator: ","))"]
  }

  /// - Parameters:
  ///   - root: what is compiled together, with the directory in it.
  ///   - modules: the mode `-mod` of go build.
  func compile(
    _ package: String, in directory: FilePath, of root: FilePath? = nil, to program: FilePath, modules: String,
    _ options: BuildOptions = BuildOptions()
  ) async throws {
    let output = program.removingLastComponent()
    if modules != "vendor" {
      // `go mod download` also asks for modules that the workspace has itself.
      let isWorkspace = tool.environment["GOWORK"] != "off"
      try await tool.run(
        isWorkspace ? ["list", "-deps"] + Self.tags(options) + [package] : ["mod", "download"], in: directory,
        purpose: "cannot download the modules"
      ) { call in
        (call.reads, call.network, call.cache) = ([root ?? directory], .indexes, .write)
      }
    }
    var offline = tool
    offline.environment["GOPROXY"] = "off"
    try await offline.run(
      Self.arguments(options) + ["-mod=\(modules)", "-o", program.string, package], in: directory,
      purpose: "cannot compile `\(package)`"
    ) { call in
      // What Go compiles does not run, so what it keeps of it stays what Go made.
      (call.reads, call.writes, call.cache) = ([root ?? directory], [output], .write)
    }
  }

  func probeLayer(_ version: String) -> LayerRecipe {
    ProbeLayer.recipe(Self.probe, in: "main.go", toolchain: inputs + [version]) { scratch, directory in
      try FileContents.write(Array("module probe\n\ngo 1.17\n".utf8), to: scratch.appending("go.mod"))
      try await compile(".", in: scratch, to: directory.appending("probe"), modules: "readonly")
    }
  }

  /// Arguments: `PORT SECONDS [PATH]`. Without net/http it is a third as large.
  static let probe = """
    package main

    import (
    \t"bufio"
    \t"net"
    \t"os"
    \t"strconv"
    \t"strings"
    \t"time"
    )

    func main() {
    \tseconds, _ := strconv.Atoi(os.Args[2])
    \tlimit := time.Duration(seconds) * time.Second
    \tconnection, err := net.DialTimeout("tcp", "127.0.0.1:"+os.Args[1], limit)
    \tif err != nil {
    \t\tos.Exit(1)
    \t}
    \tif len(os.Args) < 4 {
    \t\treturn
    \t}
    \tconnection.SetDeadline(time.Now().Add(limit))
    \tconnection.Write([]byte("GET " + os.Args[3] + " HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\n\\r\\n"))
    \tline, _ := bufio.NewReader(connection).ReadString('\\n')
    \tfields := strings.Fields(line)
    \tif len(fields) < 2 || fields[1] < "200" || fields[1] >= "400" {
    \t\tos.Exit(1)
    \t}
    }

    """
}
