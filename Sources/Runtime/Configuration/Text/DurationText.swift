/// Durations as people write them: `500ms`, `2s`, `1m30s`, `1.5h`.
package enum DurationText {
  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
    ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000), ("ns", 1),
  ]

  /// Reads one or more numbers with units, largest unit first; nil for anything else.
  ///
  /// A bare `0` is zero; any other number needs its unit. No sign, at most 1000 days.
  package static func parse(_ text: String) -> Duration? {
    if text == "0" { return .zero }
    var rest = text[...]
    var total: Int64 = 0
    var lastUnit = -1
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest[digits.endIndex...]
      let name = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest[name.endIndex...]
      guard let unit = units.firstIndex(where: { $0.name == name }), unit > lastUnit,
        let first = digits.first, first != ".", digits.last != ".",
        let amount = Double(digits), amount * Double(units[unit].nanoseconds) <= 86_400e12
      else { return nil }
      lastUnit = unit
      total += Int64((amount * Double(units[unit].nanoseconds)).rounded())
    }
    guard lastUnit >= 0, total <= 86_400_000_000_000_000 else { return nil }
    return .nanoseconds(total)
  }

  /// Writes a duration so that `parse` reads it back, to the nanosecond: `1m30s`, `500ms`, `0s`.
  ///
  /// Negative durations are written as `0s`, those above 1000 days as `1000d`.
  package static func print(_ duration: Duration) -> String {
    let clamped = min(max(duration, .zero), .seconds(86_400_000))
    let (seconds, attoseconds) = clamped.components
    var rest = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    var text = ""
    for unit in units where rest >= unit.nanoseconds {
      text += "\(rest / unit.nanoseconds)\(unit.name)"
      rest %= unit.nanoseconds
    }
    return text.isEmpty ? "0s" : text
  }
}
