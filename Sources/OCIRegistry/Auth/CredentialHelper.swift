import FoundationEssentials

/// Runs `docker-credential-<name> get` with the server on its standard input.
///
/// The library starts no processes; the executable does. Throwing means that the program could not be run.
public typealias CredentialHelper = @Sendable (_ name: String, _ server: String) async throws -> CredentialHelperOutput

/// What a credential helper printed.
public struct CredentialHelperOutput: Sendable, Hashable {
  public var exitStatus: Int32
  public var standardOutput: [UInt8]

  public init(exitStatus: Int32, standardOutput: [UInt8]) {
    self.exitStatus = exitStatus
    self.standardOutput = standardOutput
  }

  private struct Answer: Decodable {
    // The names are the protocol's (docker-credential-helpers).
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var Username: String
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var Secret: String
  }

  /// - Returns: `nil` if the helper knows no credential for the server, which is not an error.
  func proof() throws(UnusableSource) -> Credential.Proof? {
    guard exitStatus == 0 else {
      // Helpers print this sentence on standard output, whatever their language.
      let text = String(decoding: standardOutput.prefix(1000), as: UTF8.self)
      if text.contains("credentials not found") { return nil }
      throw UnusableSource(problem: "it ended with exit status \(exitStatus)")
    }
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(standardOutput)) else {
      throw UnusableSource(problem: "its output is not the JSON of a credential helper")
    }
    if answer.Secret.isEmpty { return nil }
    return answer.Username == "<token>"
      ? .identityToken(answer.Secret) : .password(user: answer.Username, password: answer.Secret)
  }
}

/// Why a source of credentials that looks as if it was meant cannot be used.
struct UnusableSource: Error {
  var problem: String
}
