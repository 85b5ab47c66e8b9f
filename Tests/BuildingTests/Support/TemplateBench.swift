import FileIO
import Glibc
import ProjectTemplates
import SystemPackage
import Testing

/// A template, what building its agent takes, and what its model is asked.
struct TemplateCase: Sendable, CustomTestStringConvertible {
  var template: ProjectTemplate

  var testDescription: String { "\(template.language)/\(template.name)" }

  /// The programs of the host that build it.
  private var tools: [String] {
    switch template.language {
    case "nodejs": ["node"]
    case "go": ["go"]
    case "rust": ["cargo"]
    case "java": ["javac", "java"]
    default: []
    }
  }

  /// In place of the public base image, one of Debian's packages; `nil` where it is not made.
  var baseImage: String? {
    switch template.language {
    case "go": "scratch"
    case "rust": Workbench.base("glibc")
    default: Workbench.base(template.language)
    }
  }

  /// Where a tool or a base image is missing, the template's tests are skipped.
  static let possible = AllTemplates.all.map { TemplateCase(template: $0) }.filter {
    $0.baseImage != nil && $0.tools.allSatisfy(Workbench.has)
  }

  /// Words of the prompt, and the file in which they stand.
  var prompt: (file: String, words: String) {
    switch (template.language, template.name) {
    case ("nodejs", _): ("server.js", "a friendly assistant")
    case ("go", _): ("main.go", "a friendly assistant")
    case ("rust", _): ("src/main.rs", "a friendly assistant")
    case ("java", _): ("src/main/java/Chatbot.java", "a friendly assistant")
    case (_, "chatbot"): ("main.py", "a friendly assistant")
    case (_, "summarizer"): ("main.py", "Summarize the user's text")
    case (_, "sentiment"): ("main.py", "Rate the sentiment")
    case (_, "translator"): ("main.py", "Translate the user's text")
    case (_, "data-analyzer"): ("main.py", "Answer the user's question")
    case (_, "content-gen"): ("main.py", "Invent no facts")
    case (_, "workflow"): ("main.py", "Which category")
    default: ("main.py", "Explain the user's term")
    }
  }
}

extension Workbench {
  /// What `init` leaves, outside of any repository.
  convenience init(_ template: ProjectTemplate, named name: String) throws {
    let files = template.files(named: name)
    try self.init(Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.contents) }))
  }

  /// `run` by someone without privileges, where the tests themselves have them.
  /// - Parameter base: the directory of a layout, which is copied: others may not read it where it is.
  func runAsOrdinaryUser(on base: String) async throws -> (status: Int32, output: String) {
    let layout = base.dropFirst("oci-layout:".count)
    let user = geteuid() == 0 ? "chown -R 65534:65534 .. && setpriv --reuid=65534 --regid=65534 --clear-groups" : ""
    return try await shell(
      """
      cp -R \(layout) ../base
      export NO_COLOR=1 HOME=\(directory) PATH=$PATH:/usr/sbin AGENT_PIPELINE_CACHE_DIR=\(directory)/own
      \(user) \(Self.executable) run . --build-base-image oci-layout:\(directory)/base
      """)
  }
}
