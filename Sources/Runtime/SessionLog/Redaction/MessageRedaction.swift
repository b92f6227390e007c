import JSON

/// One walk over a message that copies everything but secrets.
struct MessageRedaction {
  /// What the walk knows about where it is.
  private struct Place {
    var depth = 0
    /// Rules whose first `depth` steps lead here.
    var paths: [Int]
    /// Inside a JSON Schema: names of properties are not names of values.
    var isSchema = false
    /// Inside the schema of a property with a hidden name.
    var isHiddenProperty = false
  }

  private static let schemas = ["inputSchema", "outputSchema", "requestedSchema"]
    .map { Array($0.utf8) }
  private static let samples = ["default", "const", "enum", "examples"].map { Array($0.utf8) }
  private static let envelope = ["jsonrpc", "id", "method"].map { Array($0.utf8) }
  private static let deepest = 512

  private let redactor: Redactor
  private let bytes: [UInt8]
  private var index = 0
  private var output: [UInt8] = []
  private var copied = 0

  init(redactor: Redactor, bytes: [UInt8]) {
    self.redactor = redactor
    self.bytes = bytes
  }

  /// The new bytes, or nil when nothing had to be hidden.
  ///
  /// Bytes that are no JSON are treated as text, so that nothing passes just for being malformed.
  mutating func run() -> [UInt8]? {
    index = JSONScan.skipSpace(bytes, 0, bytes.count)
    let isWalked = value(Place(paths: Array(redactor.paths.indices)))
    // More bytes behind the value are as malformed as a value that does not end.
    guard isWalked, JSONScan.skipSpace(bytes, index, bytes.count) == bytes.count else {
      return redactor.redact(content: bytes)
    }
    guard copied > 0 else { return nil }
    output.append(contentsOf: bytes[copied...])
    return output
  }

  /// Walks one value; false when it is malformed or nested too deeply.
  private mutating func value(_ place: Place) -> Bool {
    guard index < bytes.count, place.depth < Self.deepest,
      let end = JSONScan.endOfScalar(bytes, index, bytes.count)
    else {
      guard index < bytes.count, place.depth < Self.deepest else { return false }
      return bytes[index] == 0x7B ? object(place) : bytes[index] == 0x5B ? array(place) : false
    }
    let range = index..<end
    index = end
    if bytes[range.lowerBound] == 0x22 {
      string(range)
    } else if bytes[range.lowerBound] < 0x41 {
      let number = Array(bytes[range])
      if redactor.redact(content: number) != nil { replace(range, with: redactor.tag(for: number)) }
    }
    return true
  }

  private mutating func object(_ place: Place) -> Bool {
    index = JSONScan.skipSpace(bytes, index + 1, bytes.count)
    if index < bytes.count, bytes[index] == 0x7D {
      index += 1
      return true
    }
    while index < bytes.count, bytes[index] == 0x22 {
      guard let end = JSONScan.endOfString(bytes, index, bytes.count) else { return false }
      let name = index..<end
      index = JSONScan.skipSpace(bytes, end, bytes.count)
      guard index < bytes.count, bytes[index] == 0x3A else { return false }
      index = JSONScan.skipSpace(bytes, index + 1, bytes.count)
      guard member(name, in: place) else { return false }
      index = JSONScan.skipSpace(bytes, index, bytes.count)
      guard index < bytes.count else { return false }
      index += 1
      if bytes[index - 1] == 0x7D { return true }
      guard bytes[index - 1] == 0x2C else { return false }
      index = JSONScan.skipSpace(bytes, index, bytes.count)
    }
    return false
  }

  private mutating func member(_ quoted: Range<Int>, in place: Place) -> Bool {
    let content = quoted.lowerBound + 1..<quoted.upperBound - 1
    let name =
      bytes[content].contains(0x5C)
      ? JSONStringBytes.unescaped(bytes, content) : Array(bytes[content])
    if place.depth == 0 {
      if Self.envelope.contains(name) { return skipValue() }
    } else {
      string(quoted)
    }
    var next = descend(place) { step in
      switch step {
      case .key(let key): name.elementsEqual(key.utf8)
      case .element(let number): number == nil
      }
    }
    if endsHere(next) { return hideValue() }
    if place.isSchema {
      if place.isHiddenProperty, Self.samples.contains(name) { return hideValue() }
      next.isHiddenProperty = place.isHiddenProperty || redactor.keys.contains(name)
    } else if redactor.keys.contains(name) {
      return hideValue()
    }
    next.isSchema = place.isSchema || Self.schemas.contains(name)
    return value(next)
  }

  private mutating func array(_ place: Place) -> Bool {
    index = JSONScan.skipSpace(bytes, index + 1, bytes.count)
    if index < bytes.count, bytes[index] == 0x5D {
      index += 1
      return true
    }
    var position = 0
    while index < bytes.count {
      let next = descend(place) { step in
        if case .element(let number) = step { number == nil || number == position } else { false }
      }
      guard endsHere(next) ? hideValue() : value(next) else { return false }
      index = JSONScan.skipSpace(bytes, index, bytes.count)
      guard index < bytes.count else { return false }
      index += 1
      if bytes[index - 1] == 0x5D { return true }
      guard bytes[index - 1] == 0x2C else { return false }
      index = JSONScan.skipSpace(bytes, index, bytes.count)
      position += 1
    }
    return false
  }

  private func descend(_ place: Place, _ fits: (RedactionPath.Step) -> Bool) -> Place {
    var next = place
    next.depth += 1
    if !place.paths.isEmpty {
      next.paths = place.paths.filter { rule in
        let steps = redactor.paths[rule].steps
        return place.depth < steps.count && fits(steps[place.depth])
      }
    }
    return next
  }

  private func endsHere(_ place: Place) -> Bool {
    place.paths.contains { redactor.paths[$0].steps.count == place.depth }
  }

  private mutating func skipValue() -> Bool {
    guard let end = JSONScan.endOfValue(bytes, index, bytes.count) else { return false }
    index = end
    return true
  }

  /// Replaces the whole value by a mark. `null`, `true` and `false` tell nothing and stay.
  private mutating func hideValue() -> Bool {
    let start = index
    guard skipValue() else { return false }
    let first = bytes[start]
    if first == 0x22 {
      let content = JSONStringBytes.unescaped(bytes, start + 1..<index - 1)
      if !content.isEmpty, !Redactor.isTag(content) {
        replace(start..<index, with: redactor.tag(for: content))
      }
    } else if first < 0x41 || first == 0x5B || first == 0x7B {
      replace(start..<index, with: redactor.tag(for: Array(bytes[start..<index])))
    }
    return true
  }

  /// Hides what is secret inside the string in `quoted`.
  private mutating func string(_ quoted: Range<Int>) {
    let raw = quoted.lowerBound + 1..<quoted.upperBound - 1
    let content =
      bytes[raw].contains(0x5C) ? JSONStringBytes.unescaped(bytes, raw) : Array(bytes[raw])
    guard let clean = redactor.redact(content: content) else { return }
    replace(quoted, with: clean)
  }

  private mutating func replace(_ range: Range<Int>, with content: [UInt8]) {
    output.append(contentsOf: bytes[copied..<range.lowerBound])
    JSONWriter.append(string: String(decoding: content, as: UTF8.self), to: &output)
    copied = range.upperBound
  }
}

extension JSONScan {
  /// The position after the string, number or word at `start`; nil for containers.
  fileprivate static func endOfScalar(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int? {
    bytes[start] == 0x7B || bytes[start] == 0x5B ? nil : endOfValue(bytes, start, end)
  }
}
