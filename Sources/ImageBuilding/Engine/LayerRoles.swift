import OCIImage
import PipelineCore

/// Determines the roles of the layers of an engine's image from their history.
struct LayerRoles {
  /// Layers of the base image, by their uncompressed digests.
  let base: [Digest]
  /// Directories of the image that hold what others made.
  let dependencyDirectories: [String]

  func roles(of config: ImageConfig) -> [ImageReport.Layer.Role] {
    let diffIDs = config.rootfs.diffIDs
    let fromBase = !base.isEmpty && diffIDs.starts(with: base) ? base.count : 0
    let steps = (config.history ?? []).filter { $0.emptyLayer != true }
    return diffIDs.indices.map { index in
      if index < fromBase { return .base }
      guard steps.count == diffIDs.count else { return .application }
      return role(of: steps[index].createdBy ?? "")
    }
  }

  /// `COPY . /app # buildkit`, `/bin/sh -c #(nop) COPY dir:… in /app `, `RUN …`.
  private func role(of step: String) -> ImageReport.Layer.Role {
    let step = step.firstRange(of: "#(nop) ").map { step[$0.upperBound...].drop { $0 == " " } } ?? step[...]
    let isCopy = ["COPY ", "ADD ", "WORKDIR "].contains(where: step.hasPrefix)
    guard isCopy else { return .dependencies }
    return dependencyDirectories.contains(where: { step.contains("\($0)/") || step.contains("\($0) ") })
      ? .dependencies : .application
  }
}
