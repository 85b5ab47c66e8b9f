import FileIO
import Glibc
import OCIImage
import SystemPackage
import Testing

@Suite("Root directory") struct RootDirectoryTests {
  /// `root/tmp/junit.xml`, links to it and out of the root, and `secret` beside the root.
  func scratch() throws -> (Scratch, RootDirectory) {
    let scratch = try Scratch()
    try scratch.files(["secret": "secret"], in: "outside")
    let root = try scratch.files(["tmp/junit.xml": "<xml>", "etc/secret": "inside"], in: "root")
    for (target, name) in [
      ("/tmp/junit.xml", "absolute"), ("tmp", "directory"), ("../../../etc/secret", "up"),
      ("\(scratch.path)/outside/secret", "out"), ("loop", "loop"), ("tmp/gone", "dangling"),
    ] { symlink(target, root.appending(name).string) }
    mkfifo(root.appending("pipe").string, 0o600)
    return (scratch, try RootDirectory(opening: root))
  }

  @Test(
    arguments: [
      ("/tmp/junit.xml", "<xml>"), ("tmp/junit.xml", "<xml>"), ("/absolute", "<xml>"),
      ("/directory/junit.xml", "<xml>"),
      ("/directory/../tmp//./junit.xml", "<xml>"), ("/../../etc/secret", "inside"), ("/up", "inside"), ("/out", nil),
      ("/dangling", nil), ("/missing", nil), ("/tmp/junit.xml/x", nil),
    ] as [(String, String?)])
  func `reads inside the root only`(path: String, text: String?) throws {
    let (scratch, root) = try scratch()
    #expect(try root.read(path, limit: 100) == text.map { Array($0.utf8) })
    #expect(try (root.status(of: path) == nil) == (text == nil))
    withExtendedLifetime(scratch) {}
  }

  @Test(arguments: [
    ("/loop", Errno.tooManySymbolicLinkLevels), ("/tmp", .invalidArgument), ("/pipe", .invalidArgument),
    ("/tmp/junit.xml", .fileTooLarge),
  ]) func `says why something cannot be read`(path: String, errno: Errno) throws {
    let (scratch, root) = try scratch()
    let error = #expect(throws: ImageFailure.self) { try root.read(path, limit: 4) }
    guard case .file(let failure) = error else {
      Issue.record("unexpected: \(String(describing: error))")
      return
    }
    #expect(failure.errno == errno)
    #expect(failure.path == scratch.path.appending("root").pushing(FilePath(String(path.dropFirst()))))
  }

  @Test func `tells kind and mode`() throws {
    let (scratch, root) = try scratch()
    #expect(try root.status(of: "/directory")?.kind == .directory)
    #expect(try root.status(of: "/")?.kind == .directory)
    #expect(try root.status(of: "/pipe")?.kind == .pipe)
    #expect(try root.status(of: "/absolute")?.size == 5)
    withExtendedLifetime(scratch) {}
  }
}
