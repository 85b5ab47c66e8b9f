#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <stdarg.h>

#include "LazyLibraries.h"

// A call to a function that is not here is a link error: it wants a line below.

/// The interface changes with the second number, so the library has to be the headers' own.
#define LIBRARY "libgit2.so." LIBGIT2_SOVERSION

/// The options in use take one or two arguments, none of them wider than a pointer.
int git_libgit2_opts(int option, ...) {
  va_list arguments;
  va_start(arguments, option);
  void *first = va_arg(arguments, void *);
  size_t second = option == GIT_OPT_SET_EXTENSIONS ? va_arg(arguments, size_t) : 0;
  va_end(arguments);
  return LAZY(LIBRARY, git_libgit2_opts)(option, first, second);
}

FORWARD(void, git_buf_dispose, (git_buf *buffer), (buffer))
FORWARD(int, git_checkout_options_init, (git_checkout_options *opts, unsigned int version), (opts, version))
FORWARD(int, git_checkout_tree,
        (git_repository *repo, const git_object *treeish, const git_checkout_options *opts),
        (repo, treeish, opts))
FORWARD(void, git_config_free, (git_config *cfg), (cfg))
FORWARD(int, git_config_get_path, (git_buf *out, const git_config *cfg, const char *name), (out, cfg, name))
FORWARD(int, git_credential_ssh_key_from_agent, (git_credential **out, const char *username), (out, username))
FORWARD(int, git_credential_username_new, (git_credential **out, const char *username), (out, username))
FORWARD(int, git_credential_userpass_plaintext_new,
        (git_credential **out, const char *username, const char *password),
        (out, username, password))
FORWARD(const git_error *, git_error_last, (void), ())
FORWARD(size_t, git_index_entrycount, (const git_index *index), (index))
FORWARD(void, git_index_free, (git_index *index), (index))
FORWARD(const git_index_entry *, git_index_get_byindex, (git_index *index, size_t n), (index, n))
FORWARD(const git_index_entry *, git_index_get_bypath,
        (git_index *index, const char *path, int stage),
        (index, path, stage))
FORWARD(int, git_index_open, (git_index **out, const char *index_path), (out, index_path))
FORWARD(int, git_libgit2_init, (void), ())
FORWARD(void, git_object_free, (git_object *object), (object))
FORWARD(const git_oid *, git_object_id, (const git_object *obj), (obj))
FORWARD(int, git_object_lookup,
        (git_object **object, git_repository *repo, const git_oid *id, git_object_t type),
        (object, repo, id, type))
FORWARD(int, git_object_peel,
        (git_object **peeled, const git_object *object, git_object_t target_type),
        (peeled, object, target_type))
FORWARD(void, git_odb_free, (git_odb *db), (db))
FORWARD(const void *, git_odb_object_data, (git_odb_object *object), (object))
FORWARD(void, git_odb_object_free, (git_odb_object *object), (object))
FORWARD(size_t, git_odb_object_size, (git_odb_object *object), (object))
FORWARD(int, git_odb_read, (git_odb_object **out, git_odb *db, const git_oid *id), (out, db, id))
FORWARD(int, git_proxy_options_init, (git_proxy_options *opts, unsigned int version), (opts, version))
FORWARD(int, git_push_options_init, (git_push_options *opts, unsigned int version), (opts, version))
FORWARD(void, git_reference_free, (git_reference *ref), (ref))
FORWARD(int, git_reference_is_branch, (const git_reference *ref), (ref))
FORWARD(void, git_reference_iterator_free, (git_reference_iterator *iter), (iter))
FORWARD(int, git_reference_iterator_glob_new,
        (git_reference_iterator **out, git_repository *repo, const char *glob),
        (out, repo, glob))
FORWARD(int, git_reference_lookup, (git_reference **out, git_repository *repo, const char *name), (out, repo, name))
FORWARD(const char *, git_reference_name, (const git_reference *ref), (ref))
FORWARD(int, git_reference_next, (git_reference **out, git_reference_iterator *iter), (out, iter))
FORWARD(int, git_reference_peel, (git_object **out, const git_reference *ref, git_object_t type), (out, ref, type))
FORWARD(const char *, git_reference_shorthand, (const git_reference *ref), (ref))
FORWARD(int, git_remote_connect,
        (git_remote *remote, git_direction direction, const git_remote_callbacks *callbacks, const git_proxy_options *proxy_opts,
         const git_strarray *custom_headers),
        (remote, direction, callbacks, proxy_opts, custom_headers))
FORWARD(int, git_remote_disconnect, (git_remote *remote), (remote))
FORWARD(void, git_remote_free, (git_remote *remote), (remote))
FORWARD(int, git_remote_init_callbacks, (git_remote_callbacks *opts, unsigned int version), (opts, version))
FORWARD(int, git_remote_list, (git_strarray *out, git_repository *repo), (out, repo))
FORWARD(int, git_remote_lookup, (git_remote **out, git_repository *repo, const char *name), (out, repo, name))
FORWARD(int, git_remote_ls, (const git_remote_head ***out, size_t *size, git_remote *remote), (out, size, remote))
FORWARD(int, git_remote_push,
        (git_remote *remote, const git_strarray *refspecs, const git_push_options *opts),
        (remote, refspecs, opts))
FORWARD(const char *, git_remote_pushurl, (const git_remote *remote), (remote))
FORWARD(const char *, git_remote_url, (const git_remote *remote), (remote))
FORWARD(const char *, git_repository_commondir, (const git_repository *repo), (repo))
FORWARD(int, git_repository_config_snapshot, (git_config **out, git_repository *repo), (out, repo))
FORWARD(void, git_repository_free, (git_repository *repo), (repo))
FORWARD(int, git_repository_head, (git_reference **out, git_repository *repo), (out, repo))
FORWARD(int, git_repository_index, (git_index **out, git_repository *repo), (out, repo))
FORWARD(int, git_repository_odb, (git_odb **out, git_repository *repo), (out, repo))
FORWARD(int, git_repository_open_ext,
        (git_repository **out, const char *path, unsigned int flags, const char *ceiling_dirs),
        (out, path, flags, ceiling_dirs))
FORWARD(const char *, git_repository_workdir, (const git_repository *repo), (repo))
FORWARD(int, git_revparse_single, (git_object **out, git_repository *repo, const char *spec), (out, repo, spec))
FORWARD(int, git_signature_default, (git_signature **out, git_repository *repo), (out, repo))
FORWARD(void, git_signature_free, (git_signature *sig), (sig))
FORWARD(int, git_signature_new,
        (git_signature **out, const char *name, const char *email, git_time_t time, int offset),
        (out, name, email, time, offset))
FORWARD(int, git_signature_now, (git_signature **out, const char *name, const char *email), (out, name, email))
FORWARD(int, git_status_foreach_ext,
        (git_repository *repo, const git_status_options *opts, git_status_cb callback, void *payload),
        (repo, opts, callback, payload))
FORWARD(int, git_status_options_init, (git_status_options *opts, unsigned int version), (opts, version))
FORWARD(void, git_strarray_dispose, (git_strarray *array), (array))
FORWARD(int, git_tag_create,
        (git_oid *oid, git_repository *repo, const char *tag_name, const git_object *target,
         const git_signature *tagger, const char *message, int force),
        (oid, repo, tag_name, target, tagger, message, force))
FORWARD(const git_oid *, git_reference_target, (const git_reference *ref), (ref))
FORWARD(int, git_tag_delete, (git_repository *repo, const char *tag_name), (repo, tag_name))
FORWARD(int, git_revwalk_new, (git_revwalk **out, git_repository *repo), (out, repo))
FORWARD(int, git_revwalk_reset, (git_revwalk *walker), (walker))
FORWARD(int, git_revwalk_push, (git_revwalk *walk, const git_oid *id), (walk, id))
FORWARD(int, git_revwalk_hide, (git_revwalk *walk, const git_oid *id), (walk, id))
FORWARD(int, git_revwalk_next, (git_oid *out, git_revwalk *walk), (out, walk))
FORWARD(void, git_revwalk_free, (git_revwalk *walk), (walk))
FORWARD(const git_oid *, git_commit_tree_id, (const git_commit *commit), (commit))
FORWARD(unsigned int, git_commit_parentcount, (const git_commit *commit), (commit))
FORWARD(const git_oid *, git_commit_parent_id, (const git_commit *commit, unsigned int n), (commit, n))
FORWARD(git_time_t, git_commit_time, (const git_commit *commit), (commit))
FORWARD(const git_signature *, git_commit_author, (const git_commit *commit), (commit))
FORWARD(const char *, git_commit_message_raw, (const git_commit *commit), (commit))
FORWARD(const char *, git_commit_message_encoding, (const git_commit *commit), (commit))
FORWARD(size_t, git_tree_entrycount, (const git_tree *tree), (tree))
FORWARD(const git_tree_entry *, git_tree_entry_byindex, (const git_tree *tree, size_t idx), (tree, idx))
FORWARD(const git_tree_entry *, git_tree_entry_byname, (const git_tree *tree, const char *filename), (tree, filename))
FORWARD(const char *, git_tree_entry_name, (const git_tree_entry *entry), (entry))
FORWARD(const git_oid *, git_tree_entry_id, (const git_tree_entry *entry), (entry))
FORWARD(git_filemode_t, git_tree_entry_filemode_raw, (const git_tree_entry *entry), (entry))
FORWARD(int, git_tree_entry_cmp, (const git_tree_entry *e1, const git_tree_entry *e2), (e1, e2))
FORWARD(const void *, git_blob_rawcontent, (const git_blob *blob), (blob))
FORWARD(git_object_size_t, git_blob_rawsize, (const git_blob *blob), (blob))
FORWARD(int, git_oid_fromstr, (git_oid *out, const char *str), (out, str))
FORWARD(int, git_odb_open, (git_odb **out, const char *objects_dir), (out, objects_dir))
FORWARD(int, git_odb_add_backend, (git_odb *odb, git_odb_backend *backend, int priority), (odb, backend, priority))
FORWARD(int, git_mempack_new, (git_odb_backend **out), (out))

int lazy_git2_exists(void) { return lazy_library_exists(LIBRARY); }
