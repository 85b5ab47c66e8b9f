/// What the documentation says of the findings that carry one code.
public struct RuleDescription: Sendable {
  /// A file to learn from, and the files beside it where those matter.
  public struct Example: Sendable {
    /// As people read it.
    public var text: String
    /// As the reader gets it, where that cannot be shown: a file too large, or no text at all.
    public var bytes: [UInt8]
    /// Contents by path.
    public var files: [String: String]

    public init(_ text: String, bytes: [UInt8]? = nil, files: [String: String] = [:]) {
      self.text = text
      self.bytes = bytes ?? Array(text.utf8)
      self.files = files
    }
  }

  /// The code, in kebab case.
  public var id: String
  /// What holds where there is no finding, in one line.
  public var title: String
  /// What goes wrong where it does not hold.
  public var why: String
  public var bad: Example
  public var good: Example
  /// Whether a comment in the file can silence the finding.
  public var isSuppressible: Bool

  public init(id: String, title: String, why: String, bad: Example, good: Example, isSuppressible: Bool = true) {
    self.id = id
    self.title = title
    self.why = why
    self.bad = bad
    self.good = good
    self.isSuppressible = isSuppressible
  }
}
