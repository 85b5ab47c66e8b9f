import CGit2
public import FileIO
import SystemPackage

/// How to log in to a git remote; SSH remotes use the user's ssh-agent instead.
public struct GitCredential: Sendable, Hashable {
  public var user: String
  public var password: String

  public init(user: String, password: String) {
    self.user = user
    self.password = password
  }
}

extension GitRepository {
  /// Pushes a tag of this repository; never moves one of the remote.
  ///
  /// What the remote has is read first. A push that is refused is tried once more after reading afresh, because another
  /// run may have pushed the same tag at the same time.
  /// - Parameters:
  ///   - remote: its name.
  ///   - authorities: those to trust, where the remote's URL is one of HTTPS.
  ///   - loginRemedies: further hints if the remote refuses a login.
  ///   - credential: the login for a URL over HTTP; `nil` for none. It goes to the host of that URL alone, and to none that
  ///     the server redirects to.
  /// - Returns: `unchanged` if the remote has the tag on the same commit.
  /// - Throws: `git-tag-taken` if it is on another commit; `git-push` if the remote refuses it.
  public func pushTag(
    _ name: String, to remote: String, authorities: CertificateAuthorities, loginRemedies: [String] = [],
    credential: (_ url: String) -> GitCredential?
  ) throws(GitFailure) -> GitTagOutcome {
    guard let own = try tagCommit(name) else { throw GitFailure(.other, "there is no tag `\(name)` to push") }
    // A shallow clone's own handle shows the last commits without their parents: what is pushed must be as it is stored.
    let stored = try LibGit2.open(ownDirectory.string, trustsOwner: trustsOwner, isNamed: true)
    defer { git_repository_free(stored) }
    try variables.apply(toRepository: stored)
    let connection = try RemoteConnection(remote, in: stored, authorities, loginRemedies, credential: credential)
    for attempt in 1...2 {
      if let found = try connection.tagCommit(name) {
        guard found == own else { throw .tagTaken(name, by: found, in: "the remote `\(remote)`") }
        return .unchanged
      }
      do throws(GitFailure) {
        try connection.push("refs/tags/\(name):refs/tags/\(name)")
        return .written
      } catch {
        if attempt == 2 { throw error }
      }
    }
    return .unchanged
  }
}

/// A remote of a repository, with libgit2's callbacks for it.
private final class RemoteConnection {
  private let name: String
  private let remote: OpaquePointer
  private let conversation = Conversation()
  private let authorities: CertificateAuthorities
  private let loginRemedies: [String]
  /// The remote may be read at one host and pushed to at another.
  private let logins: (reading: GitCredential?, pushing: GitCredential?)

  init(
    _ name: String, in repository: OpaquePointer, _ authorities: CertificateAuthorities, _ loginRemedies: [String],
    credential: (_ url: String) -> GitCredential?
  ) throws(GitFailure) {
    self.name = name
    self.authorities = authorities
    self.loginRemedies = loginRemedies
    do throws(GitFailure) {
      remote = try LibGit2.handle("find the remote `\(name)`") { git_remote_lookup(&$0, repository, name) }
    } catch {
      throw GitFailure(
        .other, "there is no git remote `\(name)`", hints: ["set `tag.git.remote` to a name that `git remote` lists"])
    }
    func login(_ url: UnsafePointer<CChar>?) -> GitCredential? { url.flatMap { credential(String(cString: $0)) } }
    let url = git_remote_url(remote)
    let pushURL = git_remote_pushurl(remote) ?? url
    logins = (login(url), login(pushURL))
    if [url, pushURL].compactMap(\.self).contains(where: { String(cString: $0).hasPrefix("https:") }) {
      try LibGit2.trust(authorities)
    }
    guard let text = pushURL.map({ String(cString: $0) }), let login = logins.pushing,
      let plain = Self.withoutJobLogin(text), login.user != Self.jobUser
    else { return }
    try LibGit2.call("set the address of `\(name)`") { git_remote_set_instance_pushurl(remote, plain) }
  }

  /// GitLab clones with the token of the job in the URL. Most projects do not let it push, and GitLab answers 403, after
  /// which libgit2 asks for no other login (docs.gitlab.com, "CI/CD job token").
  private static let jobUser = "gitlab-ci-token"

  /// - Returns: `nil` if the URL has another login, or none.
  private static func withoutJobLogin(_ url: String) -> String? {
    guard let scheme = url.firstRange(of: "://"), url[scheme.upperBound...].hasPrefix(jobUser),
      let at = url[scheme.upperBound...].prefix(while: { $0 != "/" }).lastIndex(of: "@"),
      url[scheme.upperBound..<at].prefix(while: { $0 != ":" }) == jobUser
    else { return nil }
    return String(url[..<scheme.upperBound]) + String(url[url.index(after: at)...])
  }

  deinit { git_remote_free(remote) }

  /// To the same host only: libgit2 sends the login to any host that it is redirected to.
  private static let redirects = GIT_REMOTE_REDIRECT_NONE

  /// What the remote has; the connection is made anew each time, so that the answer is fresh.
  func tagCommit(_ tag: String) throws(GitFailure) -> String? {
    var options = git_remote_connect_options()
    try LibGit2.call("connect to `\(name)`") {
      git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION))
    }
    options.callbacks = callbacks
    options.proxy_opts.type = GIT_PROXY_AUTO
    options.follow_redirects = Self.redirects
    conversation.credential = logins.reading
    try withExtendedLifetime(conversation) { () throws(GitFailure) in
      try told("connect to `\(name)`") { git_remote_connect_ext(remote, GIT_DIRECTION_FETCH, &options) }
    }
    defer { git_remote_disconnect(remote) }
    var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
    var count = 0
    try LibGit2.call("list the tags of `\(name)`") { git_remote_ls(&heads, &count, remote) }
    var plain: String?
    for place in 0..<count {
      guard let head = heads?[place]?.pointee, let reference = head.name else { continue }
      // An annotated tag is listed twice: by its own id, and with `^{}` by the id of its commit; for fetching only.
      switch String(cString: reference) {
      case "refs/tags/\(tag)^{}": return ObjectID(head.oid).hex
      case "refs/tags/\(tag)": plain = ObjectID(head.oid).hex
      default: break
      }
    }
    return plain
  }

  func push(_ refspec: String) throws(GitFailure) {
    var options = git_push_options()
    try LibGit2.call("push to `\(name)`") { git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION)) }
    options.callbacks = callbacks
    options.proxy_opts.type = GIT_PROXY_AUTO
    options.follow_redirects = Self.redirects
    conversation.credential = logins.pushing
    conversation.refusal = nil
    try withExtendedLifetime(conversation) { () throws(GitFailure) in
      try told("push to `\(name)`") {
        refspec.withCString { text in
          var texts: [UnsafeMutablePointer<CChar>?] = [UnsafeMutablePointer(mutating: text)]
          return texts.withUnsafeMutableBufferPointer { buffer in
            var specs = git_strarray(strings: buffer.baseAddress, count: 1)
            return git_remote_push(remote, &specs, &options)
          }
        }
      }
    }
    if let refusal = conversation.refusal {
      throw GitFailure(
        .pushRefused, "the remote `\(name)` refuses the tag: \(refusal)",
        hints: ["check that the job may create tags, and whether tags of this name are protected"])
    }
  }

  /// Adds hints to failures of the network and of the login.
  private func told(_ operation: @autoclosure () -> String, _ body: () -> Int32) throws(GitFailure) {
    conversation.wasAsked = false
    do throws(GitFailure) {
      try LibGit2.call(operation(), body)
    } catch {
      var failure = error
      failure.code = .pushRefused
      if conversation.wasAsked || error.cause?.status == GIT_EAUTH.rawValue {
        // libgit2's own text is left over from an earlier call.
        failure.message =
          "cannot \(operation()): it requires a login, "
          + (conversation.credential == nil ? "but no credential is set" : "but refuses the credential that is set")
        failure.hints =
          [
            "over HTTPS, set GIT_USERNAME and GIT_PASSWORD; over SSH, load a key into ssh-agent"
          ] + loginRemedies
      } else if error.cause?.status == GIT_ECERTIFICATE.rawValue {
        failure.hints = [
          "over SSH, add the server's key to `~/.ssh/known_hosts`: run `ssh-keyscan HOST` and compare the key",
          authorities.isEmpty
            ? "over HTTPS: \(CertificateAuthorities.remedy)"
            : "over HTTPS, use a certificate from an authority that this machine trusts, or name it in `SSL_CERT_FILE`",
        ]
      } else {
        failure.hints = ["check the URL of the remote with `git remote -v` and that this machine can reach it"]
      }
      throw failure
    }
  }

  private var callbacks: git_remote_callbacks {
    var callbacks = git_remote_callbacks()
    git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
    callbacks.payload = Unmanaged.passUnretained(conversation).toOpaque()
    callbacks.credentials = Conversation.answer
    callbacks.push_update_reference = Conversation.hear
    return callbacks
  }
}

/// What libgit2 calls back with.
private final class Conversation {
  /// For the host of the connection.
  var credential: GitCredential?
  var refusal: String?
  /// libgit2 asks again when an answer was wrong.
  var wasAsked = false

  static let answer: git_credential_acquire_cb = { result, _, userInURL, types, payload in
    guard let result, let payload else { return GIT_EAUTH.rawValue }
    let conversation = Unmanaged<Conversation>.fromOpaque(payload).takeUnretainedValue()
    let asks = { (type: git_credential_t) in types & type.rawValue != 0 }
    let user = userInURL.map { String(cString: $0) }
    // Asked for the name alone first, where an SSH URL has none.
    if asks(GIT_CREDENTIAL_USERNAME) { return git_credential_username_new(result, user ?? "git") }
    guard !conversation.wasAsked else { return GIT_EAUTH.rawValue }
    conversation.wasAsked = true
    if asks(GIT_CREDENTIAL_SSH_KEY) { return git_credential_ssh_key_from_agent(result, user ?? "git") }
    guard asks(GIT_CREDENTIAL_USERPASS_PLAINTEXT), let credential = conversation.credential else {
      return GIT_EAUTH.rawValue
    }
    return git_credential_userpass_plaintext_new(result, credential.user, credential.password)
  }

  static let hear: git_push_update_reference_cb = { _, status, payload in
    guard let status, let payload else { return 0 }
    Unmanaged<Conversation>.fromOpaque(payload).takeUnretainedValue().refusal = String(cString: status)
    return 0
  }
}
