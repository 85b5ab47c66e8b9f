import SystemPackage

/// A program of a few lines that asks the agent how it is: for images without any interpreter that could.
///
/// It is made by the agent's own toolchain, and is a layer of its own that no change of the agent touches.
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
