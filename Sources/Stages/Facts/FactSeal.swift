public import Diagnostics
import FileIO
import GitHistory
import ImageBuilding
import OCIImage
public import PipelineCore
import SystemPackage

/// Seals facts with a key that is kept outside of the repository, and checks the facts that have no such seal.
///
/// - What git tracks is refused, sealed or not: a commit must not decide what is pushed.
/// - Facts of this machine, and of jobs that share `AGENT_PIPELINE_FACTS_KEY`, are known by their seal.
/// - Other facts may come from the artifact of an earlier job, which nothing proves. They are admitted only in a CI job,
///   only if the jobs share no key, and only if they are about the commit that is checked out here and the image in the
///   work directory is that commit's.
public struct FactSeal: FactGuard {
  private let services: StageServices
  private let isShared: Bool
  public let seal: @Sendable ([UInt8]) -> String

  /// - Parameters:
  ///   - key: secret; at least 16 bytes.
  ///   - isShared: whether all jobs of a pipeline have it: then there is no excuse for a fact without its seal.
  public init(_ services: StageServices, key: [UInt8], isShared: Bool) {
    self.services = services
    self.isShared = isShared
    seal = { SHA256.authenticationCode(of: $0, key: key).hex }
  }

  public func refuseCommitted(_ context: RunContext) async throws {
    for name in ["facts", BuiltImage.layoutDirectory, BuiltImage.testLayoutDirectory] {
      let path = context.workDirectory.appending(name)
      guard try FileStatus.of(path) != nil, try await isTracked(path, context) else { continue }
      let shown = context.display(path)
      throw Failure(
        .agent, "committed-facts", "git tracks `\(shown)`: only a run may write what decides about a push",
        hints: ["remove it from the repository: `git rm -r --cached \(shown)`, and add it to .gitignore"])
    }
  }

  private func isTracked(_ path: FilePath, _ context: RunContext) async throws -> Bool {
    do {
      var below = path
      if below.removePrefix(context.directory) {
        return try await services.withRepository(context) {
          try $0.tracks($0.pathInWorkTree(context.directory).pushing(below))
        }
      }
      // `--work-dir` may lead to another repository, or to none.
      let repository = try services.openRepository(context.workDirectory)
      return try repository.tracks(repository.pathInWorkTree(path))
    } catch let failure as GitFailure where failure.code == .noRepository {
      return false
    }
  }

  public func admit(_ state: RunState, _ context: RunContext) async throws(Failure) {
    if isShared { throw Self.foreign("they do not have the seal of AGENT_PIPELINE_FACTS_KEY") }
    guard let ci = context.ci, ci.vendor != CIContext.byHand else {
      throw Self.foreign("this is not a job of a known CI system")
    }
    let head: String
    do {
      head = try await services.withRepository(context) { try $0.head().commit }
    } catch {
      throw Self.foreign("there is no commit here to compare them with")
    }
    if let built = state[BuiltImage.self] {
      guard built.revision?.commit == head else {
        throw Self.foreign("the image was built from another commit than \(head.prefix(7))")
      }
      try Self.check(built, in: context.workDirectory.appending(BuiltImage.layoutDirectory), commit: head)
    }
    if let release = state[TaggedRelease.self], release.commit != head {
      throw Self.foreign("the tags were derived from another commit than \(head.prefix(7))")
    }
  }

  /// Each image must be whole as far as it describes itself, and name this agent and commit where it names any.
  private static func check(_ built: BuiltImage, in directory: FilePath, commit: String) throws(Failure) {
    do {
      let layout = try ImageLayout(opening: directory)
      for image in built.images {
        let labels = try StoredImage(image, in: layout).config.config?.labels ?? [:]
        let revision = labels["org.opencontainers.image.revision"] ?? commit
        let title = labels["org.opencontainers.image.title"] ?? built.agent
        guard revision == commit || revision == "\(commit)-dirty", title == built.agent else {
          throw foreign("the image says that it is `\(title)` of commit `\(revision)`")
        }
      }
      guard try layout.index().manifests.contains(where: { $0.digest == built.descriptor.digest }) else {
        throw foreign("the work directory contains another image")
      }
    } catch let failure as ImageFailure {
      throw foreign("the image cannot be read: \(failure.diagnostic.message)")
    } catch {
      throw error as? Failure ?? foreign("\(error)")
    }
  }

  private static func foreign(_ problem: String) -> Failure {
    Failure(
      .usage, "foreign-facts",
      "the results of earlier stages in the work directory were not written on this machine: \(problem)",
      hints: [
        "run the earlier stages again",
        "or set the secret variable AGENT_PIPELINE_FACTS_KEY in all jobs of the pipeline, so that they can verify them",
      ])
  }
}
