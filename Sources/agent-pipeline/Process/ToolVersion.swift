/// The name and version of this program, as in `--version`, reports and requests.
enum ToolVersion {
  static let name = "agent-pipeline"
  static let current = "0.1.0"
}
