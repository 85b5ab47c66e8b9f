#pragma once
// Defines the functions of libcurl, libgit2 and libcrypto that this package calls, so that a library is loaded when one
// of its functions is called for the first time, not when the program starts.
//
// The dynamic loader maps and relocates everything below a library that a program is linked with: libcurl alone stands
// on 35 others. The commands that need no network and no history, `validate` above all, must not pay for that.

/// A function of a library that may not be loaded yet: `LAZY("libz.so.1", crc32)(0, bytes, count)`.
///
/// Evaluates to a pointer of the type the library's header declares, looked up once for each place in the source.
#define LAZY(library, name)                                                 \
  ({                                                                        \
    static __typeof__(&name) known;                                         \
    __typeof__(&name) function = __atomic_load_n(&known, __ATOMIC_ACQUIRE); \
    if (!function) {                                                        \
      function = (__typeof__(&name))lazy_library_symbol(library, #name);    \
      __atomic_store_n(&known, function, __ATOMIC_RELEASE);                 \
    }                                                                       \
    function;                                                               \
  })

/// Defines a function as a call of the library's own. The signature is the header's: a difference is a compile error.
#define FORWARD(result, name, parameters, arguments) \
  result(name) parameters { return LAZY(LIBRARY, name) arguments; }

/// Ends the process as the dynamic loader would, with a message that names the library, where there is none or it is
/// too old to have the function.
void *lazy_library_symbol(const char *library, const char *name);

/// Whether libcurl and libgit2 are there. Unlike a call of their functions this ends no process.
int lazy_curl_exists(void);
int lazy_git2_exists(void);

/// Loads a library; 0 where there is none.
int lazy_library_exists(const char *library);
