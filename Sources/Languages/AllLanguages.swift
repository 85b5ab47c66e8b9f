/// Every language an agent may be written in, in the order of the documentation.
public enum AllLanguages {
  public static let all: [any Language] = [Python(), NodeJS(), Go(), Rust(), Java(), Custom()]
}
