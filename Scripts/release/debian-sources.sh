# Sourced: `debian_sources DIR` makes `source_apt` an apt that knows Debian's source packages. It has the machine's package
# sources with the word for "sources" in them, and lists of its own in DIR: /etc/apt stays as it is.
debian_sources() {
  local directory=$1 file
  mkdir -p "$directory"/{lists/partial,sources}
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] || continue
    sed -E 's/^deb /deb-src /; s/^Types:.*/Types: deb-src/' "$file" >"$directory/sources/${file##*/}"
  done
  source_apt=(-q -oDir::Etc::SourceList=/dev/null "-oDir::Etc::SourceParts=$directory/sources"
    "-oDir::State::Lists=$directory/lists" -oDir::Cache::pkgcache= -oDir::Cache::srcpkgcache= -oAPT::Sandbox::User=)
  apt-get "${source_apt[@]}" update
}

# The revisions of a source package, newest first.
source_revisions() { apt-cache "${source_apt[@]}" showsrc --only-source "$1" 2>/dev/null | sed -n 's/^Version: //p' | sort -urV; }
