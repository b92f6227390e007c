public import Basics
import Glibc

extension MonotonicInstant {
  /// Reads the machine's monotonic clock (`CLOCK_MONOTONIC`). For shells only; pure code is handed the time.
  public static func now() -> MonotonicInstant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }
}
