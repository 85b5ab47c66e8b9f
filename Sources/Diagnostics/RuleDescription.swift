/// What the documentation says about the findings with one code.
public struct RuleDescription: Sendable {
  /// A file to learn from, and the files next to it if those matter.
  public struct Example: Sendable {
    /// As people read it.
    public var text: String
    /// The file's bytes, if the text cannot show them: too many, or not UTF-8.
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
  /// What is true of a file without the finding, in one line.
  public var title: String
  /// What goes wrong otherwise.
  public var why: String
  public var bad: Example
  public var good: Example
  /// Whether a comment in the file can suppress the finding.
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
