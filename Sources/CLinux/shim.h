#pragma once
// What Swift's Glibc module does not import: namespaces, mounts and the variadic prctl.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fts.h>
#include <linux/filter.h>
#include <linux/nsfs.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// setns(2). Returns 0, or -1 with errno set.
static inline int clinux_setns(int fd, int nstype) { return (int)syscall(SYS_setns, fd, nstype); }
/// unshare(2). Returns 0, or -1 with errno set.
static inline int clinux_unshare(int flags) { return (int)syscall(SYS_unshare, flags); }
/// prctl(PR_SET_PDEATHSIG): the calling process gets `signal` when its parent dies.
static inline int clinux_set_parent_death_signal(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }
/// prctl(PR_SET_CHILD_SUBREAPER): orphaned descendants become children of the calling process.
static inline int clinux_set_child_subreaper(int on) { return prctl(PR_SET_CHILD_SUBREAPER, on, 0, 0, 0); }

/// memfd_create(2) with MFD_CLOEXEC: a file that lives in memory. Returns a descriptor, or -1 with errno set.
static inline int clinux_memory_file(const char *name) { return (int)syscall(SYS_memfd_create, name, 1u); }
/// fork(2), for single-threaded helpers only: Swift hides it because the child of a threaded process may do little.
static inline pid_t clinux_fork(void) { return fork(); }
/// ioctl_ns(2) NS_GET_USERNS: a descriptor of the user namespace that owns the namespace `fd`, or -1 with errno set.
static inline int clinux_owning_user_namespace(int fd) { return ioctl(fd, NS_GET_USERNS); }
/// prctl(PR_SET_NO_NEW_PRIVS): no program run from now on gains privileges.
static inline int clinux_set_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
/// prctl(PR_CAPBSET_DROP). Returns 0, or -1 with errno EINVAL where the kernel has no such capability.
static inline int clinux_drop_bounding_capability(int capability) {
  return prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
}
/// prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER) with an array of `struct sock_filter`. Returns 0, or -1 with errno set.
static inline int clinux_install_filter(const void *filter, unsigned short count) {
  struct sock_fprog program = {count, (struct sock_filter *)filter};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

static const int clinux_CLONE_NEWUSER = 0x10000000;
static const int clinux_CLONE_NEWNET = 0x40000000;
static const int clinux_CLONE_NEWNS = 0x00020000;
static const int clinux_CLONE_NEWPID = 0x20000000;
static const int clinux_CLONE_NEWIPC = 0x08000000;
static const int clinux_CLONE_NEWCGROUP = 0x02000000;
static const int clinux_CLONE_NEWUTS = 0x04000000;
