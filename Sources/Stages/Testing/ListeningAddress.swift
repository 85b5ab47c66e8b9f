import FileIO
import SystemPackage

/// Finds the addresses that the agent listens on: one bound to loopback answers our probes, but no one else.
enum ListeningAddress {
  /// The kernel's tables of one network namespace; a busy agent has some hundred connections of 150 bytes.
  static let tableLimit = 4 << 20

  /// - Parameter process: one in the agent's network.
  /// - Returns: whether every listener on the port is bound to loopback; `nil` if there is none.
  static func isLoopbackOnly(port: Int, process: Int32) -> Bool? {
    let addresses = ["tcp", "tcp6"].flatMap { listeners(in: FilePath("/proc/\(process)/net/\($0)"), port: port) }
    return addresses.isEmpty ? nil : addresses.allSatisfy(isLoopback)
  }

  /// proc_net_tcp(5): `sl local_address rem_address st …`, addresses as `HEX:PORT`, state 0A for a listener.
  private static func listeners(in table: FilePath, port: Int) -> [Substring] {
    guard let contents = try? FileContents.read(table, limit: tableLimit) else { return [] }
    return String(decoding: contents, as: UTF8.self).split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 3, fields[3] == "0A" else { return nil }
      let parts = fields[1].split(separator: ":")
      guard parts.count == 2, Int(parts[1], radix: 16) == port else { return nil }
      return parts[0]
    }
  }

  /// 127.0.0.0/8, ::1, and 127.0.0.0/8 as IPv6; each 32-bit word is written in the order of this machine, low byte first.
  private static func isLoopback(_ address: Substring) -> Bool {
    address.count == 8
      ? address.hasSuffix("7F")
      : address == "00000000000000000000000001000000" || (address.contains("FFFF0000") && address.hasSuffix("7F"))
  }
}
