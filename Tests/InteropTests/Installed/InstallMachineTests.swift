import ChildProcess
import FileIO
import SystemPackage
import TestSupport
import Testing

/// install.sh on other machines, played by programs on PATH.
@Suite(.serialized, .needs("dash", "busybox", "curl", "wget", "openssl", "shasum")) struct `install.sh on a machine` {
  let lab: InstallLab
  /// What it always needs.
  static let basic = [
    "sh", "uname", "getconf", "ldd", "sed", "tail", "tr", "dirname", "mkdir", "rmdir", "mktemp", "chmod", "mv", "rm",
    "cat",
    "grep", "sleep", "tar", "gzip", "cp",
  ]

  init() throws { lab = try InstallLab() }

  /// Programs instead of the machine's, and the error.
  struct Machine: Sendable, CustomTestStringConvertible {
    var name: String
    var programs: [String: String]
    var error: String

    var testDescription: String { name }
  }

  static let linux = "case $1 in -m) echo x86_64 ;; *) echo Linux ;; esac"

  @Test(arguments: [
    Machine(
      name: "macOS", programs: ["uname": "case $1 in -m) echo arm64 ;; *) echo Darwin ;; esac"],
      error: "agent-pipeline runs on Linux, and this is macOS"),
    Machine(
      name: "FreeBSD", programs: ["uname": "echo FreeBSD"],
      error: "agent-pipeline runs on Linux, and this is FreeBSD"),
    Machine(
      name: "RISC-V", programs: ["uname": "case $1 in -m) echo riscv64 ;; *) echo Linux ;; esac"],
      error: "there is no agent-pipeline for the processor riscv64, only for x86_64 and aarch64"),
    Machine(
      name: "32-bit programs", programs: ["uname": linux, "getconf": "echo 32"],
      error: "the programs of this system are 32-bit"),
    Machine(
      name: "Debian 11", programs: ["uname": linux, "getconf": "[ $1 = LONG_BIT ] && echo 64 || echo glibc 2.31"],
      error: "this system has glibc 2.31; agent-pipeline needs 2.35 or later"),
    Machine(
      name: "an old system without getconf",
      programs: [
        "uname": linux, "getconf": "exit 1", "ldd": "echo 'ldd (Ubuntu GLIBC 2.27-3ubuntu1.6) 2.27'; echo more",
      ],
      error: "this system has glibc 2.27; agent-pipeline needs 2.35 or later"),
    Machine(
      name: "Alpine Linux",
      programs: [
        "uname": linux, "getconf": "[ $1 = LONG_BIT ] && echo 64 || echo undefined",
        "ldd": "echo 'musl libc (x86_64)' >&2; echo 'Version 1.2.5' >&2; exit 1",
      ],
      error: "agent-pipeline needs glibc, and this system has musl, as Alpine Linux does"),
  ])
  func `that cannot run the program names the reason`(machine: Machine) async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    let path = try await lab.programs(Self.basic + ["curl", "sha256sum"], machine.programs)
    let exit = try await lab.install(page, ["PATH": path])
    #expect(exit.exitCode == 3 && exit.output.contains("error: \(machine.error)"), "\(exit.output)")
    #expect(exit.output.contains("docs/install.md") && page.requests == [])
  }

  /// Versions of glibc that are new enough, and one that cannot be found out: then the start of the program decides.
  @Test(arguments: ["glibc 2.35", "glibc 2.41", "glibc 2.100", "glibc 3.0", "glibc 2.36.9000", "glibc", "other"])
  func `with a C library that may do installs`(library: String) async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    let path = try await lab.programs(
      Self.basic + ["curl", "sha256sum"],
      ["getconf": "[ $1 = LONG_BIT ] && echo 64 || echo '\(library)'", "ldd": "exit 1"])
    let exit = try await lab.install(page, ["PATH": path])
    #expect(exit.status.isSuccess, "\(exit.output)")
  }

  @Test(arguments: [["curl", "sha256sum"], ["wget", "sha256sum"], ["curl", "shasum", "perl"], ["curl", "openssl"]])
  func `with other programs installs, too`(programs: [String]) async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    let exit = try await lab.install(page, ["PATH": try await lab.programs(Self.basic + programs)])
    #expect(exit.status.isSuccess, "\(exit.output)")
    #expect(try lab.files() == ["agent-pipeline"])
  }

  /// Answers as BusyBox's wget: Debian's crashes when it looks up a name.
  static let busyBoxWget = """
    case $1 in --help) echo 'Usage: wget [-cqS] [-O FILE] URL' >&2; exit 1 ;; esac
    [ "$1 $2 $3 $4" = "-q -T 30 -O" ] || exit 2
    curl -sfo "$5" "$6" || { echo 'wget: server returned error: HTTP/1.1 404 Not Found' >&2; exit 1; }
    """

  @Test(arguments: [[:], ["wget": busyBoxWget]])
  func `with wget alone says what went wrong`(programs: [String: String]) async throws {
    let page = try await ReleasePage(program: InstallLab.program) { _ in TestResponse(404) }
    let curl = try #require(Tools.find("curl"))
    let texts = programs.mapValues { $0.replacing("curl ", with: "\(curl) ") }
    let exit = try await lab.install(page, ["PATH": try await lab.programs(Self.basic + ["wget", "sha256sum"], texts)])
    #expect(exit.exitCode == 3 && exit.output.contains("404") && page.requests.count == 1, "\(exit.output)")
  }

  /// Its shell calls its own programs, whatever PATH has.
  @Test func `with BusyBox and curl installs`() async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    let busybox = try #require(Tools.find("busybox"))
    let curl = try #require(Tools.find("curl"))
    let applets = Self.basic.filter { !["getconf", "ldd"].contains($0) } + ["sha256sum"]
    var programs = Dictionary(uniqueKeysWithValues: applets.map { ($0, "exec \(busybox) \($0) \"$@\"") })
    programs["curl"] = "exec \(curl) \"$@\""
    let path = try await lab.programs([], programs)
    let exit = try await lab.install(page, shell: ["busybox", "sh"], ["PATH": path])
    #expect(exit.status.isSuccess, "\(exit.output)")
  }

  /// File systems for the directory that is installed to, by the options of a mount.
  @Test(
    .needsRoot, .needs("unshare", "mount"),
    arguments: [
      // For the start of the archive; for the archive, but not for the program; for nothing.
      ("size=128k", "no space left in"), ("size=1m", "no space left in"), ("size=4k,nr_inodes=1", "cannot write to"),
      ("noexec", "agent-pipeline does not start from"), ("ro", "cannot write to"),
    ])
  func `names a disk that does not take the program`(options: String, error: String) async throws {
    // Half of a megabyte that gets no smaller.
    var numbers = SystemRandomNumberGenerator()
    let ballast = (0..<60_000).map { _ in String(numbers.next(), radix: 36) }.joined()
    let page = try await ReleasePage(program: InstallLab.program + "# \(ballast)\n")
    let directory = lab.program.removingLastComponent()
    try Directory.create(directory)
    let script = "mount -t tmpfs -o \(options) none '\(directory)' && exec dash \"$@\""
    let exit = try await lab.install(page, shell: ["unshare", "-m", "dash", "-c", script, "dash"])
    #expect(exit.exitCode == 3 && exit.output.hasPrefix("error: \(error) `\(directory)`\n"), "\(exit.output)")
    #expect(exit.output.contains("  hint: ") && !exit.output.contains("hint: \n"), "\(exit.output)")
    #expect(exit.output.contains("--to") && !exit.output.contains(": 1: "), "\(exit.output)")
    #expect(page.requests.count <= 1)
  }

  @Test(arguments: [
    (["sha256sum"], "neither `curl` nor `wget` is installed"),
    (["curl"], "none of `sha256sum`, `shasum` and `openssl` is installed: the download cannot be verified"),
    (["curl", "sha256sum", "-mktemp"], "`mktemp` is not installed"),
    (["curl", "sha256sum", "-gzip"], "`gzip` is not installed"),
  ])
  func `without a program that is needed names it`(programs: [String], error: String) async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    let there = Self.basic.filter { !programs.contains("-\($0)") } + programs.filter { !$0.hasPrefix("-") }
    let exit = try await lab.install(page, ["PATH": try await lab.programs(there)])
    #expect(exit.exitCode == 3 && exit.output.contains("error: \(error)"), "\(exit.output)")
    #expect(page.requests == [])
  }
}
