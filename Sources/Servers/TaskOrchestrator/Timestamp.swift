internal import FoundationEssentials

/// Times as they are stored and shown: UTC, ISO 8601, milliseconds, `Z`.
enum Timestamp {
  /// For example `2026-07-28T12:34:56.789Z`. Texts of two times sort as the times do.
  static func text(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt))
  }
}
