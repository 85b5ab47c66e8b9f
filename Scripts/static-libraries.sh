#!/usr/bin/env bash
# Makes .tools/static/: what `make release-binary` links with, so that the program needs nothing but glibc.
#
#   lib/        archives only: a linker that looks here first finds no shared library
#   pkgconfig/  names these archives to `swift build`; Package.swift asks pkg-config and stays as it is
#   linked.tsv  each archive with the source package of Debian that it comes from, and its version
#   copyright/  what Debian says of the licence of each source package
#
# Most archives are Debian's own. Its libgit2.a and libcurl.a want Kerberos, which has no archive, so these two are built
# from Debian's sources without it: libgit2 with mbedTLS, because OpenSSL reads all certificates at its start (17 ms
# against 4), and libcurl with OpenSSL, as Debian's is.
set -euo pipefail
cd "$(dirname "$0")/.."
. Scripts/release/debian-sources.sh
root=$PWD
static=$root/.tools/static

version() { dpkg-query -W -f '${Version}' "$1"; }
# Anew after an update of the headers or a change here.
stamp="$(version libgit2-dev) $(version libcurl4-openssl-dev) $(cat Scripts/static-libraries.sh Scripts/release/{debian-sources.sh,arc4random.c} | sha256sum)"
if [ "$(cat "$static/complete" 2>/dev/null)" = "$stamp" ]; then exit 0; fi

rm -rf "$static"
mkdir -p "$static"/{lib,pkgconfig,source,copyright}
log=$static/log
fail() { tail -n 20 "$log" >&2; echo "error: $1; the whole log is $log" >&2; exit 1; }

echo "Reading which sources Debian has" >&2
debian_sources "$static/apt" >>"$log" 2>&1 || fail "cannot read Debian's lists of sources"

declare -A built
# Unpacks a source package to source/NAME: the newest revision that can be had, since mirrors drop some.
unpack() {
  local name=$1 want=$2 revision
  cd "$static/source"
  for revision in $(source_revisions "$name"); do
    # Headers and archive have to be of one upstream version; what follows the last hyphen is Debian's own revision.
    [ "${revision%-*}" = "${want%-*}" ] || continue
    if apt-get "${source_apt[@]}" --download-only source "$name=$revision" >>"$log" 2>&1; then
      dpkg-source -x "${name}_${revision#*:}.dsc" "$name" >>"$log" 2>&1 || fail "cannot unpack the sources of $name"
      [ "$revision" = "$want" ] || echo "note: the sources of $name $want are not to be had; taking $revision" >&2
      cp "$name/debian/copyright" "$static/copyright/$name"
      built[$name]=$revision
      return
    fi
  done
  fail "cannot download the sources of $name ${want%-*}"
}

# Builds source/NAME with cmake and puts its archive into lib/. No path of this machine gets into it.
build() {
  local name=$1 library=$2
  shift 2
  echo "Building $library" >&2
  cmake -S "$static/source/$name" -B "$static/source/$name-build" -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF \
    -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DCMAKE_C_FLAGS="-ffunction-sections -fdata-sections -ffile-prefix-map=$static/source=." "$@" >>"$log" 2>&1 &&
    cmake --build "$static/source/$name-build" --parallel "$(nproc)" >>"$log" 2>&1 || fail "cannot build $library"
  find "$static/source/$name-build" -name "$library" -exec mv {} "$static/lib/" \;
}

# The program looks for the machine's authorities itself: which file has them depends on the distribution.
unpack libgit2 "$(version libgit2-dev)"
unpack curl "$(version libcurl4-openssl-dev)"
build libgit2 libgit2.a -DBUILD_TESTS=OFF -DBUILD_CLI=OFF -DUSE_HTTPS=mbedTLS -DCERT_LOCATION=/dev/null \
  -DUSE_SSH=ON -DUSE_HTTP_PARSER=system -DREGEX_BACKEND=pcre2 -DUSE_GSSAPI=OFF -DUSE_NTLMCLIENT=OFF
build curl libcurl.a -DBUILD_CURL_EXE=OFF -DHTTP_ONLY=ON -DCURL_USE_OPENSSL=ON -DCURL_CA_BUNDLE=none \
  -DCURL_CA_PATH=none -DUSE_NGHTTP2=ON -DCURL_USE_LIBSSH2=OFF -DCURL_USE_LIBPSL=OFF -DUSE_LIBIDN2=OFF \
  -DCURL_BROTLI=OFF -DCURL_ZSTD=OFF

# Notes where an archive comes from.
record() {
  local archive=$1 file owner source
  file=$(realpath "$static/lib/$archive")
  case $archive in
    libgit2.a) source=libgit2 ;;
    libcurl.a) source=curl ;;
    *)
      owner=$(dpkg-query -S "$file" | sed 's/: .*//') || fail "no package of Debian owns $file"
      source=$(dpkg-query -W -f '${source:Package}' "$owner")
      cp "/usr/share/doc/${owner%%:*}/copyright" "$static/copyright/$source" || fail "$owner has no copyright file"
      built[$source]=$(dpkg-query -W -f '${source:Version}' "$owner")
      ;;
  esac
  printf '%s\t%s\t%s\n' "$archive" "$source" "${built[$source]}" >>"$static/linked"
}

# The package that `cLibrary` in Package.swift asks pkg-config for, and its archives, users first.
package() {
  local name=$1 archive
  shift
  for archive in "$@"; do
    [ -f "$static/lib/lib$archive.a" ] || ln -s "$(gcc -print-file-name="lib$archive.a")" "$static/lib/"
    [ -f "$static/lib/lib$archive.a" ] || fail "there is no lib$archive.a on this machine"
    record "lib$archive.a"
  done
  # The compiler's options are the shared library's, so that nothing is compiled anew.
  printf 'Name: %s\nDescription: archives\nVersion: %s\nCflags: %s\nLibs: -L%s %s\n' \
    "$name" "$(pkg-config --modversion "$name")" "$(pkg-config --cflags "$name")" "$static/lib" "${*/#/-l}" \
    >"$static/pkgconfig/$name.pc"
}
package yaml-0.1 yaml
package libdeflate deflate
package zlib z
package libzstd zstd
package libcrypto crypto
package libcurl curl nghttp2 ssl crypto z
package libgit2 git2 ssh2 http_parser mbedtls mbedx509 mbedcrypto pcre2-8 gcrypt gpg-error z
# The Swift runtime's share of C++, which the linker looks for by the names of the shared libraries.
ln -s "$(gcc -print-file-name=libgcc_eh.a)" "$static/lib/libgcc_s.a"
ln -s "$(gcc -print-file-name=libstdc++.a)" "$static/lib/libstdc++.a"
record libgcc_s.a
record libstdc++.a
# Debian's asks glibc for random numbers by a function that came with 2.36: from here, the program asks the kernel.
rm "$static/lib/libstdc++.a"
cp "$(gcc -print-file-name=libstdc++.a)" "$static/lib/libstdc++.a"
chmod u+w "$static/lib/libstdc++.a"
gcc -O2 -fPIC -c -o "$static/arc4random.o" "$root/Scripts/release/arc4random.c"
ar rD "$static/lib/libstdc++.a" "$static/arc4random.o" 2>>"$log"
ranlib -D "$static/lib/libstdc++.a"
sort -u "$static/linked" >"$static/linked.tsv"

rm -rf "$static/source" "$static/apt" "$static/linked" "$static/arc4random.o"
echo "$stamp" >"$static/complete"
