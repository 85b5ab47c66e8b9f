import FileIO
import OCIImage
import SystemPackage
import Testing

/// Other people's tools read what we write.
@Suite("Images for other tools") struct LayoutInteropTests {
  static let awkward = [
    "plain.txt": "x", "größe/日本語.txt": "y",
    String(repeating: "d", count: 150) + "/" + String(repeating: "n", count: 200): "z",
  ]

  func layout(_ scratch: Scratch) throws -> ImageLayout {
    let layout = try scratch.layout()
    let root = try scratch.files(Self.awkward)
    let attributes = LayerAttributes(modified: 1_700_000_000)
    let builder = LayerBuilder(layout: layout, parents: attributes)
    let layers = try ["app", "second"].map { prefix in
      AddedLayer(try builder.write(DirectoryScanner(attributes: attributes).scan(root, to: prefix)), createdBy: prefix)
    }
    var execution = ImageConfig.Execution()
    execution.environment = ["PATH=/bin"]
    execution.entrypoint = ["/app/plain.txt"]
    let image = try ImageAssembler(layout: layout).assemble(
      base: nil, adding: layers, execution: execution, platform: .host, created: 1_700_000_000,
      annotations: ["org.opencontainers.image.version": "1.0.0"])
    try layout.tag(image.descriptor, as: "v1")
    return layout
  }

  // oci-image-tool is a Debian package that a contributor may not have.
  @Test(.enabled(if: Tool.exists("oci-image-tool"))) func `oci-image-tool validates the image`() throws {
    let scratch = try Scratch()
    let result = Tool.shell("oci-image-tool validate --type image --ref name=v1 \(try layout(scratch).path)")
    #expect(result.status == 0, "\(result.output)")
  }

  // umoci is a Debian package that a contributor may not have; as root it needs no user namespace.
  @Test(.enabled(if: Tool.exists("umoci"))) func `umoci unpacks what our unpacker unpacks`() throws {
    let scratch = try Scratch()
    let layout = try layout(scratch)
    let result = Tool.shell("umoci unpack --rootless --image \(layout.path):v1 \(scratch.path)/bundle")
    try #require(result.status == 0, "\(result.output)")
    let root = scratch.path.appending("root")
    try LayerUnpacker().unpack(layout.image(tag: "v1", for: .host), into: root)
    let difference = Tool.shell(
      "diff -r \(scratch.path)/bundle/rootfs \(root) && diff -r \(scratch.path)/src \(root)/app")
    #expect(difference.output == "" && difference.status == 0)
  }

  // skopeo is a Debian package that a contributor may not have.
  @Test(.enabled(if: Tool.exists("skopeo"))) func `skopeo copies it to another layout, digest unchanged`() throws {
    let scratch = try Scratch()
    let layout = try layout(scratch)
    let copy = scratch.path.appending("copy")
    let result = Tool.shell("skopeo copy --insecure-policy oci:\(layout.path):v1 oci:\(copy):v1")
    try #require(result.status == 0, "\(result.output)")
    let copied = try ImageLayout(opening: copy).image(tag: "v1", for: .host)
    #expect(try copied.descriptor.digest == layout.image(tag: "v1", for: .host).descriptor.digest)
  }

  @Test func `GNU tar unpacks the layer to the same files`() throws {
    let scratch = try Scratch()
    let layout = try layout(scratch)
    let layer = try layout.image(tag: "v1", for: .host).manifest.layers[0]
    let result = Tool.shell(
      "mkdir \(scratch.path)/out && tar -xzf \(layout.blobPath(layer.digest)) -C \(scratch.path)/out && "
        + "diff -r \(scratch.path)/src \(scratch.path)/out/app")
    #expect(result.output == "" && result.status == 0)
  }
}
