import CLinux

/// The clock on the wall, read where the program is assembled.
enum WallClock {
  /// Seconds since 1970, UTC.
  static var now: Double { Double(clx_realtime()) / 1e9 }

  /// Seconds the local time is ahead of UTC.
  static var utcOffset: Int { clx_utc_offset() }
}
