extension Explanation {
  /// The codes of the tag stage and the git history.
  static let tagTexts = """
    ambiguous-prefix
      Git tags begin with `v`, or where the repository has several agents, with the agent's name. This agent has none, but
      the repository has tags such as `v1.2.3` or `1.2.3`: from the time when it had one agent, or for something else.
      → Set `tag.prefix` to `v` or `none` for the agent that these are the versions of, and to `{name}/v` for the others.
    forge-auth
      The site that gets the page of the release (`tag.release`) does not accept the token, or there is none.
      → Set GITHUB_TOKEN, GITLAB_TOKEN or AGENT_FORGE_TOKEN to a token that is complete and has not expired.
    forge-denied
      The token may not write releases.
      → Give it that permission; on GitHub, `permissions: {contents: write}`.
    forge-error
      The answer is not one of the site's API, or its server fails.
      → Check `tag.releaseUrl`; try again later.
    forge-network
      The site could not be reached on any attempt.
      → Check host, port and proxy, and run the stage again.
    forge-not-found
      The site has no such repository, or hides it from the token.
      → Check the repository and the address of the API.
    forge-rate-limited
      The site limits how often it may be asked.
      → Run the stage again when the limit has passed.
    forge-refused
      The site does not accept the release, for instance because a rule protects its tag.
      → See its own words in the message.
    forge-url
      The token must not go to that address: it is of another server, or not encrypted.
      → Use `https://` and the server that the token is for.
    git-error
      libgit2 reported an unexpected error, for instance because the repository or a git tag is damaged.
      → Check the repository with `git fsck`, fetch the tags again, or clone it again.
    git-fetch
      `git fetch` could not complete the history.
      → Clone with the whole history and its tags.
    git-foreign-owner
      The repository belongs to another user, and git does not trust it (`safe.directory`).
      → Run the command in the hint; `*` and variables such as GIT_CONFIG_COUNT count as they do for git.
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
    no-version-tag
      `tag.image` gives the release no image tag with its version.
      → Add `{version}` to it.
    shallow-history
      The clone is shallow and ends before the last release. A version derived from part of the history would be wrong.
      → Fetch the full history; the hint says how on your CI system.
    uncommitted-changes
      Files differ from the commit, so the commit does not describe the image.
      → Commit the files, or add those that the job creates to .gitignore.
    version-disagrees
      `metadata.version` and the git tags disagree; the tags win.
      → Remove `metadata.version`: it is only used for the first release.
    version-not-released
      `--tag-version` was given, but the branch or change request does not release.
      → Build a branch that releases, or leave the flag out.
    version-overtaken
      The version is not above one that is out: below the base, or below a version of its line on another branch.
      → Request a higher version, or merge the tagged commit.
    untracked-agent
      The agent is in the directory but in no commit, so a version of it could not be built again.
      → Commit it, or remove it from .gitignore.
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
