/// Names a stage. The order of the stages is the order of the list that a pipeline is made of.
public struct StageID: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
  public var rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  public static let validate = StageID(rawValue: "validate")
  public static let build = StageID(rawValue: "build")
  public static let test = StageID(rawValue: "test")
  public static let tag = StageID(rawValue: "tag")
  public static let push = StageID(rawValue: "push")

  public var description: String { rawValue }
}
