import Glibc

/// The profile as `linux.seccomp` of the OCI runtime specification.
struct SeccompConfiguration: Encodable {
  struct Rule: Encodable {
    struct Argument: Encodable {
      var index = 0
      var value: UInt64
      var valueTwo: UInt64 = 0
      var op: String
    }
    var names: [String]
    var action = "SCMP_ACT_ALLOW"
    var errnoRet: Int32?
    var args: [Argument]?
  }

  /// runc answers calls that are newer than the rules with `ENOSYS` by itself.
  var defaultAction = "SCMP_ACT_ERRNO"
  var defaultErrnoRet = EPERM
  var architectures: [String]
  var syscalls: [Rule]

  init(_ profile: SeccompProfile) {
    architectures = ["SCMP_ARCH_\(profile.architecture.rawValue.uppercased())"]
    syscalls = [
      Rule(names: SystemCalls.allowed(profile.architecture).map(\.name)),
      Rule(names: ["clone3"], action: "SCMP_ACT_ERRNO", errnoRet: ENOSYS),
    ]
    for call in SeccompProfile.conditionals {
      let arguments: [Rule.Argument] =
        switch call.condition {
        // The masked argument is compared with `valueTwo`.
        case .lacks(let bits): [Rule.Argument(value: UInt64(bits), op: "SCMP_CMP_MASKED_EQ")]
        case .isOne(let values): values.map { Rule.Argument(value: UInt64($0), op: "SCMP_CMP_EQ") }
        }
      // Of several rules for one call, one must hold.
      syscalls += arguments.map { Rule(names: [call.name], args: [$0]) }
    }
  }
}
