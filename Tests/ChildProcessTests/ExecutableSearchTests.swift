import ChildProcess
import SystemPackage
import Testing

struct `Looking for a program` {
  @Test(arguments: [
    ("sh", "/nowhere:/bin:/usr/bin", FilePath("/bin/sh")),
    ("surely-no-such-program", "/bin", nil),
    ("sh", "", nil),
    ("sh", "bin::.", nil),
    ("passwd", "/etc", nil),
    ("/bin/sh", "/bin", nil),
    ("", "/bin", nil),
  ])
  func `takes the first executable file on the path`(name: String, path: String, found: FilePath?) {
    #expect(ExecutableSearch.find(name, path: path) == found)
  }
}
