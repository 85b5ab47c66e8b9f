import Languages
public import PipelineCore
public import Settings

/// The pipeline, in order. A new stage is a directory next to the others and a line in each of these lists.
public enum AllStages {
  public static let types: [any Stage.Type] = [
    ValidateStage.self,
    BuildStage.self,
    TestStage.self,
    TagStage.self,
    PushStage.self,
  ]

  public static var ids: [StageID] { types.map { $0.id } }

  public static func needWorkDirectory(_ selected: Set<StageID>) -> Bool {
    types.contains { $0.needsWorkDirectory && selected.contains($0.id) }
  }

  /// Whether agents may go through the selected stages in parallel: only if these use no engine, no network and nothing
  /// that another agent writes to.
  public static func canRunInParallel(_ selected: Set<StageID>, _ settings: Settings, isDryRun: Bool) -> Bool {
    selected.isSubset(of: [ValidateStage.id, TagStage.id])
      && (!selected.contains(TagStage.id) || TagStage.sharesNothing(settings, isDryRun: isDryRun))
  }

  public static func stages(for loaded: LoadedManifest, _ services: StageServices) -> [any Stage] {
    [
      ValidateStage(loaded, packageHosts: PackageHosts(environment: services.environment)),
      BuildStage(services),
      TestStage(services),
      TagStage(services),
      PushStage(services),
    ]
  }
}
