import FileIO
import Glibc
import Sandbox
import SystemPackage
import Testing

/// The program in the sandbox is the attacker's. Each attack prints what it achieved.
@Suite(
  .timeLimit(.minutes(5)), .serialized, .enabled(if: AttackRange.hasPython, "the attacks are written in Python"))
struct `A program in a sandbox` {
  /// Calls the kernel directly; a call that fails prints the error's name.
  private static let prelude = """
    import ctypes, errno, glob, os, socket, struct, time
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    def tell(name, value): print(name, value, sep='=', flush=True)
    def call(name, *arguments):
        result = libc.syscall(*[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
        tell(name, 'DONE' if result >= 0 else errno.errorcode[ctypes.get_errno()])
        return result
    def attempt(name, body):
        try: tell(name, body())
        except OSError as error: tell(name, errno.errorcode[error.errno])

    """

  /// x86-64 and arm64 have one number for what is newer than 424.
  private static let calls = """
    machine = os.uname().machine
    def number(x, a): return x if machine == 'x86_64' else a
    buffer = ctypes.create_string_buffer(256)
    call('io_uring_setup', 425, 8, buffer)
    call('userfaultfd', number(323, 282), 1)
    call('keyctl', number(250, 219), 0, -3, 1)
    call('add_key', number(248, 217), b'user', b'k', b'v', 1, -3)
    call('request_key', number(249, 218), b'user', b'k', 0, -3)
    call('bpf', number(321, 280), 0, buffer, 64)
    call('perf_event_open', number(298, 241), buffer, 0, -1, -1, 0)
    call('mount', number(165, 40), b'none', b'/tmp', b'tmpfs', 0, 0)
    call('umount2', number(166, 39), b'/proc', 2)
    call('pivot_root', number(155, 41), b'/', b'/tmp')
    call('open_tree', 428, -100, b'/', 1)
    call('fsopen', 430, b'tmpfs', 0)
    call('setns', number(308, 268), 0, 0)
    call('kexec_load', number(246, 104), 0, 0, 0, 0)
    call('init_module', number(175, 105), 0, 0, 0)
    call('open_by_handle_at', number(304, 265), -100, buffer, 0)
    call('quotactl', number(179, 60), 0, 0, 0, 0)
    call('swapon', number(167, 224), b'/tmp', 0)
    call('clone-user', number(56, 220), 0x10000000 | 17, 0, 0, 0, 0)
    call('clone3', 435, buffer, 88)
    call('unshare-user', number(272, 97), 0x10000000)
    call('unshare-mount', number(272, 97), 0x20000)
    call('personality', number(135, 92), 0x0040000)
    call('vsock', number(41, 198), 40, 1, 0)
    call('vsock-high-bits', number(41, 198), (1 << 32) | 40, 1, 0)
    call('alg', number(41, 198), 38, 5, 0)
    call('unix', number(41, 198), 1, 1, 0)
    call('future', 900)
    if machine == 'x86_64':
        child = os.fork()
        if child == 0:
            libc.syscall(ctypes.c_long(0x40000000 | 39)); os._exit(0)
        tell('x32', os.WTERMSIG(os.waitpid(child, 0)[1]))
    """

  @Test(arguments: AttackRange.all)
  func `may make the calls of an ordinary program and no other`(range: AttackRange) async throws {
    let outcome = try await range.run(Self.prelude + Self.calls)
    let allowed = ["unix": "DONE", "clone3": "ENOSYS", "future": "ENOSYS", "x32": "31"]
    for (name, value) in outcome.values where !["status", "met", "unheld"].contains(name) {
      #expect(value == allowed[name] ?? "EPERM", "\(name)")
    }
    #expect(outcome.values.count > 28, "\(outcome.text)")
    #expect(outcome["status"] == "exit status 0")
  }

  private static let files = """
    def overwrite(path):
        with open(path, 'r+b', buffering=0) as file: file.write(b'1')
        return 'WRITTEN'
    for path in ['/proc/sys/kernel/hostname', '/proc/sys/net/ipv4/ip_forward', '/proc/sys/vm/drop_caches',
        '/proc/sysrq-trigger', '/proc/irq/default_smp_affinity', '/sys/kernel/mm/ksm/run',
        '/sys/fs/cgroup/cgroup.procs', '/proc/1/mem', '/dev/mem', '/dev/kmsg', '/dev/sda', '/dev/vda']:
        attempt('write ' + path, lambda: overwrite(path))
    def look(path):
        if os.path.isdir(path): return 'SHOWN' if os.listdir(path) else 'empty'
        with open(path, 'rb') as file: return 'SHOWN' if file.read(16) else 'empty'
    for path in ['/proc/kcore', '/proc/keys', '/proc/timer_list', '/proc/acpi', '/proc/scsi', '/proc/sched_debug',
        '/proc/interrupts', '/sys/firmware']:
        attempt('read ' + path, lambda: look(path))
    """

  @Test(arguments: AttackRange.all)
  func `neither changes nor sees the kernel's files`(range: AttackRange) async throws {
    let outcome = try await range.run(Self.prelude + Self.files)
    for (name, value) in outcome.values where name.contains("/") {
      #expect(["EROFS", "EACCES", "EPERM", "ENOENT", "ENXIO", "EISDIR", "EIO", "empty"].contains(value), "\(name)")
    }
    #expect(outcome.values.count == 23, "\(outcome.text)")
  }

  private static let surroundings = """
    status = dict(line.split(':\\t', 1) for line in open('/proc/self/status').read().splitlines() if ':\\t' in line)
    tell('capabilities', status['CapEff'] + status['CapPrm'] + status['CapInh'])
    tell('privileges', status['NoNewPrivs']); tell('filter', status['Seccomp'])
    tell('groups', len([g for g in os.getgroups() if g != os.getgid()]))
    inside, outside, count = map(int, open('/proc/self/uid_map').readline().split())
    tell('outside', outside)
    kinds = {os.readlink('/proc/self/fd/' + n) for n in os.listdir('/proc/self/fd') if n not in '012' and
        os.path.exists('/proc/self/fd/' + n)}
    tell('descriptors', sorted(kinds))
    def search(pattern):
        found = []
        for path in glob.glob(pattern):
            try:
                if b'canary-5e3f' in open(path, 'rb').read(): found.append(path)
            except OSError: pass
        return found
    for part in ['environ', 'cmdline', 'mountinfo', 'cgroup']: tell(part, search('/proc/[0-9]*/' + part))
    tell('group', [line.split(':')[2] for line in open('/proc/self/cgroup').read().splitlines()
        if 'agent-pipeline' in line])
    tell('core', os.sysconf('SC_PAGESIZE') and __import__('resource').getrlimit(4))
    def nobody_here():
        with open('/proc/self/oom_score_adj', 'w') as file: file.write('-1000')
        return 'LOWERED'
    attempt('oom', nobody_here)
    attempt('stdout', lambda: 'open' if open('/dev/stdout', 'w') else '')
    """

  @Test(arguments: AttackRange.all)
  func `is nobody on the host, holds nothing of the tool and reads none of its secrets`(range: AttackRange) async throws
  {
    let outcome = try await range.run(Self.prelude + Self.surroundings)
    #expect(outcome["capabilities"] == String(repeating: "0", count: 48))
    #expect(outcome["privileges"] == "1" && outcome["filter"] == "2" && outcome["groups"] == "0")
    if range.host == 0 { #expect(outcome["outside"] == "1878982656") }
    for name in ["descriptors", "environ", "cmdline", "mountinfo", "cgroup", "group"] {
      #expect(outcome[name] == "[]", "\(name)")
    }
    #expect(outcome["core"] == "(0, 0)")
    #expect(outcome["oom"] == "EACCES")
    if range.host == 0, range.place == .first { #expect(outcome["stdout"] == "open") }
  }

  private static let forkBomb = """
    children, problem = 0, ''
    try:
        while children < 400:
            if os.fork() == 0: time.sleep(60); os._exit(0)
            children += 1
    except OSError as error: problem = errno.errorcode[error.errno]
    tell('children', children); tell('problem', problem)
    """

  @Test(arguments: AttackRange.all)
  func `starts no more processes than it may`(range: AttackRange) async throws {
    let outcome = try await range.run(Self.prelude + Self.forkBomb, limits: ["-", "60", "-"])
    if outcome["unheld"].contains("processes"), range.host != 0 {
      // Without a control group the user's processes outside count too, and are allowed for.
      #expect(outcome["problem"] == "EAGAIN" || outcome["children"] == "400")
    } else {
      #expect(outcome["problem"] == "EAGAIN")
      #expect((Int(outcome["children"]) ?? 1000) < 60)
    }
    #expect(outcome["met"] == (outcome["unheld"].contains("processes") ? "" : "processes"))
  }

  private static let memoryHog = """
    def fill():
        held = []
        for number in range(40): held.append(bytearray(os.urandom(1 << 20) * 16)); tell('held', number * 16)
    try: fill()
    except MemoryError: tell('refused', 'yes')
    """

  @Test(arguments: AttackRange.all)
  func `uses no more memory than it may`(range: AttackRange) async throws {
    let outcome = try await range.run(Self.prelude + Self.memoryHog, limits: ["96", "512", "-"])
    #expect((Int(outcome["held"]) ?? 0) < 96, "\(outcome.text)")
    if outcome["unheld"].contains("memory") {
      #expect(outcome["refused"] == "yes")
    } else {
      #expect(outcome["met"] == "memory", "\(outcome.text)")
    }
  }

  /// The second has no name and is not in the directory.
  @Test(arguments: AttackRange.engines, ["pass", "os.unlink('/tmp/hog')"])
  func `fills no more of the disk than it may`(range: AttackRange, trick: String) async throws {
    let script = """
      file = open('/tmp/hog', 'wb', buffering=0)
      \(trick)
      block = b'x' * (1 << 20)
      for number in range(4000): file.write(block); tell('written', number)
      """
    let outcome = try await range.run(Self.prelude + script, limits: ["-", "512", "64"])
    #expect(outcome["met"] == "disk")
    #expect((Int(outcome["written"]) ?? 0) < 3000, "\(outcome.text)")
    #expect(outcome["status"].contains("signal"), "\(outcome.text)")
  }

  @Test(arguments: AttackRange.engines)
  func `prints a gigabyte without filling the log`(range: AttackRange) async throws {
    let script =
      "block = b'y' * 99 + b'\\n'\nfor number in range(1 << 10): os.write(1, block * 10240)\nos.write(1, b'end=here\\n')"
    let outcome = try await range.run(Self.prelude + script) { directory in
      let size = try FileStatus.of(directory.appending("log"))?.size ?? 0
      #expect(size > 7 << 20 && size < (8 << 20) + 100, "\(size)")
    }
    #expect(outcome["end"] == "here")
  }
}
