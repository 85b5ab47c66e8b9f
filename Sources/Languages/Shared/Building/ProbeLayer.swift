import SystemPackage

/// A small program that checks the agent's health, for images without an interpreter.
///
/// The agent's own toolchain compiles it into a separate layer, which no change of the agent touches.
enum ProbeLayer {
  static let directory = "/opt/agent/probe"
  static let program = "\(directory)/probe"

  static func recipe(
    _ source: String, toolchain: [String], fill: @escaping @Sendable (FilePath) async throws -> Void
  ) -> LayerRecipe {
    LayerRecipe(
      "health check", role: .dependencies, directoryInImage: directory, inputs: ["probe", source] + toolchain,
      summary: "a program that asks the agent", fill: fill)
  }
}
