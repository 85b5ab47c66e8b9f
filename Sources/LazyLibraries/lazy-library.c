#include "LazyLibraries.h"

#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>

/// The contract's exit status for a machine that lacks what is needed.
static const int infrastructure_failure = 3;

int lazy_library_exists(const char *library) { return dlopen(library, RTLD_LAZY | RTLD_LOCAL) != NULL; }

void *lazy_library_symbol(const char *library, const char *name) {
  // The loader counts: a library that is there already is not loaded again.
  void *handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
  void *symbol = handle ? dlsym(handle, name) : NULL;
  if (symbol) return symbol;
  fprintf(stderr, "error: cannot load the library `%s`: %s\n", library, dlerror());
  fprintf(stderr, "  hint: install the package that holds it; `apt-file search %s` names it on Debian\n", library);
  _exit(infrastructure_failure);
}
