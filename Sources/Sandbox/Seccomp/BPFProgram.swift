import Glibc

/// Assembles a classic BPF program over `struct seccomp_data` (seccomp(2), linux/filter.h).
struct BPFProgram {
  /// What the filter answers.
  enum Action: Hashable {
    case allow
    case fail(Int32)
    case kill

    /// `SECCOMP_RET_…`.
    var value: UInt32 {
      switch self {
      case .allow: 0x7fff_0000
      case .fail(let errno): 0x0005_0000 | UInt32(errno)
      case .kill: 0x8000_0000
      }
    }
  }

  /// Offsets in `struct seccomp_data`. Of an argument, the lower half: the kernel ignores the upper one of an `int`, and
  /// no flag is there.
  enum Field: UInt32 {
    case number = 0
    case architecture = 4
    case firstArgument = 16
  }

  /// Bytes of `struct sock_filter`.
  static let size = 8

  private struct Instruction {
    var code: UInt16
    var ifTrue: UInt8 = 0
    var ifFalse: UInt8 = 0
    var operand: UInt32
  }

  private enum Code {
    /// BPF_LD | BPF_W | BPF_ABS.
    static let load: UInt16 = 0x20
    /// BPF_JMP with BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET and BPF_K.
    static let equal: UInt16 = 0x15
    static let greater: UInt16 = 0x25
    static let atLeast: UInt16 = 0x35
    static let anyBit: UInt16 = 0x45
    /// BPF_RET | BPF_K.
    static let finish: UInt16 = 0x06
  }

  typealias Block = (inout BPFProgram) -> Void

  private var instructions: [Instruction] = []

  mutating func load(_ field: Field) { instructions.append(Instruction(code: Code.load, operand: field.rawValue)) }

  mutating func finish(_ action: Action) {
    instructions.append(Instruction(code: Code.finish, operand: action.value))
  }

  mutating func ifEqual(_ value: UInt32, _ block: Block) { jump(Code.equal, value, entersIf: true, block) }
  mutating func unlessEqual(_ value: UInt32, _ block: Block) { jump(Code.equal, value, entersIf: false, block) }
  mutating func ifAtMost(_ value: UInt32, _ block: Block) { jump(Code.greater, value, entersIf: false, block) }
  mutating func ifAtLeast(_ value: UInt32, _ block: Block) { jump(Code.atLeast, value, entersIf: true, block) }
  mutating func ifAnyBit(_ bits: UInt32, _ block: Block) { jump(Code.anyBit, bits, entersIf: true, block) }

  /// Jumps over the block where the comparison says otherwise. A block is shorter than the 255 instructions that a jump
  /// reaches.
  private mutating func jump(_ code: UInt16, _ operand: UInt32, entersIf: Bool, _ block: Block) {
    var inner = BPFProgram()
    block(&inner)
    let length = UInt8(inner.instructions.count)
    instructions.append(
      Instruction(code: code, ifTrue: entersIf ? 0 : length, ifFalse: entersIf ? length : 0, operand: operand))
    instructions += inner.instructions
  }

  /// `struct sock_filter` one after the other, in the order of this machine.
  var bytes: [UInt8] {
    instructions.flatMap { instruction in
      withUnsafeBytes(of: instruction.code) { Array($0) } + [instruction.ifTrue, instruction.ifFalse]
        + withUnsafeBytes(of: instruction.operand) { Array($0) }
    }
  }
}
