public import Diagnostics
public import Languages
import TextFormats
import YAMLTree

/// An agent.yaml that has been read: its contents and all its findings.
public struct ManifestReader: Sendable {
  /// Nil only if the text is not YAML, or the name or the runtime is missing.
  public let manifest: AgentManifest?
  private let tree: ManifestTree?
  private let contents: YAMLDocument.Contents

  /// - Parameters:
  ///   - file: the path that locations carry.
  ///   - languages: those that an agent may be written in.
  public init(bytes: [UInt8], file: String, languages: [any Language] = AllLanguages.all) {
    contents = YAMLDocument.read(bytes: bytes, file: file, commentMarker: Suppressions.marker)
    tree = contents.root.map { ManifestTree($0, languages) }
    manifest = contents.root.flatMap { ManifestDecoder.manifest($0, file: file, languages) }
  }

  /// The manifest and the findings of the file alone.
  public static func read(
    bytes: [UInt8], file: String
  ) -> (manifest: AgentManifest?, diagnostics: [Diagnostic]) {
    let reader = ManifestReader(bytes: bytes, file: file)
    return (reader.manifest, reader.findings(beside: nil).diagnostics)
  }

  /// Texts in the manifest that must not be shown: hide them when printing lines of the file.
  public var secrets: [String] {
    // A private key has many lines, and each one is hidden.
    tree?.secrets.flatMap { $0.secret.value.split(whereSeparator: \.isNewline).map { ASCII.trimmed($0) } } ?? []
  }

  /// What is wrong, in the order of the file. A manifest with errors among the findings must not be built.
  /// - Parameter surroundings: the files around the manifest; without them, rules that look there find nothing.
  public func findings(beside surroundings: ManifestSurroundings?) -> ManifestFindings {
    guard let plain = tree else {
      var diagnostics = contents.diagnostics
      if let last = diagnostics.indices.last {
        diagnostics[last].hints.append("other checks run once the file can be read")
      }
      return ManifestFindings(diagnostics: bounded(diagnostics), suppressed: 0)
    }
    let tree = surroundings.map { plain.beside($0) } ?? plain
    let foreign = ForeignManifest.check(tree, others: contents.otherRoots)
    let found = foreign.isEmpty ? contents.diagnostics + AllRules.all.flatMap { $0.check(tree) } : foreign
    let (kept, suppressed) = Suppressions(contents.comments).apply(
      to: AliasHints(aliases: contents.aliases).added(to: inFileOrder(found)),
      looksAround: surroundings != nil && foreign.isEmpty)
    return ManifestFindings(diagnostics: bounded(kept), suppressed: suppressed)
  }

  /// More findings help no one, and a hostile file could produce a report of any size.
  static let maximumFindings = 500
  /// Bytes of a message or a hint.
  static let maximumText = 1000

  private func bounded(_ findings: [Diagnostic]) -> [Diagnostic] {
    let secrets = secrets
    // Once for all findings: a hostile file names thousands of secrets.
    let hide = secrets.isEmpty ? { $0 } : Redactor(secrets: secrets).fixed
    // Errors come first, so that warnings do not push them out.
    let isCut = findings.count > Self.maximumFindings
    let errors = isCut ? findings.filter { $0.severity == .error } : []
    let findings = isCut ? errors + findings.filter { $0.severity != .error } : findings
    let shown = findings.prefix(Self.maximumFindings).map { finding in
      var finding = finding
      finding.message = Self.shortened(hide(finding.message))
      finding.hints = finding.hints.map { Self.shortened(hide($0)) }
      return finding
    }
    guard let last = shown.last, findings.count > shown.count else { return shown }
    let rest = findings.count - shown.count
    var finding = Diagnostic.error("too-many-findings", "\(rest) more findings are not shown", at: last.location)
    if errors.isEmpty { finding.severity = .warning }
    return shown + [finding]
  }

  private static func shortened(_ text: String) -> String {
    text.utf8.count > maximumText ? String(text.unicodeScalars.prefix(maximumText / 4)) + "…" : text
  }

  /// Aliases repeat a mistake; one finding is enough.
  private func inFileOrder(_ findings: [Diagnostic]) -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return findings.enumerated()
      .filter { seen.insert($0.element).inserted }
      .sorted { (Self.place($0.element), $0.offset) < (Self.place($1.element), $1.offset) }
      .map(\.element)
  }

  private static func place(_ diagnostic: Diagnostic) -> Int {
    (diagnostic.location?.line ?? 0) << 32 + (diagnostic.location?.column ?? 0)
  }
}

/// What is wrong with a manifest.
public struct ManifestFindings: Sendable {
  /// In the order of the file.
  public var diagnostics: [Diagnostic]
  /// The number of findings that comments in the file suppress.
  public var suppressed: Int
}
