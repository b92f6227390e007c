/// A URI template (RFC 6570) as a pattern: `{name}` takes one path segment, `{+name}` takes anything.
public struct URITemplate: Sendable, Hashable {
  private enum Part: Sendable, Hashable {
    case literal(String)
    case variable(String, takesSlashes: Bool)
  }

  private let parts: [Part]

  /// Reads a template; nil for an expression of another kind, or two without anything between them.
  public init?(_ text: String) {
    var parts: [Part] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      guard !rest[..<open].contains("}") else { return nil }
      if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
      guard let close = rest[open...].firstIndex(of: "}") else { return nil }
      var name = rest[rest.index(after: open)..<close]
      let takesSlashes = name.first == "+"
      if takesSlashes { name = name.dropFirst() }
      let isName = name.utf8.allSatisfy {
        $0 == UInt8(ascii: "_")
          || ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z"))
          || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
      }
      guard !name.isEmpty, isName else { return nil }
      if case .variable = parts.last { return nil }
      parts.append(.variable(String(name), takesSlashes: takesSlashes))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.literal(String(rest))) }
    guard !rest.contains("}") else { return nil }
    self.parts = parts
  }

  /// The names of the variables, in order.
  public var variables: [String] {
    parts.compactMap { if case .variable(let name, _) = $0 { name } else { nil } }
  }

  /// The variables of a URI of this family, percent-decoded; nil when it is none.
  public func match(_ uri: String) -> [String: String]? {
    var values: [String: String] = [:]
    var rest = uri[...]
    for (index, part) in parts.enumerated() {
      switch part {
      case .literal(let text):
        guard rest.hasPrefix(text) else { return nil }
        rest = rest.dropFirst(text.count)
      case .variable(let name, let takesSlashes):
        guard let end = self.end(of: index, in: rest) else { return nil }
        let taken = rest[..<end]
        guard !taken.isEmpty, takesSlashes || !taken.contains("/"),
          let value = Self.percentDecoded(taken)
        else { return nil }
        values[name] = value
        rest = rest[end...]
      }
    }
    return rest.isEmpty ? values : nil
  }

  /// Where a variable ends: at the literal behind it, else at the end of the URI.
  private func end(of index: Int, in rest: Substring) -> Substring.Index? {
    guard index + 1 < parts.count, case .literal(let text) = parts[index + 1] else {
      return rest.endIndex
    }
    // The last literal must end the URI, so it is looked for from the back.
    if index + 2 == parts.count {
      return rest.hasSuffix(text) ? rest.index(rest.endIndex, offsetBy: -text.count) : nil
    }
    var place = rest.startIndex
    while place < rest.endIndex {
      if rest[place...].hasPrefix(text) { return place }
      place = rest.index(after: place)
    }
    return nil
  }

  private static func percentDecoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      // Digit by digit: the standard library's reader would take a sign for the first.
      guard let high = rest.popFirst().flatMap(hexDigit),
        let low = rest.popFirst().flatMap(hexDigit)
      else { return nil }
      bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    Character(UnicodeScalar(byte)).hexDigitValue.map { UInt8($0) }
  }
}
