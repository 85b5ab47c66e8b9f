public import Diagnostics
import YAMLTree

/// The text of a Dockerfile in the making: every value is quoted, so that it cannot become an instruction.
///
/// Programs run in the exec form, which no shell reads (docs.docker.com/reference/dockerfile).
public struct DockerfileText: Sendable, Hashable {
  /// Where the agent's files stand in the build context: `.` for `docker build` in the agent's directory.
  public static let sourceArgument = "AGENT_SOURCE"

  public private(set) var lines: [String] = []

  public init() {}

  /// - Parameter text: ours, not the agent's: it ends with the line.
  public mutating func comment(_ text: String) {
    lines.append("# \(text)")
  }

  public mutating func blank() {
    lines.append("")
  }

  /// - Parameter image: a reference, or a stage.
  public mutating func from(_ image: String, as stage: String? = nil) {
    lines.append("FROM \(Self.word(image))" + (stage.map { " AS \($0)" } ?? ""))
  }

  /// Lets the stage copy from the agent's directory, wherever that is in the context.
  public mutating func declareSource() {
    lines.append("ARG \(Self.sourceArgument)=.")
  }

  /// Copies files or the contents of directories.
  /// - Parameter stage: copies from there instead of the build context.
  public mutating func copy(_ paths: [String], to goal: String, from stage: String? = nil) {
    let option = stage.map { "--from=\($0) " } ?? ""
    lines.append("COPY \(option)\(Self.list((paths + [goal]).map(Self.expansionSafe)))")
  }

  /// Copies from the agent's directory; the empty path is the directory itself.
  public mutating func copySource(_ paths: [String], to goal: String) {
    let sources = paths.map { "${\(Self.sourceArgument)}" + ($0.isEmpty ? "" : "/" + Self.expansionSafe($0)) }
    lines.append("COPY \(Self.list(sources + [Self.expansionSafe(goal)]))")
  }

  public mutating func run(_ arguments: [String]) {
    lines.append("RUN \(Self.list(arguments))")
  }

  /// Runs a script of ours with arguments of the agent's: they arrive as `$1`, `$2` and so on.
  public mutating func run(script: String, _ arguments: [String] = []) {
    run(["/bin/sh", "-euc", script, "sh"] + arguments)
  }

  public mutating func workingDirectory(_ directory: String) {
    lines.append("WORKDIR \(Self.quoted(directory))")
  }

  /// - Parameter value: as it is; nothing in it is replaced.
  /// - Throws: if the value has several lines, which the format does not allow.
  public mutating func environment(_ name: String, _ value: String) throws(Failure) {
    try pair("ENV", name, value)
  }

  /// - Parameter value: ours, in which `$NAME` stands for a variable of the base image.
  public mutating func environment(_ name: String, expanding value: String) {
    lines.append("ENV \(name)=\"\(value)\"")
  }

  public mutating func label(_ name: String, _ value: String) throws(Failure) {
    guard Self.isOneLine(name) else { throw Self.severalLines("LABEL", name) }
    try pair("LABEL", Self.quoted(name), value)
  }

  public mutating func expose(_ port: String) {
    lines.append("EXPOSE \(Self.word(port))")
  }

  public mutating func volumes(_ paths: [String]) {
    lines.append("VOLUME \(Self.list(paths.map(Self.expansionSafe)))")
  }

  public mutating func user(_ user: String) {
    lines.append("USER \(Self.quoted(user))")
  }

  /// - Parameter options: ours, such as `--interval=30s`.
  public mutating func healthCheck(_ options: [String], _ command: [String]) {
    lines.append("HEALTHCHECK \(options.map { $0 + " " }.joined())CMD \(Self.list(command))")
  }

  public mutating func entrypoint(_ arguments: [String]) {
    lines.append("ENTRYPOINT \(Self.list(arguments))")
  }

  public mutating func append(_ other: DockerfileText) {
    lines += other.lines
  }

  /// The same with build arguments declared in every stage.
  public func declaring(_ arguments: [String]) -> DockerfileText {
    var declared = self
    declared.lines = lines.flatMap { line in
      line.hasPrefix("FROM ") ? [line] + arguments.map { "ARG \($0)" } : [line]
    }
    return declared
  }

  public var text: String { lines.map { "\($0)\n" }.joined() }

  // MARK: Quoting

  private mutating func pair(_ instruction: String, _ name: String, _ value: String) throws(Failure) {
    guard Self.isOneLine(value) else { throw Self.severalLines(instruction, name) }
    lines.append("\(instruction) \(name)=\(Self.quoted(value))")
  }

  private static func severalLines(_ instruction: String, _ name: String) -> Failure {
    Failure(
      .agent, "dockerfile-value",
      "the value of `\(name)` has several lines, but \(instruction) in a Dockerfile allows only one",
      hints: ["put it on one line, or set `build.engine` to `oci`"])
  }

  private static func isOneLine(_ text: String) -> Bool { text.unicodeScalars.allSatisfy { $0.value >= 0x20 } }

  /// A word that needs no quotes: references and ports have no other characters.
  private static func word(_ text: String) -> String {
    text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "./:@_-${}".contains($0)) }
  }

  /// Double quotes, in which `\`, `"` and `$` mean something.
  static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

  /// For a part of a text in double quotes.
  public static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars where character.value >= 0x20 {
      if "\\\"$".unicodeScalars.contains(character) { escaped += "\\" }
      escaped.unicodeScalars.append(character)
    }
    return escaped
  }

  /// Of a word that stands in a list, and in which Docker still replaces variables and reads quotes.
  static func expansionSafe(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { safe, character in
      if "\\\"'$".unicodeScalars.contains(character) { safe += "\\" }
      safe.unicodeScalars.append(character)
    }
  }

  /// A list in JSON, on one line.
  static func list(_ items: [String]) -> String {
    "[" + items.map(json).joined(separator: ", ") + "]"
  }

  /// Without the separators that end a line in JavaScript.
  private static func json(_ text: String) -> String {
    YAMLScalar.jsonString(text).replacing("\u{2028}", with: "\\u2028").replacing("\u{2029}", with: "\\u2029")
  }
}
