public import PipelineCore
public import Settings

/// The pipeline, in order. A new stage is a folder beside the others and a line in each of these lists.
public enum AllStages {
  public static let ids: [StageID] = [
    ValidateStage.id,
    BuildStage.id,
    TestStage.id,
    TagStage.id,
    PushStage.id,
  ]

  /// Whether agents may go through some stages beside one another: those that take no engine, no network and nothing
  /// that another agent writes to.
  public static func runBesideOthers(_ selected: Set<StageID>, _ settings: Settings, isDryRun: Bool) -> Bool {
    selected.isSubset(of: [ValidateStage.id, TagStage.id])
      && (!selected.contains(TagStage.id) || TagStage.sharesNothing(settings, isDryRun: isDryRun))
  }

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
