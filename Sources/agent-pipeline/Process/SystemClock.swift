import Glibc
import PipelineCore
import TextFormats

/// The clock of this machine.
enum SystemClock {
  static let wall = WallClock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
