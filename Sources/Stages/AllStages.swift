public import PipelineCore

/// The pipeline, in order. A new stage is a folder beside the others and a line in each of these lists.
public enum AllStages {
  public static let ids: [StageID] = [
    ValidateStage.id,
    BuildStage.id,
    TestStage.id,
    TagStage.id,
    PushStage.id,
  ]

  public static func stages(for loaded: LoadedManifest, _ services: StageServices) -> [any Stage] {
    [
      ValidateStage(loaded),
      BuildStage(services),
      TestStage(services),
      TagStage(services),
      PushStage(services),
    ]
  }
}
