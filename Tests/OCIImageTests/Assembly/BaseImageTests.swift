import Diagnostics
import OCIImage
import SystemPackage
import Testing

@Suite("Base image setting") struct BaseImageTests {
  @Test(
    arguments: [
      ("scratch", .scratch), ("oci-layout:dir", .layout("dir", tag: nil)),
      ("oci-layout:/a/b:3.11", .layout("/a/b", tag: "3.11")), ("oci-layout:/a:b/c", .layout("/a:b/c", tag: nil)),
      ("oci-layout:/a:b/c:d", .layout("/a:b/c", tag: "d")), ("oci-layout:./dir:v1", .layout("./dir", tag: "v1")),
      ("oci-layout:a:b:c", .layout("a:b", tag: "c")),
    ] as [(String, BaseImage)])
  func `layouts and scratch`(text: String, expected: BaseImage) throws {
    #expect(try BaseImage(parsing: text) == expected)
    #expect(expected.description == text)
  }

  @Test func `everything else is a reference`() throws {
    #expect(try BaseImage(parsing: "python:3.11") == .registry(Reference(parsing: "docker.io/library/python:3.11")))
  }

  @Test(arguments: ["oci-layout:", "oci-layout::tag", "oci-layout:dir:", "Python", "", "oci-layout"])
  func `refuses`(text: String) {
    if text == "oci-layout" {
      // A repository may well have this name.
      #expect(throws: Never.self) { try BaseImage(parsing: text) }
    } else {
      let failure = #expect(throws: Failure.self) { try BaseImage(parsing: text) }
      #expect(failure?.diagnostic.code == "invalid-base-image")
    }
  }
}
