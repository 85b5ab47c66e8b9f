/// Every rule, in the order of the documentation.
public enum AllRules {
  public static let all: [any ManifestRule.Type] = [
    ForeignManifest.self, MissingField.self, UnknownField.self, MisplacedSetting.self, SpelledTwice.self,
    WrongType.self, UnknownValue.self, OutOfRange.self, InvalidDuration.self, InvalidQuantity.self,
    InvalidVersion.self, AmbiguousText.self, UnknownAPIVersion.self, UnknownKind.self,
    AgentName.self, UnknownRuntime.self, RuntimeExtension.self, ModelConflict.self, UnknownProvider.self,
    DependencySyntax.self, DuplicateDependency.self, UnpinnedDependency.self, DependencyConflict.self,
    DependencyDrift.self, RuntimeFileMissing.self, RuntimeFileMalformed.self, UnusedDependencyFile.self,
    UntrustedConfiguration.self,
    EnvironmentName.self, EnvironmentSource.self, DuplicateEnvironment.self, SecretLiteral.self, SecretInImage.self,
    DuplicatePort.self, VolumeTarget.self, VolumeSource.self,
    HealthCheckKind.self, UndeclaredPort.self, HealthCheckTiming.self, ResourceLimits.self, ScalingBounds.self,
    BaseImageReference.self, BaseImageConflict.self, BuildSettings.self, UnusedSetting.self, EntrypointMissing.self,
    DockerfileEngine.self, DockerfileMissing.self, UnsupportedPlatform.self,
    TestCheck.self, DuplicateCheck.self,
    TagPrefix.self, TagSettings.self, BranchRules.self,
    PushTarget.self,
  ]
}
