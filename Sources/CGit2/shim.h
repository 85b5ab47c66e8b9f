#pragma once
#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>

// git_libgit2_opts is variadic, which Swift does not import: one wrapper per option in use.

/// GIT_OPT_SET_EXTENSIONS: the `extensions.*` keys that do not stop a repository from opening, beside the built-in ones.
static inline int cgit2_set_extensions(const char **names, size_t count) {
  return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, count);
}
/// GIT_OPT_SET_OWNER_VALIDATION: for the whole process; 0 opens repositories that belong to another user.
static inline int cgit2_set_owner_validation(int enabled) {
  return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}
/// GIT_OPT_SET_SSL_CERT_LOCATIONS: for the whole process; a file of authorities in PEM and a directory of such files. Either may
/// be NULL.
static inline int cgit2_set_certificates(const char *file, const char *directory) {
  return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, directory);
}
/// GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION: whether each object that is read is hashed again.
static inline int cgit2_set_hash_verification(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, enabled);
}
/// GIT_OPT_ENABLE_CACHING: whether objects are kept in memory at all.
static inline int cgit2_set_caching(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_CACHING, enabled);
}
/// GIT_OPT_SET_CACHE_MAX_SIZE: bytes of objects that are kept in memory.
static inline int cgit2_set_cache_size(ssize_t bytes) {
  return git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, bytes);
}
/// GIT_OPT_SET_MWINDOW_SIZE: bytes of a pack that are mapped at once.
static inline int cgit2_set_window_size(size_t bytes) {
  return git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, bytes);
}
/// GIT_OPT_SET_MWINDOW_MAPPED_LIMIT: bytes of all packs that stay mapped.
static inline int cgit2_set_mapped_limit(size_t bytes) {
  return git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, bytes);
}
