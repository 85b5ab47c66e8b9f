import FileIO
import SystemPackage

/// A small program that checks the agent's health, for images without an interpreter.
///
/// The agent's own toolchain compiles it into a separate layer, which no change of the agent touches.
enum ProbeLayer {
  static let directory = "/opt/agent/probe"
  static let program = "\(directory)/probe"

  /// - Parameters:
  ///   - file: where the source is in the directory that is compiled.
  ///   - compile: makes the program from the directory of the source in another one.
  static func recipe(
    _ source: String, in file: String, toolchain: [String],
    compile: @escaping @Sendable (_ sources: FilePath, _ directory: FilePath) async throws -> Void
  ) -> LayerRecipe {
    LayerRecipe(
      "health check", role: .dependencies, directoryInImage: directory, inputs: ["probe", source] + toolchain,
      summary: "a program that probes the agent"
    ) { directory in
      try await Directory.withTemporary(prefix: "probe", beside: directory) { scratch in
        try FileContents.write(Array(source.utf8), to: scratch.appending(file))
        try await compile(scratch, directory)
      }
    }
  }
}
