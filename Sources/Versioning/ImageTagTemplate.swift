/// The text of an image tag with placeholders such as `{version}` and `{date:YYYYMMDD}`.
struct ImageTagTemplate: Sendable, Hashable {
  enum Placeholder: Sendable, Hashable {
    case version, major, minor, patch
    case branch, number, gitTag
    /// The first seven digits of the commit's id, or all.
    case sha, commit
    /// The time of the run in UTC, in the letters of `DateText`.
    case date(String)

    init?(_ name: Substring) {
      switch name {
      case "version": self = .version
      case "major": self = .major
      case "minor": self = .minor
      case "patch": self = .patch
      case "branch": self = .branch
      case "number": self = .number
      case "git.tag": self = .gitTag
      case "sha": self = .sha
      case "commit": self = .commit
      default:
        guard name.hasPrefix("date:"), DateText.isFormat(name.dropFirst(5)) else { return nil }
        self = .date(String(name.dropFirst(5)))
      }
    }
  }

  enum Part: Sendable, Hashable {
    case text(String)
    case placeholder(Placeholder)
  }

  static let names =
    "{version}, {major}, {minor}, {patch}, {branch}, {number}, {git.tag}, {sha}, {commit} and {date:YYYYMMDD}"

  let text: String
  let parts: [Part]

  /// - Throws: what is wrong with the text.
  init(_ text: String) throws(ImageTagRule.Problem) {
    self.text = text
    var parts: [Part] = []
    var rest = text[...]
    while let first = rest.first {
      if first == "{" {
        let name = rest.dropFirst().prefix { $0 != "}" }
        guard let placeholder = Placeholder(name), name.endIndex < rest.endIndex else {
          throw ImageTagRule.Problem(
            message: "`{\(name)}` in the image tag `\(text)` is not a placeholder",
            hint: "the placeholders are \(Self.names)")
        }
        parts.append(.placeholder(placeholder))
        rest = rest[rest.index(after: name.endIndex)...]
      } else {
        let plain = rest.prefix { $0 != "{" }
        guard plain.unicodeScalars.allSatisfy(ImageTagName.isAllowed) else {
          throw ImageTagRule.Problem(
            message: "`\(text)` has characters that an image tag cannot have",
            hint: "use letters, digits, `_`, `.` and `-`")
        }
        parts.append(.text(String(plain)))
        rest = rest[plain.endIndex...]
      }
    }
    self.parts = parts
    guard case .text(let start)? = parts.first, start.hasPrefix(".") || start.hasPrefix("-") else { return }
    throw ImageTagRule.Problem(
      message: "the image tag `\(text)` begins with `\(start.prefix(1))`",
      hint: "begin with a letter, a digit, `_` or a placeholder")
  }

  func uses(_ placeholder: Placeholder) -> Bool { parts.contains(.placeholder(placeholder)) }

  func beginsWith(_ prefix: String) -> Bool {
    if case .text(let start)? = parts.first { start.hasPrefix(prefix) } else { false }
  }

  var isLiteral: Bool { parts.allSatisfy { if case .text = $0 { true } else { false } } }

  var usesVersion: Bool { [.version, .major, .minor, .patch].contains(where: uses) }

  /// Whether it names one version: it has every number of it.
  var isOfOneVersion: Bool { uses(.version) || [.major, .minor, .patch].allSatisfy(uses) }
}
