/// The version of this program; the release workflow keeps it in step with the git tag.
enum ToolVersion {
  static let name = "agent-pipeline"
  static let current = "0.1.0"
}
