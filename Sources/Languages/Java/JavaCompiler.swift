import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// The host's javac, told to make classes for the image's Java.
struct JavaCompiler: Sendable {
  /// What `javac -version` prints.
  let version: String
  /// The image's Java: what the agent asks for, else what the base image declares, else the host's.
  let release: Int
  private let javac: BuildTool

  init(_ request: BuildRequest) async throws {
    // The JVM would print what it found in them, and compile differently.
    javac = BuildTool(
      "javac", install: Java.install, Java.network, request,
      without: ["JAVA_TOOL_OPTIONS", "JDK_JAVAC_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"])
    version = try await javac.version(["-version"])
    let runtime = request.agent.runtime
    try ToolchainVersion.check(runtime, found: version, install: Java.install)
    let declared = request.base?.config?.variables["JAVA_VERSION"].flatMap(Self.major)
    let wanted = runtime.value.version.flatMap(Self.major)
    if let declared, let wanted, declared < wanted {
      throw Failure(
        .agent, "java-version-mismatch", "the runtime is Java \(wanted), but the base image has Java \(declared)",
        at: runtime.location,
        hints: ["write `runtime: java:\(declared)`, or choose a base image such as `eclipse-temurin:\(wanted)-jre`"])
    }
    let own = Self.major(version) ?? 17
    release = min(wanted ?? declared ?? own, own)
  }

  /// `17.0.15+6` → 17, `1.8.0` → 8.
  static func major(_ text: String) -> Int? {
    guard let numbers = ToolchainVersion.numbers(in: text) else { return nil }
    return numbers[0] == 1 && numbers.count > 1 ? numbers[1] : numbers[0]
  }

  var inputs: [String] { ["javac-1", version, "\(release)"] }

  /// - Parameter files: relative to the directory, in a fixed order.
  func compile(_ files: [String], classPath: String?, in directory: FilePath, to classes: FilePath) async throws {
    // A list in a file: the command line has an end. In it, a backslash and quotes mean themselves when escaped.
    let list = classes.removingLastComponent().appending("sources.list")
    let lines = files.map { "\"\($0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"\n" }
    try FileContents.write(Array(lines.joined().utf8), to: list)
    try await javac.run(
      ["-d", classes.string, "-encoding", "UTF-8", "--release", "\(release)", "-proc:none", "-g", "-implicit:none"]
        + (classPath.map { ["-cp", $0] } ?? []) + ["@\(list)"],
      in: directory, purpose: "cannot compile the agent"
    ) { call in
      (call.reads, call.writes) = ([directory], [classes.removingLastComponent()])
    }
  }

  var probeLayer: LayerRecipe {
    ProbeLayer.recipe(Self.probe, in: "Probe.java", toolchain: inputs) { scratch, directory in
      let classes = scratch.appending("classes")
      try await compile(["Probe.java"], classPath: nil, in: scratch, to: classes)
      try OpenFile.copy(classes.appending("Probe.class"), to: directory.appending("Probe.class"), permissions: 0o644)
    }
  }

  /// Arguments: `PORT SECONDS [PATH]`.
  static let probe = """
    import java.io.BufferedReader;
    import java.io.InputStreamReader;
    import java.net.InetSocketAddress;
    import java.net.Socket;

    public class Probe {
      public static void main(String[] arguments) {
        int limit = Integer.parseInt(arguments[1]) * 1000;
        try (Socket socket = new Socket()) {
          socket.connect(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), limit);
          if (arguments.length < 3) return;
          socket.setSoTimeout(limit);
          String request = "GET " + arguments[2] + " HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\n\\r\\n";
          socket.getOutputStream().write(request.getBytes("UTF-8"));
          String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), "UTF-8")).readLine();
          int status = Integer.parseInt(line.split(" ")[1]);
          if (status < 200 || status >= 400) System.exit(1);
        } catch (Exception failure) {
          System.exit(1);
        }
      }
    }

    """
}
