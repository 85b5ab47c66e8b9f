extension Explanation {
  /// The codes about images on disk.
  static let imageTexts = """
    corrupt-blob
      The content of a blob in an image layout does not match its digest.
      → Remove the blob, and fetch or build the image again.
    file-changed
      A file changed while it was read, so the image would contain neither version.
      → Build again when nothing writes to the directory.
    image-too-large
      The unpacked image would be larger, or have more files, than the limit. A few kilobytes of a layer can unpack to
      terabytes.
      → Look at the entry that the message names. If the image is meant to be so large, raise `--test-max-unpacked-size`
      or `--test-max-files`.
    malformed-image
      A manifest or configuration of the image is malformed.
      → Fetch or build the image again.
    malformed-layer
      A layer of the image is damaged.
      → Fetch or build the image again.
    missing-blob
      An image layout lacks a blob that its index or manifest names.
      → Fetch or build the image again.
    no-such-layer-type
      A layer has a format that the chosen media types do not support.
      → Set `build.mediaTypes: oci`, or use a base image with gzip layers.
    no-such-platform
      The image is not available for the platform.
      → Choose one of the platforms in the hint.
    not-an-image-layout
      The directory is not an OCI image layout.
      → Pass a directory with `oci-layout`, `index.json` and `blobs/`.
    unknown-image-tag
      The image layout has no such tag, or it contains several images and no tag was given.
      → Write `oci-layout:DIR:TAG` with a tag from the hint.
    unsafe-layer-entry
      An entry of a layer would be written outside the image's root, or is a device.
      → Use another base image.
    unsupported-media-type
      Part of the image has a format that this tool cannot read.
      → Use an image with gzip or zstd layers.
    wrong-diff-id
      The content of a layer does not match the digest in the image's configuration.
      → Rebuild the image, or use another base image.
    """
}
