import CIVendors
import FileIO
import PipelineCore
import SystemPackage
import Testing

/// One job as a vendor describes it, and what we make of it.
struct VendorJob: Sendable, CustomTestStringConvertible {
  let name: String
  let environment: [String: String]
  /// The files that the variables name, by their paths.
  let files: [String: String]
  let expected: CIContext
  let source: SourceTrust

  var testDescription: String { "\(expected.vendor): \(name)" }

  var vendor: (any CIVendor)? {
    AllCIVendors.detect(environment: environment) { path in files[path.string].map { Array($0.utf8) } }
  }

  func check() {
    #expect(vendor?.context == expected)
    #expect(vendor?.source == source)
  }
}

/// What a job builds.
enum Build: Sendable {
  case branch(String?, CIContext.Event?)
  case tag(String, CIContext.Event = .tag)
  case change(String, from: String? = nil, to: String? = nil, fork: Bool, CIContext.Event = .changeRequest)
}

/// The jobs of one vendor: what they have in common, and the rows.
struct VendorTable: Sendable {
  /// The variables of every job.
  let environment: [String: String]
  /// What is read from these.
  let frame: CIContext

  /// - Parameters:
  ///   - more: further variables; an empty one is unset.
  ///   - adjust: what differs from the frame.
  func job(
    _ name: String, _ more: [String: String], _ build: Build, _ source: SourceTrust, files: [String: String] = [:],
    adjust: (inout CIContext) -> Void = { _ in }
  ) -> VendorJob {
    var context = frame
    switch build {
    case .branch(let name, let event):
      context.branch = name
      context.event = event
    case .tag(let name, let event):
      context.tag = name
      context.event = event
    case .change(let id, let from, let to, let fork, let event):
      context.pullRequest = CIContext.PullRequest(id: id, source: from, target: to, fork: fork)
      context.event = event
    }
    adjust(&context)
    return VendorJob(
      name: name, environment: environment.merging(more) { $1 }, files: files, expected: context, source: source)
  }
}

extension CIContext {
  /// What a vendor says about every job of the tables.
  init(
    of vendor: String, _ jobURL: String?, repository: String? = "team/chatbot", defaultBranch: String? = nil,
    commit: String? = Commits.built
  ) {
    self.init(vendor: vendor)
    self.jobURL = jobURL
    self.repository = repository
    self.defaultBranch = defaultBranch
    self.commit = commit
  }
}

enum Commits {
  /// What is checked out; of a change request often a merge that exists nowhere else.
  static let built = String(repeating: "d", count: 40)
  /// The newest commit of a change request's own branch.
  static let head = String(repeating: "a", count: 40)
}

/// A file of `Events/`.
func eventFile(_ name: String) -> String {
  let file = FilePath(#filePath).removingLastComponent().appending("Events/\(name).json")
  return (try? FileContents.read(file, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) } ?? ""
}
