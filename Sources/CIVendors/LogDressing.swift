public import TextFormats

/// Keeps a vendor's log commands apart from everything else that is printed.
///
/// Between `opening` and `closing` the vendor executes only commands from this type: neither a child process nor a
/// hostile manifest can set outputs or forge annotations by printing.
public struct LogDressing: Sendable {
  private let vendor: any CIVendor
  private let token: String

  /// - Parameter token: random and unguessable; letters and digits.
  public init(vendor: any CIVendor, token: String) {
    self.vendor = vendor
    self.token = token
  }

  public var opening: String { vendor.commandsOff(token: token) }

  public var closing: String { vendor.commandsOn(token: token) }

  public func stageStart(_ title: String, id: String, at time: Timestamp) -> String {
    command(vendor.groupStart(title, id: id, at: time))
  }

  public func stageEnd(id: String, at time: Timestamp) -> String {
    command(vendor.groupEnd(id: id, at: time))
  }

  /// Lines of commands, such as annotations and masks.
  public func commands(_ lines: [String]) -> String {
    command(lines.map { "\($0)\n" }.joined())
  }

  private func command(_ text: String) -> String {
    text.isEmpty ? "" : vendor.commandsOn(token: token) + text + vendor.commandsOff(token: token)
  }
}
