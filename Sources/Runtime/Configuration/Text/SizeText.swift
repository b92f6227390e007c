/// Sizes in bytes as people write them: `256MiB`, `64KiB`, `10MB`, `512B`.
package enum SizeText {
  private static let units: [(name: String, bytes: Int)] = [
    ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
    ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000), ("B", 1),
  ]

  /// Reads a whole number with its unit; nil for anything else and for more than 1024 TiB.
  package static func parse(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let amount = Int(digits),
      let unit = units.first(where: { $0.name == text[digits.endIndex...] })
    else { return nil }
    let (bytes, overflow) = amount.multipliedReportingOverflow(by: unit.bytes)
    return overflow || bytes > 1 << 50 ? nil : bytes
  }

  /// Writes a size with the largest binary unit that divides it: `256MiB`.
  package static func print(_ bytes: Int) -> String {
    for unit in units.prefix(4) where bytes >= unit.bytes && bytes % unit.bytes == 0 {
      return "\(bytes / unit.bytes)\(unit.name)"
    }
    return "\(bytes)B"
  }
}
