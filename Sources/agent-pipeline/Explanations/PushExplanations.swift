extension Explanation {
  /// The codes of the push stage, registries and HTTP.
  static let pushTexts = """
    destination-with-digest
      A destination has a digest. The image determines the digest.
      → Remove the digest.
    destination-with-tag
      A destination of `push.to` has a tag or digest. The tag stage determines the tags.
      → Write the repository alone.
    destination-without-path
      `{path}` of a destination stands for the agent's directory in the repository, but the agent is at its root.
      → Write `{name}` instead.
    invalid-layout
      The destination of a pulled image is not an OCI layout.
      → Write `oci-layout:DIR[:TAG]`.
    invalid-mirror
      `registryMirrors` has a value that is not a mirror of the registry.
      → Write `docker.io=mirror.example.com` or `docker.io=mirror.example.com/path`.
    invalid-reference
      The text is not an image reference.
      → Write `registry.example.com/team/name:tag`.
    invalid-tag
      The text is not an image tag.
      → Use letters, digits, `_`, `.` and `-`, at most 128, and begin with a letter, a digit or `_`.
    malformed-manifest
      The registry's response is not a manifest. Often it comes from a proxy or a login page.
      → Check what is between this machine and the registry.
    no-destination
      The push stage was asked for, but no repository is set, or the setting is empty.
      → Set `push.to`; check the variable that its value comes from.
    no-tag
      Neither the source nor the destination has a tag.
      → Add a tag.
    nothing-to-promote
      `scratch` is not an image.
      → Pass an image.
    push-retried
      Part of the push was retried, and succeeded.
      → Nothing to do; the note explains the time it took.
    registry-auth
      The registry requires a credential, but none was found or the registry refused it.
      → The hint names the credential, or the places that were searched; see docs/registries.md.
    registry-cancelled
      The push or pull was interrupted.
      → Run it again: uploaded content is not sent again.
    registry-denied
      The credential is valid, but has no permission for this repository.
      → Grant it; on GitHub, `permissions: {packages: write}`.
    registry-digest-mismatch
      The bytes received do not match the expected digest.
      → Try again; check the proxies on the path.
    registry-error
      The registry returned an error; its own message follows.
      → Ask the operator of the registry.
    registry-immutable-tag
      The tag names another image, and the registry does not allow it to move.
      → Release a new version.
    registry-local-file
      A local file could not be read or written.
      → See the message.
    registry-network
      The registry could not be reached, or the connection failed on every attempt.
      → Check host, port and proxy.
    registry-not-found
      The repository or image does not exist, or is not visible to this credential.
      → Check the name and the credential.
    registry-rate-limited
      The registry asks for an unreasonably long wait.
      → Log in, wait, or set `registryMirrors`.
    registry-timeout
      The time limit of the push was reached.
      → Raise `push.timeout`, and push again.
    registry-tls
      The registry's certificate is not trusted, or it does not use TLS.
      → Set `SSL_CERT_FILE`, or `insecureRegistries` for plain HTTP.
    registry-too-large
      The registry, or a proxy in front of it, refuses uploads of this size.
      → Set `push.chunkSize`, or raise the limit.
    registry-warning
      The registry sent a warning.
      → Read it: it may announce a limit or the end of a service.
    stale-image
      The image and its tags come from different commits, or the image says that it is another version than the commits
      give now.
      → Run build, test and tag again on one commit, with the same settings, history and git tags.
    stale-tags
      The tags were made for another branch or change request than the one that this job is for.
      → Run the tag stage in the same job as the push, or in one for the same branch.
    tag-kept
      A tag such as `1.4` or `latest` stays where it is: it belongs to a higher version than the one that was released.
      → Nothing to do.
    tests-failed
      The image failed its tests. An image that fails its tests is never pushed.
      → Fix what the test stage reports, and run build and test again.
    tests-unfinished
      A signal, the time limit or a broken engine ended the tests before all of them had passed. Only an image that
      passed is pushed.
      → Run `agent-pipeline test` again.
    untested-image
      The image was not tested. Only an image that passed its tests is pushed, unless a flag or a variable allows it.
      → Run `agent-pipeline test` before pushing, or use `--allow-untested`.
    http-cancelled
      The request was cancelled with the run.
      → Start the run again.
    http-connect
      No connection to the server.
      → Check the port and that the server is running; behind a proxy, set `HTTPS_PROXY`.
    http-dns
      The host name cannot be resolved.
      → Check its spelling; behind a proxy, set `HTTPS_PROXY`.
    http-local
      Reading the body to send, or writing the one received, failed.
      → See the message.
    http-malformed-request
      The URL cannot be requested.
      → Check the URL.
    http-proxy
      The proxy refused the request.
      → Check `HTTPS_PROXY` and `NO_PROXY`.
    http-reset
      The connection was closed in the middle of a response.
      → Try again; if it persists, check the proxies and load balancers on the path.
    http-timeout
      The server did not respond in time.
      → Check the network and the server, then try again.
    http-tls
      The server's certificate is not trusted.
      → If the server uses its own CA, name its certificates in `SSL_CERT_FILE`.
    http-too-large
      The response is larger than allowed.
      → Check that the address is right.
    http-transport
      libcurl could not make the request.
      → Try again; check the machine's memory.
    """
}
