/// Files of /proc that tell about the host or change it, as runc hides them from containers. To the kernel their owner is
/// the user root, with or without capabilities.
enum KernelFiles {
  static let masked = [
    "/proc/keys", "/proc/key-users", "/proc/kallsyms", "/proc/kmsg", "/proc/kpagecgroup", "/proc/kpagecount",
    "/proc/kpageflags", "/proc/latency_stats", "/proc/mtrr", "/proc/pagetypeinfo", "/proc/sched_debug",
    "/proc/slabinfo", "/proc/timer_list", "/proc/vmallocinfo", "/proc/kcore", "/proc/sysrq-trigger",
  ]
  static let readOnly = ["/proc/sys", "/proc/fs", "/proc/irq", "/proc/bus", "/proc/acpi", "/proc/driver"]
}
