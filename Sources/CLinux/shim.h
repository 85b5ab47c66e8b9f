#pragma once
// What Swift's Glibc module does not import: namespaces, mounts and the variadic prctl.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <sched.h>
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

static const int clinux_CLONE_NEWUSER = 0x10000000;
static const int clinux_CLONE_NEWNET = 0x40000000;
static const int clinux_CLONE_NEWNS = 0x00020000;
