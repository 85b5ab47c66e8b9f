import PipelineCore
import TextFormats

extension WallClock {
  /// A clock that stands still.
  static var epoch: WallClock { WallClock { Timestamp(seconds: 0) } }
}
