import CLinux
import Glibc

/// Which system calls a sandbox allows; the one source of the filter for bubblewrap and our helper, and of runc's
/// configuration.
///
/// What is not allowed fails with `EPERM`, as under Docker; what is newer than the list, and clone3, whose flags no filter
/// can see, with `ENOSYS`, so that programs take the older call. A call of another architecture ends the program.
struct SeccompProfile: Sendable {
  /// Calls that are allowed with some arguments only.
  enum Condition: Sendable {
    /// The argument has none of these bits.
    case lacks(UInt32)
    case isOne([UInt32])
  }

  /// A call and the condition for its first argument.
  struct Conditional: Sendable {
    var name: String
    var numbers: (amd64: UInt32, arm64: UInt32)
    var condition: Condition
  }

  static let conditionals = [
    // No namespace, above all no user namespace: CLONE_NEWNS, -CGROUP, -UTS, -IPC, -USER, -PID, -NET.
    Conditional(name: "clone", numbers: (56, 220), condition: .lacks(0x7e02_0000)),
    // Not AF_ALG and AF_VSOCK: they reach the kernel's ciphers and the virtual machine's host, and belong to no network
    // namespace. A list of the others, because runc compares 64 bits of which the kernel ignores the upper half.
    Conditional(name: "socket", numbers: (41, 198), condition: .isOne((0...45).filter { ![38, 40].contains($0) })),
    // PER_LINUX, PER_LINUX32, both with UNAME26 too, and the question for the present value.
    Conditional(
      name: "personality", numbers: (135, 92), condition: .isOne([0, 8, 0x2_0000, 0x2_0008, 0xffff_ffff])),
  ]
  private static let clone3: UInt32 = 435

  /// `nil` on a processor that the lists do not cover.
  static var current: SeccompProfile? { SeccompArchitecture.current.map(SeccompProfile.init) }

  var architecture: SeccompArchitecture

  /// The filter for seccomp(2), as bytes of `struct sock_filter`.
  var filter: [UInt8] {
    var program = BPFProgram()
    program.load(.architecture)
    program.unlessEqual(architecture.auditNumber) { $0.finish(.kill) }
    program.load(.number)
    // The x32 calls of x86-64 have this bit (syscall(2)); their numbers are otherwise those of other calls.
    if architecture == .amd64 { program.ifAtLeast(0x4000_0000) { $0.finish(.kill) } }
    for call in Self.conditionals {
      program.ifEqual(number(of: call)) { program in
        program.load(.firstArgument)
        switch call.condition {
        case .lacks(let bits):
          program.ifAnyBit(bits) { $0.finish(.fail(EPERM)) }
          program.finish(.allow)
        case .isOne(let values):
          for value in values { program.ifEqual(value) { $0.finish(.allow) } }
          program.finish(.fail(EPERM))
        }
      }
    }
    var actions = [BPFProgram.Action](repeating: .fail(EPERM), count: Int(SystemCalls.last) + 1)
    for call in SystemCalls.allowed(architecture) { actions[Int(call.number)] = .allow }
    actions[Int(Self.clone3)] = .fail(ENOSYS)
    // Neighbours with one answer are one comparison.
    for number in actions.indices where number + 1 == actions.count || actions[number] != actions[number + 1] {
      program.ifAtMost(UInt32(number)) { $0.finish(actions[number]) }
    }
    program.finish(.fail(ENOSYS))
    return program.bytes
  }

  /// Filters the calls of this process from now on; it must have given up new privileges.
  /// - Returns: whether the kernel took the filter; `errno` says why not.
  func install() -> Bool {
    let bytes = filter
    return bytes.withUnsafeBytes { clinux_install_filter($0.baseAddress, UInt16($0.count / BPFProgram.size)) } == 0
  }

  private func number(of call: Conditional) -> UInt32 {
    architecture == .amd64 ? call.numbers.amd64 : call.numbers.arm64
  }
}

/// A processor whose calls the lists know.
enum SeccompArchitecture: String, Sendable {
  case amd64 = "x86_64"
  case arm64 = "aarch64"

  static var current: SeccompArchitecture? {
    #if arch(x86_64)
    .amd64
    #elseif arch(arm64)
    .arm64
    #else
    nil
    #endif
  }

  /// `AUDIT_ARCH_…` of linux/audit.h.
  var auditNumber: UInt32 {
    switch self {
    case .amd64: 0xc000_003e
    case .arm64: 0xc000_00b7
    }
  }
}
