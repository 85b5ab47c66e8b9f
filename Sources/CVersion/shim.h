#pragma once
// What a release is stamped with. Scripts/release/stamp.sh makes an object file of it, and only the link step takes that:
// a new version compiles nothing anew.

/// Four lines: version, commit, date of the commit, web address of the repository, which may be empty. Weak, so that a
/// program links without it.
extern const char agent_pipeline_stamp[] __attribute__((weak));

/// The stamp, or NULL in a program that was linked without one.
static inline const char *cversion_stamp(void) { return agent_pipeline_stamp; }
