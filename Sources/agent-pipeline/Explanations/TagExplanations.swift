extension Explanation {
  /// The codes of the tag stage and the git history.
  static let tagTexts = """
    git-error
      libgit2 reported an unexpected error, for instance because the repository is damaged.
      → Check the repository with `git fsck`, or clone it again.
    git-fetch
      `git fetch` could not complete the history.
      → Clone with the whole history and its tags.
    git-foreign-owner
      The repository belongs to another user, and git does not trust it (`safe.directory`).
      → Run the command in the hint.
    git-push
      The git remote could not be reached, refused the credential, or refused the tag.
      → Check the remote, the credential and its permission to write.
    git-tag-taken
      The git tag exists on another commit. A tag is never moved.
      → Release a new version.
    git-unsupported
      The repository has a format or an extension that this tool cannot read.
      → Clone it without that extension.
    incomplete-git-clone
      The clone lacks objects, so the files that a commit changed are unknown.
      → Clone with `--filter=blob:none` or without a filter.
    no-commits
      The repository has no commit, so there is nothing to derive a version from.
      → Commit first.
    no-git-repository
      The agent's directory is not in a git repository.
      → Run `git init`, or check the path and its permissions.
    no-git-tags
      The clone has no git tag, so the first version is used. If there were releases, their tags were not fetched.
      → Fetch the tags: `git fetch --tags`.
    shallow-history
      The clone is shallow and ends before the last release. A version derived from part of the history would be wrong.
      → Fetch the full history; the hint says how on your CI system.
    uncommitted-changes
      Files differ from the commit, so the commit does not describe the image.
      → Commit the files, or add those that the job creates to .gitignore.
    version-disagrees
      `metadata.version` and the git tags disagree; the tags win.
      → Remove `metadata.version`: it is only used for the first release.
    version-overtaken
      The requested version is not higher than the existing releases.
      → Request a higher version.
    unknown-branch
      The run is to release, but neither git nor the CI system says which branch is built: HEAD is detached.
      → The hint says what to write on your CI system; `--branch NAME` names the branch by hand.
    version-taken
      The next version already exists: its git tag is on another commit, or its image tag names another image in the
      registry. A version is published once.
      → Let releases create and push their git tags (`tag.git.push`), from which the next version follows. On another
      branch, build a newer commit, or set `tag.version`. `push.overwrite` replaces the image.
    version-unknown
      The git history cannot say the version here, so the image has no label with its version.
      → Nothing to do if it is only tested. Before a release, build it with the whole history and its tags.
    wrong-checkout
      Another commit is checked out than the one that the CI system's job is for, and it is not part of the branch.
      → Check out the commit of the job, or name what is built with `--branch` and `--commit`.
    """
}
