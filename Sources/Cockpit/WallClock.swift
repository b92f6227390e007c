import Glibc

/// The clock on the wall, read where the program is assembled.
enum WallClock {
  /// Seconds since 1970, UTC.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Seconds the local time is ahead of UTC.
  static var utcOffset: Int {
    var seconds = time(nil)
    var local = tm()
    localtime_r(&seconds, &local)
    return local.tm_gmtoff
  }
}
