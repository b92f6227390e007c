/// Columns `text` takes on a screen, counted per grapheme cluster.
///
/// Combining marks and invisible characters take 0; East Asian wide characters, flags and emoji
/// sequences 2; everything else, ambiguous characters included, 1.
package func displayWidth(_ text: String) -> Int {
  if isPrintableASCII(text) { return text.utf8.count }
  var sum = 0
  for scalar in text.unicodeScalars {
    guard let width = CharacterWidth.plain(scalar) else {
      return text.reduce(0) { $0 + CharacterWidth.of($1) }
    }
    sum += width
  }
  return sum
}

/// `text` cut on a cluster border so that it takes at most `columns`, with `marker` where something
/// was cut off.
///
/// A cut text takes exactly `columns`: where half of a wide character would have been, a blank
/// stands before the marker. A marker that does not fit is left out.
package func clipped(_ text: String, to columns: Int, marker: String = "»") -> String {
  guard columns > 0 else { return "" }
  guard text.utf8.count > columns, exceeds(text, columns) else { return text }
  let markerWidth = displayWidth(marker)
  let mark = markerWidth <= columns ? marker : ""
  let room = columns - (mark.isEmpty ? 0 : markerWidth)
  if isPrintableASCII(text) {
    return String(decoding: text.utf8.prefix(room), as: UTF8.self) + mark
  }
  var result = ""
  var used = 0
  for character in text {
    let width = CharacterWidth.of(character)
    if used + width > room { break }
    result.append(character)
    used += width
  }
  result.append(contentsOf: String(repeating: " ", count: room - used))
  return result + mark
}

/// `text` in exactly `columns` columns: clipped when longer, filled with blanks when shorter.
package func padded(
  _ text: String, to columns: Int, alignment: Alignment = .left
) -> String {
  let fitting = clipped(text, to: columns)
  let missing = max(columns, 0) - displayWidth(fitting)
  guard missing > 0 else { return fitting }
  let before =
    switch alignment {
    case .left: 0
    case .right: missing
    case .center: missing / 2
    }
  return String(repeating: " ", count: before) + fitting
    + String(repeating: " ", count: missing - before)
}

/// Where a text stands in a field wider than itself.
package enum Alignment: Hashable, Sendable {
  case left
  case right
  case center
}

/// Whether every byte is a printable ASCII character, which makes bytes, clusters and columns the
/// same.
func isPrintableASCII(_ text: String) -> Bool {
  text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
}

/// Whether `text` takes more than `columns`; looks no further than it must.
private func exceeds(_ text: String, _ columns: Int) -> Bool {
  if isPrintableASCII(text) { return text.utf8.count > columns }
  var used = 0
  for character in text {
    used += CharacterWidth.of(character)
    if used > columns { return true }
  }
  return false
}
