/// A value and where the project says it.
public struct Found<Value: Sendable>: Sendable {
  public var value: Value
  /// For people: `pyproject.toml`, `main.py:12`.
  public var place: String

  public init(_ value: Value, in place: String) {
    self.value = value
    self.place = place
  }

  func map<Other: Sendable>(_ change: (Value) -> Other) -> Found<Other> { Found<Other>(change(value), in: place) }
}

extension Found: Equatable where Value: Equatable {}
