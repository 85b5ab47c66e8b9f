import CGit2

extension GitRepository {
  /// The commits reachable from a start and from no base, newest first, as far as this clone has them.
  ///
  /// libgit2's walker is kept: it remembers the parents of every commit it has met, so that two hundred agents with
  /// tags of their own cost little more than one. The last answer is kept as well.
  func walk(from starts: [ObjectID], excluding bases: [ObjectID]) throws(GitFailure) -> [ObjectID] {
    if let lastWalk, lastWalk.starts == starts, lastWalk.bases == bases { return lastWalk.found }
    lastWalk = nil
    for id in starts + bases { _ = try intactCommit(id) }
    // A whole history does not fit: libgit2 would look for something to drop for each object that it reads.
    try LibGit2.call("set the cache") { cgit2_set_caching(bases.isEmpty ? 0 : 1) }
    if walker == nil { walker = try LibGit2.handle("walk the history") { git_revwalk_new(&$0, handle) } }
    try LibGit2.call("walk the history") { git_revwalk_reset(walker) }
    var found: [ObjectID] = []
    do throws(GitFailure) {
      for start in starts {
        var oid = start.oid
        try LibGit2.call("walk the history from `\(start.hex)`") { git_revwalk_push(walker, &oid) }
      }
      for base in bases {
        var oid = base.oid
        try LibGit2.call("walk the history without `\(base.hex)`") { git_revwalk_hide(walker, &oid) }
      }
      var oid = git_oid()
      let over = [GIT_ITEROVER.rawValue]
      while try LibGit2.call("walk the history", accepting: over, { git_revwalk_next(&oid, walker) }) == 0 {
        found.append(ObjectID(oid))
      }
    } catch {
      throw explained(error, ends: starts + bases)
    }
    found = try withoutAncestors(of: bases, found)
    lastWalk = (starts, bases, found)
    return found
  }

  /// The commits reachable from a start and from no base, newest first.
  ///
  /// - Throws: `shallow-history` if a shallow clone ends too early to tell.
  func range(from starts: [ObjectID], excluding bases: [ObjectID]) throws(GitFailure) -> [ObjectID] {
    let found = try walk(from: starts, excluding: bases)
    if ends.isEmpty { return found }
    if found.contains(where: ends.contains) {
      let question =
        bases.isEmpty ? "part of the history of `\(starts[0].short)`" : "some of the commits since the base"
      throw .shallow(question, remedy: shallowRemedy)
    }
    // What lies below an end of the base's history is excluded too, but by way of commits that are not here.
    if try mayBeHidden(found, below: bases) {
      throw .shallow("some of the commits since the base", remedy: shallowRemedy)
    }
    return found
  }

  private func explained(_ failure: GitFailure, ends: [ObjectID]) -> GitFailure {
    guard let cause = failure.cause else { return failure }
    // libgit2 names the commit that a walk has not found only at the end of its text: `no match for id (…)`.
    if cause.status == GIT_ENOTFOUND.rawValue, let id = cause.message.split(separator: "(").last?.dropLast(),
      let commit = try? ObjectID(parsing: String(id))
    {
      return .missingCommit(commit)
    }
    guard let commit = malformedCommit(in: ends) else { return failure }
    let remedy =
      ends.contains(commit)
      ? "add a commit after it, and set tags on other commits"
      : "run `git -c commitGraph.generationVersion=1 commit-graph write --reachable` first, so that libgit2 can skip it"
    return GitFailure(
      failure.code, "commit `\(commit.hex)` cannot be traversed: \(cause.message)", hints: [remedy], cause: cause)
  }

  /// A commit below others that libgit2 refuses, though git accepts it, and does not name.
  private func malformedCommit(in ends: [ObjectID]) -> ObjectID? {
    var (open, known) = (ends, Set(ends))
    while let id = open.popLast() {
      var (oid, commit) = (id.oid, OpaquePointer?.none)
      let status = git_commit_lookup(&commit, handle, &oid)
      git_object_free(commit)
      guard status == 0 || status == GIT_ENOTFOUND.rawValue else { return id }
      for parent in (try? parents(of: id)) ?? [] where known.insert(parent).inserted { open.append(parent) }
    }
    return nil
  }
}
