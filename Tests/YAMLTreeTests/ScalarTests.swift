import Testing
import YAMLTree

@Suite("Scalars") struct ScalarTests {
  @Test(arguments: [
    ("text", YAMLScalar.Kind.string), ("", .null), ("~", .null), ("null", .null), ("NULL", .null), ("nuLL", .string),
    ("true", .boolean), ("FALSE", .boolean), ("yes", .string), ("on", .string),
    ("0", .integer), ("-12", .integer), ("+3", .integer), ("0644", .integer), ("0o17", .integer), ("0o8", .string),
    ("0xFf", .integer), ("0x", .string), ("-0x1", .string), ("1_000", .string), ("-x", .string),
    ("3.10", .float), (".5", .float), ("1.", .float), ("1e3", .float), ("1.5E-3", .float), (".", .string),
    ("1e", .string), ("e3", .string), ("1.2.3", .string), (".inf", .float), ("-.INF", .float), (".nan", .float),
    ("-.nan", .string), ("1:30", .string), ("\"3\"", .string), ("'true'", .string), ("!!str 3", .string),
    ("!!int \"3\"", .integer),
  ])
  func `are read by the core schema`(text: String, kind: YAMLScalar.Kind) {
    #expect(parse("key: \(text)").root?["key"]?.scalar?.kind == kind)
  }

  @Test(arguments: [
    ("no", YAMLScalar.Trap.boolean as YAMLScalar.Trap?), ("On", .boolean), ("nO", nil), ("\"no\"", nil), ("true", nil),
    ("0644", .octalNumber), ("0", nil), ("089", nil), ("1_000", .number), ("0b11", .number), ("_1", nil),
    ("1:30", .sexagesimalNumber), ("22:22", .sexagesimalNumber), ("8080:80", nil), ("65532:65532", nil),
    ("2024-01-31", .timestamp), ("2024-1-31", nil), ("1.2.3", nil), ("3.10", nil),
  ])
  func `remember what YAML 1.1 reads instead`(text: String, trap: YAMLScalar.Trap?) {
    #expect(parse("key: \(text)").root?["key"]?.scalar?.trap == trap)
  }

  @Test(arguments: [
    ("plain", YAMLScalar.Style.plain, "plain"), ("'it''s'", .singleQuoted, "it's"), (#""a\tb""#, .doubleQuoted, "a\tb"),
    ("|\n  a\n  b\n", .literal, "a\nb\n"), (">-\n  a\n  b\n", .folded, "a b"),
  ])
  func `keep their style`(text: String, style: YAMLScalar.Style, expected: String) {
    let scalar = parse("key: \(text)").root?["key"]?.scalar
    #expect(scalar?.style == style)
    #expect(scalar?.text == expected)
  }

  @Test(arguments: [
    ("{a: 1, b: [x, ~, true]}", #"{"a":1,"b":["x",null,true]}"#),
    ("[+3, -007, 0x1F, 0o17, 123456789012345678901234567890]", "[3,-7,31,15,123456789012345678901234567890]"),
    ("[.5, 1., -0.50, 1e3, +1.5E-3]", "[0.5,1.0,-0.50,1e3,1.5E-3]"),
    ("[.inf, .nan]", #"[".inf",".nan"]"#),
    (#"["a\"b\\c\nd\u0001", ü]"#, #"["a\"b\\c\nd\u0001","ü"]"#),
    ("{}", "{}"),
  ])
  func `become JSON`(text: String, expected: String) {
    #expect(parse("key: \(text)").root?["key"]?.jsonText == expected)
  }
}
