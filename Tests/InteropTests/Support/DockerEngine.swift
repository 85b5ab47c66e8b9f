import ChildProcess
import Glibc
import SystemPackage
import TestSupport
import Testing

/// A Docker Engine of its own, without a bridge: containers use the host's network.
final class DockerEngine: Sendable {
  private let scratch: Scratch
  private let process: TestProcess
  /// The engine mounts it for containers in the host's network and forgets it at its end.
  private let networkMount: FilePath
  /// For DOCKER_HOST.
  let address: String
  /// The end of its log, where it is installed but may not run, as in most containers.
  let refusal: String?

  /// - Parameter arguments: more of dockerd's.
  init(_ arguments: [String] = []) async throws {
    let program = try #require(Tools.find("dockerd"))
    scratch = try Scratch()
    let directory = scratch.path
    networkMount = directory.appending("exec/netns/default")
    address = "unix://\(directory)/docker.sock"
    let log = directory.appending("docker.log")
    process = try TestProcess(
      [
        "/usr/bin/env", "PATH=\(Tools.path)", program.string, "--bridge=none", "--iptables=false",
        "--ip-forward=false", "--ip-masq=false", "--data-root", "\(directory)/data", "--exec-root", "\(directory)/exec",
        "--pidfile", "\(directory)/docker.pid", "--host", address, "--insecure-registry", "127.0.0.0/8",
      ] + arguments, log: log)
    for _ in 0..<100 {
      if try await Tools.run("docker", ["version"], ["DOCKER_HOST": address]).status.isSuccess {
        refusal = nil
        return
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    refusal = String(try log.text().suffix(400))
  }

  deinit {
    process.stop()
    umount2(networkMount.string, Int32(MNT_DETACH))
  }

  @discardableResult
  func call(_ arguments: String..., at location: SourceLocation = #_sourceLocation) async throws -> String {
    let output = try await Tools.succeed("docker", arguments, ["DOCKER_HOST": address], at: location)
    return output.trimmingSuffix(while: \.isWhitespace)
  }
}

extension String {
  fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> String {
    var rest = self[...]
    while let last = rest.last, isDropped(last) { rest.removeLast() }
    return String(rest)
  }
}
