/// Durations as people write them: a number and a unit.
enum DurationWords {
  private static let units: [(String, Int64)] = [
    ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000),
  ]

  /// Reads `500ms`, `2s`, `5m` or `1h`; nil for anything else.
  static func parse(_ text: String) -> Duration? {
    for (unit, milliseconds) in units where text.hasSuffix(unit) {
      guard let number = Double(text.dropLast(unit.count)), number >= 0, number < 1e9 else {
        continue
      }
      return .milliseconds(Int64(number * Double(milliseconds)))
    }
    return nil
  }

  /// Writes a duration in the largest unit that leaves a whole number.
  static func print(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let total = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    for (unit, milliseconds) in units.reversed() where total % milliseconds == 0 {
      return "\(total / milliseconds)\(unit)"
    }
    return "\(total)ms"
  }
}
