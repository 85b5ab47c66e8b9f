import DockerEngine
import OCIImage

/// The base image as a Dockerfile names it.
struct DockerfileBase {
  /// The argument of `FROM`.
  let text: String
  /// The image of a layout: the engine gets it under this name.
  let stored: (image: StoredImage, name: Reference)?

  init(_ plan: BuildPlan) throws {
    switch plan.baseImage {
    case .scratch: (text, stored) = ("scratch", nil)
    case .registry(let reference): (text, stored) = ("\(reference)", nil)
    case .layout(let path, let tag):
      let image = try ImageLayout(opening: path).image(tag: tag, for: plan.platforms[0])
      let name = try Reference(parsing: "agent-pipeline/base:\(image.descriptor.digest.short)")
      (text, stored) = (name.engineName, (image, name))
    }
  }

  /// - Parameter text: of an agent's own Dockerfile; without a known base, it counts as `scratch`.
  init(text: String?) {
    self.text = text ?? "scratch"
    stored = nil
  }

  /// Whether the engine gets it from a registry.
  var isPulled: Bool { stored == nil && text != "scratch" }

  /// What the engine finds it by; `nil` for `scratch`.
  var engineName: String? { text == "scratch" ? nil : (try? Reference(parsing: text))?.engineName ?? text }
}
