// The checks of argument types are macros that would hide the functions.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <stdarg.h>

#include "LazyLibraries.h"

// A call to a function that is not here is a link error: it wants a line below.

/// The name has been the same since 2006: libcurl keeps its binary interface.
#define LIBRARY "libcurl.so.4"

/// The option functions take one argument more: a `long`, a `curl_off_t` or a pointer, all of one size and passed alike.
#define FORWARD_OPTION(result, name, handle, option)           \
  result(name)(handle * target, option which, ...) {           \
    va_list arguments;                                         \
    va_start(arguments, which);                                \
    void *value = va_arg(arguments, void *);                   \
    va_end(arguments);                                         \
    return LAZY(LIBRARY, name)(target, which, value);          \
  }
_Static_assert(sizeof(void *) == sizeof(long) && sizeof(void *) == sizeof(curl_off_t), "an argument of another size");

FORWARD_OPTION(CURLcode, curl_easy_setopt, CURL, CURLoption)
FORWARD_OPTION(CURLcode, curl_easy_getinfo, CURL, CURLINFO)
FORWARD_OPTION(CURLMcode, curl_multi_setopt, CURLM, CURLMoption)

FORWARD(void, curl_easy_cleanup, (CURL *curl), (curl))
FORWARD(CURL *, curl_easy_init, (void), ())
FORWARD(const char *, curl_easy_strerror, (CURLcode code), (code))
FORWARD(void, curl_free, (void *p), (p))
FORWARD(CURLcode, curl_global_init, (long flags), (flags))
FORWARD(CURLMcode, curl_multi_add_handle, (CURLM *multi_handle, CURL *curl_handle), (multi_handle, curl_handle))
FORWARD(CURLMcode, curl_multi_cleanup, (CURLM *multi_handle), (multi_handle))
FORWARD(CURLMsg *, curl_multi_info_read, (CURLM *multi_handle, int *msgs_in_queue), (multi_handle, msgs_in_queue))
FORWARD(CURLM *, curl_multi_init, (void), ())
FORWARD(CURLMcode, curl_multi_perform, (CURLM *multi_handle, int *running_handles), (multi_handle, running_handles))
FORWARD(CURLMcode, curl_multi_poll,
        (CURLM *multi_handle, struct curl_waitfd extra_fds[], unsigned int extra_nfds, int timeout_ms, int *ret),
        (multi_handle, extra_fds, extra_nfds, timeout_ms, ret))
FORWARD(CURLMcode, curl_multi_remove_handle, (CURLM *multi_handle, CURL *curl_handle), (multi_handle, curl_handle))
FORWARD(const char *, curl_multi_strerror, (CURLMcode code), (code))
FORWARD(CURLMcode, curl_multi_wakeup, (CURLM *multi_handle), (multi_handle))
FORWARD(struct curl_slist *, curl_slist_append, (struct curl_slist *list, const char *data), (list, data))
FORWARD(void, curl_slist_free_all, (struct curl_slist *list), (list))
FORWARD(CURLU *, curl_url, (void), ())
FORWARD(void, curl_url_cleanup, (CURLU *handle), (handle))
// The handle is const since libcurl 8. A name of its own for the same symbol suits the headers of both.
CURLUcode url_get(CURLU *handle, CURLUPart what, char **part, unsigned int flags) __asm__("curl_url_get");
CURLUcode url_get(CURLU *handle, CURLUPart what, char **part, unsigned int flags) {
  return LAZY(LIBRARY, curl_url_get)(handle, what, part, flags);
}
FORWARD(CURLUcode, curl_url_set,
        (CURLU *handle, CURLUPart what, const char *part, unsigned int flags),
        (handle, what, part, flags))
FORWARD(const char *, curl_url_strerror, (CURLUcode code), (code))

int lazy_curl_exists(void) { return lazy_library_exists(LIBRARY); }
