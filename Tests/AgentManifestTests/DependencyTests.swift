import Testing

@Suite("Python requirements") struct DependencyTests {
  @Test(arguments: [
    "flask", "openai==1.0.0", "requests>=2.28.0,<3.0.0", "uvicorn[standard]~=0.24", "a[b, c] >= 1 , != 1.5.*",
    "name (>=1.0)", "a==v1.0", "a==1.0-1", "a==1.0.POST2", "a==1.0alpha.1.dev3+u.1", "a~=1.4.2", "torch==2.1.0+cpu",
    "a==99999999999999999999",
    "x===1.0-custom", "zope.interface", "python-dotenv == 1!2.0rc1.post1.dev0",
    "pip @ https://example.com/pip-1.0-py3-none-any.whl",
    "pip @ git+https://example.com/pip@main ; python_version > '3'",
    "tomli>=1; python_version < \"3.11\"",
    "x; (os_name == 'nt' or sys_platform in 'linux darwin') and extra not in 'a'",
  ])
  func `are accepted`(line: String) {
    #expect(findings("spec:\n  runtime: python:3.11\n  dependencies:\n    - |-\n      \(line)\n") == [])
  }

  @Test(arguments: [
    ("openai=1.0.0", "`=` is not a comparison", "write `openai==1.0.0`"),
    ("express@4.18.2", "expected a URL after `@`", "write `express==4.18.2`"),
    ("flask 3.0", "unexpected `3.0` after the name", "write `flask==3.0`"),
    ("==1.0", "it must begin with a package name", "write `name==1.2.3`, `name>=1.2,<2` or `name @ https://…`"),
    ("q==1..0", "`1..0` is not a valid PEP 440 version", "write `name==1.2.3`, `name>=1.2,<2` or `name @ https://…`"),
    ("q==one", "`one` is not a valid PEP 440 version", "write `name==1.2.3`, `name>=1.2,<2` or `name @ https://…`"),
    ("q>=1.0-", "no version follows `>=`", "write `name==1.2.3`, `name>=1.2,<2` or `name @ https://…`"),
    (
      "q~=1", "`~=` needs a version with at least two numbers, not `1`",
      "write `name==1.2.3`, `name>=1.2,<2` or `name @ https://…`"
    ),
    ("flask==", "no version follows `==`", "write `name==1.2.3`, `name>=1.2,<2` or `name @ https://…`"),
    ("flask>=1.*", "no version follows `>=`", "write `name==1.2.3`, `name>=1.2,<2` or `name @ https://…`"),
    ("flask==1,", "expected a comparison such as `==`", "write `name==1.2.3`, `name>=1.2,<2` or `name @ https://…`"),
    (
      "flask[a", "extras in `[…]` must be names separated by commas",
      "write `name==1.2.3`, `name>=1.2,<2` or `name @ https://…`"
    ),
    ("flask (>=1", "`(` is not closed", "write `name==1.2.3`, `name>=1.2,<2` or `name @ https://…`"),
    (
      "flask; python", "the condition after `;` is not a valid marker",
      "write `name==1.2.3`, `name>=1.2,<2` or `name @ https://…`"
    ),
    ("-r requirements.txt", "it must begin with a package name", "put pip options into requirements.txt"),
  ])
  func `that are none are named`(line: String, problem: String, hint: String) {
    let text = "spec:\n  runtime: python\n  dev_dependencies:\n    - \"\(line)\"\n"
    #expect(findings(text) == ["4:7 dependency-syntax `\(line)` is not a Python requirement: \(problem)"])
    #expect(hints(text) == [hint])
  }

  @Test func `are not asked of other runtimes`() {
    #expect(findings("spec: {runtime: nodejs, dependencies: [express@4.18.2]}") == [])
    #expect(
      findings("spec: {runtime: cobol, dependencies: [\"copy book\"]}").map { $0.prefix(20) } == [
        "1:17 unknown-runtime"
      ])
    #expect(
      findings("spec: {runtime: nodejs, dependencies: [\" \"]}") == ["1:40 dependency-syntax the dependency is empty"])
  }

  @Test func `with thousands of parentheses end in a finding`() {
    let marker = String(repeating: "(", count: 100_000)
    #expect(findings("spec: {runtime: python, dependencies: [\"a; \(marker)\"]}").count == 1)
  }
}
