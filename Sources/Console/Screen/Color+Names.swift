extension Color {
  /// The names of the 16 terminal colours, by index.
  package static let names16 = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
    "brightblack", "brightred", "brightgreen", "brightyellow",
    "brightblue", "brightmagenta", "brightcyan", "brightwhite",
  ]

  /// Reads `default`, one of the 16 names, or `#rrggbb`; nil for anything else.
  package init?(themeName name: String) {
    if name == "default" {
      self = .default
    } else if let index = Color.names16.firstIndex(of: name) {
      self = .indexed16(UInt8(index))
    } else {
      let digits = name.utf8.dropFirst()
      guard name.first == "#", digits.count == 6,
        digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
        let value = UInt32(name.dropFirst(), radix: 16)
      else { return nil }
      self = .rgb(UInt8(value >> 16), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
    }
  }
}
