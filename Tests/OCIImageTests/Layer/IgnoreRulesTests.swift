import OCIImage
import Testing

@Suite(".dockerignore") struct IgnoreRulesTests {
  /// From Docker's documentation and the behaviour of moby/patternmatcher.
  @Test(
    arguments: [
      ("**", "file", true), ("**/", "file", true), ("**", "dir/file", true), ("**/**", "dir/file", true),
      ("dir/**", "dir/file", true), ("dir/**", "dir/dir2/file", true), ("dir/**", "dir", false),
      ("**/dir", "dir", true), ("**/dir", "dir/file", true), ("**/dir2/*", "dir/dir2/file", true),
      ("**/dir2/**", "dir/dir2/dir3/file", true), ("**file", "file", true), ("**file", "dir/file", true),
      ("**file", "dir/profile", true), ("**/file", "dir/profile", false), ("**/file", "dir/dir/file", true),
      ("**/file*txt", "dir/dir/file.txt", true), ("**/file*.txt*", "dir/dir/file.txt", true),
      ("**/**/*.txt", "dir/dir/file.txt", true), ("**/**/*.txt2", "dir/dir/file.txt", false),
      ("**/*.txt", "file.txt", true), ("**/**/*.txt", "file.txt", true),
      ("a**/*.txt", "a/file.txt", true), ("a**/*.txt", "a/dir/dir/file.txt", true),
      ("a/*.txt", "a/dir/file.txt", false), ("a/*.txt", "a/file.txt", true), ("a/*.txt**", "a/file.txt", true),
      ("a[b-d]e", "ae", false), ("a[b-d]e", "ace", true), ("a[b-d]e", "aae", false), ("a[^b-d]e", "aze", true),
      (".*", ".foo", true), (".*", "foo", false), ("abc.def", "abcZdef", false), ("abc?def", "abcZdef", true),
      ("abc?def", "abcdef", false), ("**/foo/bar", "dir/dir2/foo/bar", true), ("**/.foo", "bar.foo", false),
      ("a(b)c/def", "a(b)c/def", true), ("a.|)$(}+{bc", "a.|)$(}+{bc", true),
      ("dist/*.whl", "dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl", true),
      ("a\\*b", "a*b", true), ("a\\*b", "axb", false), ("a\\\\", "a\\", true),
      ("*", "abc", true), ("*c", "abc", true), ("a*", "a", true), ("a*", "ab/c", true), ("a*/b", "a/c/b", false),
      ("a*b*c*d*e*/f", "axbxcxdxexxx/f", true), ("a*b*c*d*e*/f", "axbxcxdxe/xxx/f", false),
      ("a*b?c*x", "abxbbxdbxebxczzx", true), ("a*b?c*x", "abxbbxdbxebxczzy", false),
      ("a?b", "a☺b", true), ("a[^a]b", "a☺b", true), ("a???b", "a☺b", false), ("[a-ζ]*", "α", true),
      ("*[a-ζ]", "A", false), ("a?b", "a/b", false), ("a*b", "a/b", false), ("[\\]a]", "]", true),
      ("[x\\-]", "-", true), ("[\\-x]", "a", false), ("*x", "xxx", true), ("a[^b]c", "a/c", true),
      ("*/temp*", "somedir/temporary.txt", true), ("*/temp*", "somedir/temp", true), ("*/temp*", "temp", false),
      ("*/*/temp*", "somedir/subdir/temporary.txt", true), ("temp?", "tempa", true), ("temp?", "temp", false),
      ("/foo/bar", "foo/bar", true), ("./foo//bar/", "foo/bar", true), ("foo/../bar", "bar", true),
      ("foo/bar", "foo/bar/deep/file", true), ("foo", "a/foo", false), ("../foo", "foo", false), (".", "foo", false),
      ("  foo \t", "foo", true), ("^a*", "ab", true), ("a^*", "a^b", false), ("a^b", "a^b", true),
    ] as [(String, String, Bool)])
  func `one pattern`(pattern: String, path: String, isIgnored: Bool) throws {
    #expect(try IgnoreRules(parsing: pattern).isIgnored(path) == isIgnored)
  }

  @Test(
    arguments: [
      (["*.md", "!README.md"], "README.md", false), (["*.md", "!README.md"], "other.md", true),
      (["*.md", "!README*.md", "README-secret.md"], "README-secret.md", true),
      (["*.md", "README-secret.md", "!README*.md"], "README-secret.md", false),
      (["!fileutils.go", "*.go"], "fileutils.go", true), (["docs", "!docs/README.md"], "docs/README.md", false),
      (["docs/", "!docs/README.md"], "docs/other.md", true), (["docs/*", "!docs/README.md"], "docs/README.md", false),
      (["**", "!util/docker/web"], "util/docker/web/foo", false),
      (["**", "!util/docker/web", "util/docker/web/foo"], "util/docker/web/foo", true),
      (["**", "!dist/*.whl"], "dist/a+b.whl", false),
      // An exception for the directory was not tried on the directory, so it brings nothing back below it.
      (["a/*", "!a"], "a/b", true),
      (["# comment", "foo"], "# comment", false), (["", "   ", "foo"], "foo", true),
      (["foo", "! foo/bar"], "foo/bar", false), (["foo", "!/foo/bar"], "foo/bar", false),
    ] as [([String], String, Bool)])
  func `the last pattern that matches decides`(lines: [String], path: String, isIgnored: Bool) throws {
    for end in ["\n", "\r\n"] {
      #expect(try IgnoreRules(parsing: lines.joined(separator: end)).isIgnored(path) == isIgnored)
    }
  }

  @Test func `only the first column starts a comment, and a byte order mark is passed over`() throws {
    #expect(try IgnoreRules(parsing: " #a").isIgnored("#a"))
    #expect(try IgnoreRules(parsing: "\u{FEFF}a").isIgnored("a"))
    #expect(try !IgnoreRules(parsing: "\u{FEFF}#a").isIgnored("#a"))
  }

  @Test(arguments: ["[", "[^", "[^bc", "a[", "[]a]", "[-]", "[x-]", "[-x]", "[a-b-c]", "\\", "!", "! ", "[z-a]"])
  func `malformed patterns are an error that names the line`(pattern: String) {
    let error = #expect(throws: InvalidIgnorePattern.self) { try IgnoreRules(parsing: "ok\n\(pattern)") }
    #expect(error?.line == 2)
  }

  @Test func `a hostile pattern costs no exponential time`() throws {
    let rules = try IgnoreRules(parsing: String(repeating: "*a", count: 30) + "b")
    #expect(!rules.isIgnored(String(repeating: "a", count: 500) + "c"))
  }
}
