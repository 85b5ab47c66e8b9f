/// Files of the kernel that reveal the host or change it; as Docker and runc hide and protect them. To the kernel their
/// owner is the user root, with or without capabilities.
enum KernelFiles {
  static let masked = [
    "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kallsyms", "/proc/kcore", "/proc/key-users", "/proc/keys",
    "/proc/kmsg", "/proc/kpagecgroup", "/proc/kpagecount", "/proc/kpageflags", "/proc/latency_stats", "/proc/mtrr",
    "/proc/pagetypeinfo", "/proc/sched_debug", "/proc/scsi", "/proc/slabinfo", "/proc/timer_list", "/proc/timer_stats",
    "/proc/vmallocinfo", "/sys/devices/virtual/powercap", "/sys/firmware",
  ]
  static let readOnly = ["/proc/bus", "/proc/driver", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
}
