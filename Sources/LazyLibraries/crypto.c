#include <openssl/evp.h>

#include "LazyLibraries.h"

// A call to a function that is not here is a link error: it wants a line below.

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)
/// The interface changes with the major version, so the library has to be the headers' own.
#define LIBRARY "libcrypto.so." TEXT(OPENSSL_VERSION_MAJOR)

FORWARD(EVP_MD_CTX *, EVP_MD_CTX_new, (void), ())
FORWARD(void, EVP_MD_CTX_free, (EVP_MD_CTX *context), (context))
FORWARD(const EVP_MD *, EVP_sha256, (void), ())
FORWARD(int, EVP_DigestInit_ex, (EVP_MD_CTX *context, const EVP_MD *type, ENGINE *engine), (context, type, engine))
FORWARD(int, EVP_DigestUpdate, (EVP_MD_CTX *context, const void *data, size_t count), (context, data, count))
FORWARD(int, EVP_DigestFinal_ex, (EVP_MD_CTX *context, unsigned char *digest, unsigned int *count),
        (context, digest, count))
