#pragma once
// What Swift's Glibc module does not import: namespaces, mounts and the variadic prctl.
//
// No _GNU_SOURCE: with it, glibc's headers define some types otherwise than in the Glibc module, and the compiler refuses
// two definitions of one type.
#include <errno.h>
#include <fts.h>
#include <linux/filter.h>
#include <linux/nsfs.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
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

/// setresgid(2) and setresuid(2) with the same number three times. Returns 0, or -1 with errno set. For processes with one
/// thread.
static inline int clinux_become(uid_t uid, gid_t gid) {
  if (syscall(SYS_setresgid, gid, gid, gid) != 0) return -1;
  return (int)syscall(SYS_setresuid, uid, uid, uid);
}

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

/// Brings up the loopback device of the calling process's network namespace. Returns 0, or -1 with errno set.
static inline int clinux_loopback_up(void) {
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  int result = ioctl(fd, SIOCSIFFLAGS, &request);
  close(fd);
  return result;
}
/// unix(7) SCM_RIGHTS: sends a descriptor and one byte over a socket. Returns 0, or -1 with errno set.
static inline int clinux_send_descriptor(int channel, int fd) {
  char byte = 0, control[CMSG_SPACE(sizeof(int))] = {0};
  struct iovec data = {.iov_base = &byte, .iov_len = 1};
  struct msghdr message = {
      .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &fd, sizeof fd);
  return sendmsg(channel, &message, MSG_NOSIGNAL) == 1 ? 0 : -1;
}
/// Receives a descriptor that `clinux_send_descriptor` sent; -1 if the other end was closed or sent none.
static inline int clinux_receive_descriptor(int channel) {
  char byte, control[CMSG_SPACE(sizeof(int))] = {0};
  struct iovec data = {.iov_base = &byte, .iov_len = 1};
  struct msghdr message = {
      .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t count;
  do count = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
  while (count < 0 && errno == EINTR);
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (count != 1 || !header || header->cmsg_type != SCM_RIGHTS) return -1;
  int fd;
  memcpy(&fd, CMSG_DATA(header), sizeof fd);
  return fd;
}
/// accept4(2), which Swift does not import. Returns a descriptor, or -1 with errno set.
static inline int clinux_accept(int fd) { return (int)syscall(SYS_accept4, fd, NULL, NULL, SOCK_CLOEXEC); }
/// Moves the environment to the heap and wipes the block that the kernel shows in /proc/PID/environ (proc(5)), which any
/// program of the same user can read. Call it while the process has one thread.
static inline int clinux_hide_environment(void) {
  extern char **environ;
  size_t count = 0;
  while (environ && environ[count]) count++;
  char **copy = (char **)calloc(count + 1, sizeof *copy);
  if (!copy) return -1;
  for (size_t i = 0; i < count; i++)
    if (!(copy[i] = strdup(environ[i]))) return -1;
  for (size_t i = 0; i < count; i++) explicit_bzero(environ[i], strlen(environ[i]));
  environ = copy;
  return 0;
}
/// prctl(PR_SET_DUMPABLE, 0): programs of the same user cannot read the calling process's memory.
static inline int clinux_refuse_inspection(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

static const int clinux_CLONE_NEWUSER = 0x10000000;
static const int clinux_CLONE_NEWNET = 0x40000000;
static const int clinux_CLONE_NEWNS = 0x00020000;
static const int clinux_CLONE_NEWPID = 0x20000000;
static const int clinux_CLONE_NEWIPC = 0x08000000;
static const int clinux_CLONE_NEWCGROUP = 0x02000000;
static const int clinux_CLONE_NEWUTS = 0x04000000;
