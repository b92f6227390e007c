/// The spelling of JSON Pointers (RFC 6901).
enum JSONPointer {
  /// The token of a pointer for `name`, `~` and `/` escaped.
  static func encoded(_ name: String) -> String {
    guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
      return name
    }
    var text = ""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "~": text += "~0"
      case "/": text += "~1"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// The tokens of a pointer, still escaped; the first is what stands before the first `/`.
  static func tokens(_ pointer: String) -> [String] {
    pointer.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
  }

  /// The name a token stands for.
  static func decoded(_ token: String) -> String {
    guard token.utf8.contains(UInt8(ascii: "~")) else { return token }
    var text = String.UnicodeScalarView()
    var isEscape = false
    for scalar in token.unicodeScalars {
      if isEscape {
        text.append(scalar == "0" ? "~" : scalar == "1" ? "/" : scalar)
        isEscape = false
      } else if scalar == "~" {
        isEscape = true
      } else {
        text.append(scalar)
      }
    }
    return String(text)
  }

  /// A token for a message or a path that people read: names beyond 200 bytes are cut.
  static func shortened(_ token: String) -> String {
    token.utf8.count <= 200 ? token : String(token.unicodeScalars.prefix(100)) + "…"
  }
}
