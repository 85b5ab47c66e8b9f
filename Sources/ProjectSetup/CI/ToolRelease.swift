import TextFormats

/// The release of this tool that a CI file names instead of the placeholders of its template.
public struct ToolRelease: Sendable {
  /// `OWNER/NAME` on GitHub, where the images and the action are; `nil` for another host.
  private let gitHub: String?
  /// The web address of the repository, without a slash at its end.
  private let address: String
  /// `nil` for a build between releases: nothing is published for it.
  private let version: String?

  /// - Parameters:
  ///   - address: `https://github.com/team/agent-pipeline`.
  ///   - version: a semantic version.
  public init(address: String, version: String) {
    self.address = address
    self.version = version.contains("-") || version.contains("+") ? nil : version
    let prefix = "https://github.com/"
    gitHub = address.hasPrefix(prefix) ? String(address.dropFirst(prefix.count)) : nil
  }

  func filled(_ line: String) -> String {
    var line = line.replacing("https://github.com/OWNER/agent-pipeline", with: address)
    if let version { line = line.replacing("/download/vVERSION/", with: "/download/v\(version)/") }
    guard let gitHub else { return line }
    let image = "ghcr.io/OWNER/agent-pipeline@sha256:DIGEST"
    if let version { line = line.replacing(image, with: "ghcr.io/\(gitHub.lowercased()):\(version)") }
    let major = version?.split(separator: ".").first ?? "0"
    return line.replacing("uses: OWNER/agent-pipeline@v0", with: "uses: \(gitHub)@v\(major)")
      .replacing("uses: OWNER/agent-pipeline/setup@v0", with: "uses: \(gitHub)/setup@v\(major)")
  }
}
