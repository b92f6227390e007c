/// Names whose values are hidden, compared without regard to case, `-` and `_`.
struct KeyNames {
  /// Headers that are always hidden; in plain text their value runs to the end of the line.
  private static let headers = ["authorization", "proxyauthorization", "cookie", "setcookie"]
  /// Mirrors of tool arguments in HTTP headers are hidden whatever their name (conventions §10).
  private static let mirror = Array("mcpparam".utf8)

  private let names: [[UInt8]]
  private let headerCount = KeyNames.headers.count
  /// Bits of the letters a name can begin with, either case.
  private var starts = [Bool](repeating: false, count: 256)

  init(_ keys: [String]) {
    names =
      Self.headers.map { Array($0.utf8) }
      + keys.map { Self.normal(Array($0.utf8)) }.filter { !$0.isEmpty }
    for name in names + [Self.mirror] {
      starts[Int(name[0])] = true
      if (0x61...0x7A).contains(name[0]) { starts[Int(name[0] ^ 0x20)] = true }
    }
  }

  /// Whether the member or variable `name` is to be hidden.
  func contains(_ name: [UInt8]) -> Bool {
    guard let first = name.first, starts[Int(first)] || first == 0x2D || first == 0x5F else {
      return false
    }
    let normal = Self.normal(name)
    return names.contains(normal) || (normal.starts(with: Self.mirror) && normal != Self.mirror)
  }

  /// Whether a name begins anywhere in `bytes`; a quick test before the thorough one.
  func occurs(in bytes: [UInt8]) -> Bool {
    for index in bytes.indices where starts[Int(bytes[index])] {
      if index > 0, Self.isWord(bytes[index - 1]) { continue }
      if nameEnd(in: bytes, at: index) != nil { return true }
    }
    return false
  }

  /// The values of hidden names in plain text: `token=abc`, `"password": "x"`, `Cookie: a=b; c=d`.
  func values(in bytes: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var index = 0
    while index < bytes.count {
      let start = index
      index += 1
      guard starts[Int(bytes[start])], start == 0 || !Self.isWord(bytes[start - 1]),
        let name = nameEnd(in: bytes, at: start),
        let value = Self.value(in: bytes, after: name.end, wholeLine: name.isHeader)
      else { continue }
      if !value.isEmpty { found.append(value) }
      index = max(index, value.upperBound)
    }
    return found
  }

  /// The position after the name that starts at `start`, if one does.
  private func nameEnd(in bytes: [UInt8], at start: Int) -> (end: Int, isHeader: Bool)? {
    if let end = Self.end(of: Self.mirror, in: bytes, at: start), end < bytes.count,
      Self.isWord(bytes[end])
    {
      return (bytes[end...].firstIndex { !Self.isWord($0) } ?? bytes.count, true)
    }
    for (number, name) in names.enumerated() {
      guard let end = Self.end(of: name, in: bytes, at: start) else { continue }
      if end == bytes.count || !Self.isWord(bytes[end]) { return (end, number < headerCount) }
    }
    return nil
  }

  /// The position after `name` (in its normal form) when it stands at `start`.
  private static func end(of name: [UInt8], in bytes: [UInt8], at start: Int) -> Int? {
    var index = start
    for letter in name {
      while index < bytes.count, index > start, bytes[index] == 0x2D || bytes[index] == 0x5F {
        index += 1
      }
      guard index < bytes.count, lower(bytes[index]) == letter else { return nil }
      index += 1
    }
    return index
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }

  private static func value(in bytes: [UInt8], after end: Int, wholeLine: Bool) -> Range<Int>? {
    var index = end
    func skip(_ allowed: StaticString) {
      while index < bytes.count, allowed.contains(bytes[index]) { index += 1 }
    }
    skip("\\\"' ")
    guard index < bytes.count, bytes[index] == 0x3D || bytes[index] == 0x3A else { return nil }
    index += 1
    skip("\\\"' ")
    let stops: StaticString = wholeLine ? "\"'\\\r\n" : "\"'\\\r\n\t ,;&(){}[]<>"
    let start = index
    while index < bytes.count, !stops.contains(bytes[index]) { index += 1 }
    return start..<index
  }

  private static func normal(_ name: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    for byte in name where byte != 0x2D && byte != 0x5F {
      output.append(lower(byte))
    }
    return output
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: byte >= 0x80
    }
  }
}

extension StaticString {
  fileprivate func contains(_ byte: UInt8) -> Bool {
    withUTF8Buffer { $0.contains(byte) }
  }
}
