extension Explanation {
  /// The codes of the build stage.
  static let buildTexts = #"""
    base-image-pull
      The Docker Engine could not pull the base image.
      → Check the image's name and the credentials of its registry.
    base-image-unusable
      The base image was found, but no image can be built on it.
      → Choose another base image with `build.baseImage`.
    build-failed
      A build tool such as npm, go, cargo or Maven ended with an error; its last output follows.
      → Fix what the tool reports, or run the same command in the agent's directory.
    build-isolation-unavailable
      `build.isolation` is `required`, and neither bubblewrap nor runc works on this machine.
      → Install bubblewrap, allow the CI job to create user namespaces, or set `build.isolation: auto`.
    build-network-refused
      A build tool asked for a server that no trusted setting, variable or configuration names.
      → If the agent may use the server, allow it with `--build-allow-hosts`; else remove what asks for it.
    build-not-isolated
      No sandbox works on this machine, so build tools run with this user's rights and its whole network.
      → Install bubblewrap and allow user namespaces; `--build-isolation required` refuses such builds.
    build-timeout
      A build tool did not finish in time.
      → Check whether it waits for the network.
    build-variable-withheld
      agent.yaml asks for a variable of the CI system, and this build is not one of the repository's own branches or tags.
      → Name the variable with `--build-environment`, if the code of every such build may read it.
    dockerfile-needed
      The runtime `custom` is built without a Docker Engine, or from the agent's own Dockerfile.
      → Set `build.engine: oci`, or write a Dockerfile and set `build.dockerfile`.
    include-without-files
      A pattern of `build.include` (after the commands of `build.run`) or of `test.include` matches no file of the agent.
      → Correct the pattern; paths begin in the agent's directory.
    setting-needs-embedded-builder
      `build.run` and `build.include` work without a Docker Engine only.
      → Set `build.engine: oci`, or write a Dockerfile and set `build.dockerfile`.
    dependencies-not-locked
      The project names dependencies, but no lock file says which versions are installed.
      → Make a lock file with the package manager of the project, and commit it.
    cgo-not-supported
      A file of the Go program imports "C". Programs are compiled without a C compiler, so that they run on every base image.
      → Use a package in pure Go, or write a Dockerfile and set `build.dockerfile`.
    lock-file-unusable
      A lock file cannot be read, does not fit the project, or does not say what the image's Python needs.
      → Make it again with its own tool; the hint has the command.
    python-missing-in-base
      The base image has no Python of the version that the packages are chosen for.
      → Choose a base image with it, or another version behind `runtime: python:`.
    package-index-withheld
      A fork's build gets no file with a password, and the file names the index. Another index could have packages of the same names.
      → Name the index without a password, in a variable or another file; or do not build changes from forks in this job.
    path-outside
      agent.yaml names a file or directory outside the agent's directory and the repository that contains it.
      → Move it into the repository, or name it with a flag or a variable, which may name any path.
    cache-locked
      Another process has locked the cache, for example `agent-pipeline cache prune`.
      → Try again, or set another directory with `--cache-dir`.
    certificates-missing
      An image without a base needs CA certificates, and this machine has none to copy.
      → Install the package ca-certificates, or choose a base image that has them.
    context-without-effect
      `build.context` is set for a runtime whose tools see the agent's directory only, and no command of `build.run` reads more.
      → Remove it, or copy what is needed with a command of `build.run`.
    context-without-agent
      `build.context` names a directory that does not contain the agent's.
      → Name a directory above the agent's, such as `../..`.
    contradicting-settings
      Two settings contradict each other; a guess would ignore one of them.
      → Change one of the two settings in the message.
    dependencies-not-installable
      The package manager refused the list of dependencies.
      → Fix what it reports, for instance two packages that need different versions of a third.
    dependency-build-failed
      A package that is there as source only, or that is a directory of the project, cannot be built.
      → Read what its build said; it must build with its build system alone.
    dependency-hash-mismatch
      A package that was downloaded is not the one whose hash the requirements or the lock file contain.
      → Find out why it changed before you lock it again.
    dependency-not-declared
      agent.yaml lists a dependency that the language's own file does not, so it would not be in the image.
      → Add it to that file, or remove it from agent.yaml.
    dependency-not-found
      The package index has no version of the package for the image's Python and platform.
      → Check the name and the version, or build for another platform.
    dependency-source-only
      A package has no wheel for the image, and the embedded builder does not compile.
      → Set `build.engine: docker`, or provide a wheel with `PIP_FIND_LINKS`.
    dependency-timeout
      The package manager did not finish in time.
      → Check the network and the package index.
    dockerfile-invalid
      The Docker Engine cannot read the Dockerfile.
      → Fix the line in the message.
    dockerfile-step-failed
      A step of the Dockerfile ended with an error; its last lines follow.
      → Fix the step, or run it in a container of the stage before it.
    dockerfile-value
      A value has several lines, but the Dockerfile instruction allows only one.
      → Write the value on one line, or set `build.engine: oci`.
    engine-address-invalid
      `DOCKER_HOST` is not an address of a Docker Engine.
      → Write `unix:///var/run/docker.sock` or `tcp://HOST:PORT`.
    engine-answer-malformed
      The response is not from a Docker Engine.
      → Check that `DOCKER_HOST` points to a Docker Engine.
    engine-build-broken
      The Docker Engine itself failed during the build.
      → Look at the engine's log, then build again.
    engine-cancelled
      The request to the Docker Engine was cancelled with the run.
      → Start the run again.
    engine-image-malformed
      The image that the Docker Engine exported is incomplete or malformed.
      → Build again; if it persists, use another version of the engine.
    engine-not-found
      No Docker Engine was found, but the build or the test needs one.
      → Set `DOCKER_HOST`, start dockerd or podman's service, or set `build.engine: oci`.
    engine-not-reproducible
      A Docker Engine writes the current time into images, so two builds always differ.
      → Set `build.engine: oci`, or omit `--check-reproducible`.
    engine-refused
      The Docker Engine refused the request; its own message follows.
      → See the engine's message.
    engine-too-old
      The Docker Engine does not support an API that this tool needs.
      → Update the engine.
    engine-unreachable
      A Docker Engine is configured but does not respond.
      → Check that it is running, and that this user has access to its socket.
    time-zones-missing
      The image has no base image, and this machine has no time zones to copy into it: programs know UTC only.
      → Install the package tzdata, or choose a base image that has them.
    environment-hides-packages
      A variable of agent.yaml, such as PYTHONHOME, would make Python look for packages elsewhere than in the image.
      → Remove the variable; directories of modules are added with PYTHONPATH.
    health-check-program-missing
      The health check runs a program that is not in the image, so the agent would never be healthy.
      → Use `type: http`, which needs no program in the image, or another base image.
    install-scripts-skipped
      Packages, or the project itself, have install scripts, which the embedded builder does not run: those of packages are
      untrusted code.
      → If a package needs its script, set `build.engine: docker`. Do what the project's own does in its `build` script or
        in a command of `build.run`.
    invalid-base-image
      The value of `build.baseImage` is not an image reference, `oci-layout:DIR[:TAG]` or `scratch`.
      → Write one of these.
    invalid-build-argument
      The name of a build argument has characters that a Dockerfile does not allow.
      → Use letters, digits and `_`, with a letter or `_` first.
    invalid-ignore-pattern
      A pattern in .dockerignore or `build.ignore` is malformed, so the files it excludes are unknown.
      → Put a backslash before a literal `[`, `*`, `?` or `\`.
    invalid-layer
      A file of the agent cannot be put into a layer.
      → Rename or remove it.
    invalid-output-image
      `build.outputImage` is not a valid destination for an image.
      → Write `docker-archive:FILE`, `oci-archive:FILE` or `docker-daemon:REFERENCE`.
    invalid-platform
      A platform is not written as `OS/ARCHITECTURE`.
      → Write, for example, `linux/amd64`.
    java-version-mismatch
      The runtime asks for one version of Java, but the base image has another. Compiled classes might not start.
      → Change the runtime's version, or choose another base image.
    entrypoint-not-built
      The image would start a file that is not in it: no build step makes it, or the ignore rules leave it out.
      → Correct the build step, or set `build.entrypoint`.
    include-replaces-program
      A file or directory of `build.include` has the name of the compiled program, and would lie over it.
      → Rename it, or rename the agent.
    link-outside
      A link of the agent's directory leads to a directory outside of it, which the image does not have.
      → Copy the directory with a command of `build.run`, or leave the link out with .dockerignore.
    lock-files-contradict
      Lock files of two package managers lie side by side, and package.json does not say which one counts.
      → Remove one of them, or name the package manager in `packageManager`.
    package-manager-unsupported
      package.json names a package manager that this tool cannot call.
      → Use npm, pnpm or yarn, or write a Dockerfile and set `build.dockerfile`.
    package-outside
      package.json names a package in a directory beyond the repository.
      → Put the package into the repository, or into a registry.
    package-reference-unknown
      package.json refers to a package in a way that the project's package manager does not know, as `link:` with npm.
      → Write it as that manager does: `file:../lib`.
    prestart-skipped
      npm runs a `prestart` script before `start`; the image starts the program itself.
      → Do its work in the `build` script, or in the program.
    start-not-understood
      The `start` script of package.json needs a shell, a program that the image does not have, or a newer Node.js.
      → Set `build.entrypoint`, or compile in a `build` script and start its product.
    toolchain-version
      The lock file was written by another generation of the package manager than the one on this machine.
      → Install corepack, or the version that the project names.
    workspace-needs-embedded-builder
      The agent needs packages beside its directory, which a generated Dockerfile cannot reach.
      → Set `build.engine: oci`, or write a Dockerfile and set `build.dockerfile`.
    lock-file-missing
      Without a lock file, the same commit would install different versions tomorrow.
      → Create the lock file and commit it.
    module-missing
      The file that names the module or package, go.mod or Cargo.toml, is not in the agent's directory.
      → Create it, and check .dockerignore.
    package-index-unreachable
      The package manager cannot reach its index.
      → Check the network, the proxy and the index's address.
    package-index-untrusted
      The package manager does not trust the certificate of its index.
      → Set the variable in the hint to the CA's certificate.
    package-malformed
      package.json is not JSON that npm can read.
      → Fix the file; `npm pkg fix` helps.
    platform-not-buildable
      The embedded builder cannot build the agent for this platform.
      → Build for a platform that the hint names, or set `build.engine: docker`.
    program-unknown
      The sources have no program to start, or more than one.
      → Keep one main program, or set `build.entrypoint`.
    python-not-installed
      Installing the dependencies needs python3 with pip.
      → On Debian and Ubuntu: `apt-get install python3-pip`.
    nothing-to-ship
      The runtime makes no layer, and no file of the agent is chosen: the image would be the base image.
      → Name files in `build.include`.
    python-version-invalid
      The version after `python:` is not a Python version.
      → Write the major and minor version, such as `python:3.11`.
    python-version-mismatch
      The runtime asks for one version of Python, but the base image has another. Packages would be incompatible.
      → Change the runtime's version, or choose another base image.
    python-version-unknown
      Neither the runtime nor the base image names the Python version, or a condition depends on a patch level that
      neither names, so the right wheels are unknown.
      → Write `runtime: python:3.11`, or `python:3.11.9` where the patch level counts.
    groups-left-out
      pyproject.toml installs some dependency groups by default in development; an image gets main dependencies only.
      → Set `build.python.groups` to the groups that the agent needs.
    version-from-git
      The build of a Python package asks git for its version and its files, and works on a copy that has no git repository.
      → Write the version into pyproject.toml, or pass it in a variable that `build.environment` names.
    local-package-missing
      A requirements file or a lock names a directory or file of the repository as a package, and the build does not see it.
      → The message says why: .dockerignore leaves it out, it is a link, or it does not exist.
    requirements-loop
      requirements.txt includes too many files, which looks like a loop.
      → Remove the circular `-r` or `-c`.
    setting-needs-engine
      The setting applies only to builds with a Docker Engine, and this build does not use one.
      → Set `build.engine: docker`, or remove the setting.
    setting-without-effect
      The setting has no effect, because the agent's own Dockerfile determines it.
      → Remove the setting.
    several-platforms
      A Docker Engine builds for one platform at a time.
      → Set one platform, or set `build.engine: oci`.
    target-without-dockerfile
      `build.target` names a stage of a Dockerfile, but no Dockerfile is set.
      → Set `build.dockerfile`, or remove `build.target`.
    toolchain-missing
      The language's build tool, or its support for the platform, is not installed.
      → Run the command in the hint, or set `build.engine: docker`.
    toolchain-too-old
      The installed build tool is older than the version that the agent requires.
      → Update it, or set `build.engine: docker`.
    unsafe-cache
      The cache directory belongs to another user, or others can write to it. Layers from it could be forged.
      → Set your own directory with `--cache-dir`.
    """#
}
