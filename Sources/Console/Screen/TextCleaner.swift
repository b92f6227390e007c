/// Makes text from servers, logs and files safe and visible: nothing in it can act on the terminal,
/// reorder the line or hide.
///
/// What cannot be shown is spelled out in ASCII, as Swift would: `\e` for ESC, `\n`, `\r`, `\x07`
/// for the other ASCII controls, `\u{202E}` for all else that is invisible, private or not a
/// character, and `\xFF` for bytes that are not UTF-8. Backslashes of the text itself stay as they
/// are. Cleaning clean text changes nothing.
package enum TextCleaner {
  /// Combining marks (or other joined scalars) kept on one character; the others are counted:
  /// `\u{+12}`.
  package static let maximumMarks = 8

  /// One line of clean text; tabs become blanks up to the next multiple of 8 columns.
  ///
  /// Text of more than `maximumBytes` is cut there, and its size is shown: `… » 131072 bytes`.
  package static func line(_ text: String, maximumBytes: Int = 65536) -> String {
    guard text.utf8.count > maximumBytes else { return clean(text) }
    return clean(prefix(of: text, bytes: maximumBytes)) + " » \(text.utf8.count) bytes"
  }

  /// Text from bytes that should be UTF-8; those that are not become `\xFF`. The text is not yet
  /// clean.
  package static func decode(_ bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
    if let valid = try? UTF8Span(validating: bytes.span) { return String(copying: valid) }
    var result = ""
    result.reserveCapacity(bytes.count + 16)
    var source = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    var position = 0
    while true {
      switch parser.parseScalar(from: &source) {
      case .valid(let encoded):
        result.unicodeScalars.append(Unicode.UTF8.decode(encoded))
        position += encoded.count
      case .error(let length):
        for byte in bytes[position..<position + length] { result += "\\x" + hex(byte) }
        position += length
      case .emptyInput:
        return result
      }
    }
  }
}

extension TextCleaner {
  private static func clean(_ text: String) -> String {
    if isPrintableASCII(text) { return text }
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return cleanASCII(text) }
    if text.unicodeScalars.allSatisfy({ CharacterWidth.plain($0) != nil }) { return text }
    return cleanClusters(text)
  }

  /// The most common unclean lines, with tabs and terminal colours in them: a byte is a column.
  private static func cleanASCII(_ text: String) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count + 32)
    for byte in text.utf8 {
      switch byte {
      case 0x20..<0x7F: result.append(byte)
      case 0x09: result.append(contentsOf: repeatElement(0x20, count: 8 - result.count % 8))
      default: result.append(contentsOf: escape(Unicode.Scalar(byte)).utf8)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func cleanClusters(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count + 32)
    var column = 0
    for character in text {
      if character == "\t" {
        let blanks = 8 - column % 8
        result.append(contentsOf: repeatElement(" ", count: blanks))
        column += blanks
        continue
      }
      if let (scalar, width) = plain(character) {
        result.unicodeScalars.append(scalar)
        column += width
        continue
      }
      let shown = clean(character)
      result += shown
      column += displayWidth(shown)
    }
    return result
  }

  /// The scalar and width of a cluster that is a single plain scalar; nil for all others.
  private static func plain(_ character: Character) -> (Unicode.Scalar, Int)? {
    let scalars = character.unicodeScalars
    guard let first = scalars.first, let width = CharacterWidth.plain(first),
      scalars.index(after: scalars.startIndex) == scalars.endIndex
    else { return nil }
    return (first, width)
  }

  /// One cluster without the scalars that are not for showing.
  private static func clean(_ character: Character) -> String {
    let scalars = character.unicodeScalars
    if EmojiSequence.matches(scalars) { return String(character) }
    // Marks alone have nothing to stand on: they would take no column, or join what is before them.
    let isVisible = CharacterWidth.of(character) > 0 && !(scalars.first.map(isMark) ?? true)
    var result = ""
    var marks = 0
    for (offset, scalar) in scalars.enumerated() {
      if !isVisible || isHidden(scalar) {
        result += escape(scalar)
      } else if offset > 0 {
        marks += 1
        if marks <= maximumMarks { result.unicodeScalars.append(scalar) }
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    if marks > maximumMarks { result += "\\u{+\(marks - maximumMarks)}" }
    return result
  }

  /// Whether a scalar is invisible, changes the direction of what is around it, or is no character
  /// everybody knows.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if CharacterWidth.plain(scalar) != nil { return false }
    let properties = scalar.properties
    if properties.isDefaultIgnorableCodePoint { return true }
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
      return true
    case .format:
      return CharacterWidth.of(scalar) == 0
    default:
      return false
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x1B: "\\e"
    case 0x0A: "\\n"
    case 0x0D: "\\r"
    case 0..<0x80: "\\x" + hex(UInt8(scalar.value))
    default: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 0x10 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }

  /// The first bytes of a text, without the beginning of a character that does not fit whole.
  private static func prefix(of text: String, bytes: Int) -> String {
    let end = text.utf8.index(text.startIndex, offsetBy: max(bytes, 0))
    return String(text.unicodeScalars[..<end])
  }
}
