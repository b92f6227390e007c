/// The members of one line that the format knows, as ranges into it; reused from line to line.
struct LineFields {
  /// Every key of the format, spelled as its case.
  enum Key: Int, CaseIterable {
    case n, t, k, s, g, o, m
    case b64, ev, pid, text, code, signal, cmd, dir, env, origin, graph
    case from, to, why, remedy, retryAt, restarts, limit, revision, step
    case level, size, hash, events, gaps
    // The commands' own.
    case verb, server, generation, tool, arguments, request, on
    // The marks of a header and of a bare message.
    case cockpit, jsonrpc, id, method
  }

  private static let single: [Key?] = {
    var table = [Key?](repeating: nil, count: 256)
    for key in Key.allCases {
      let name = Array("\(key)".utf8)
      if name.count == 1 { table[Int(name[0])] = key }
    }
    return table
  }()
  private static let longer: [[UInt8]: Key] = Dictionary(
    uniqueKeysWithValues: Key.allCases.map { (Array("\($0)".utf8), $0) })

  private(set) var bytes: [UInt8] = []
  private var ranges = [Range<Int>](repeating: 0..<0, count: Key.allCases.count)
  private var used: [Int] = []

  /// Takes in the object in `range` of `bytes`; of a repeated key the last counts.
  mutating func scan(_ bytes: [UInt8], in range: Range<Int>) throws(SessionLineError) {
    for slot in used { ranges[slot] = 0..<0 }
    used.removeAll(keepingCapacity: true)
    self.bytes = bytes
    let problem = JSONScan.members(of: bytes, in: range) { key, value in
      guard let key = Self.key(bytes, key) else { return }
      ranges[key.rawValue] = value
      used.append(key.rawValue)
    }
    if let problem { throw SessionLineError(problem) }
  }

  /// Lets go of the bytes, so that their owner may change them without a copy.
  mutating func release() { bytes = [] }

  private static func key(_ bytes: [UInt8], _ range: Range<Int>) -> Key? {
    switch range.count {
    case 0: nil
    case 1: single[Int(bytes[range.lowerBound])]
    case 2...10: longer[Array(bytes[range])]
    default: nil
    }
  }

  /// The value of `key`, or nil when the line has none.
  subscript(_ key: Key) -> Range<Int>? {
    let range = ranges[key.rawValue]
    return range.isEmpty ? nil : range
  }

  /// The integer under `key`; nil when absent or no whole number that fits.
  func int(_ key: Key) -> Int? {
    guard let range = self[key], range.count <= 20 else { return nil }
    let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
    let digits = bytes[(isNegative ? range.lowerBound + 1 : range.lowerBound)..<range.upperBound]
    guard !digits.isEmpty else { return nil }
    var value = 0
    for byte in digits {
      guard (0x30...0x39).contains(byte) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int(byte) - 0x30)
      if overflow || carry { return nil }
      value = sum
    }
    return isNegative ? -value : value
  }

  func requiredInt(_ key: Key) throws(SessionLineError) -> Int {
    guard let value = int(key) else { throw missing(key, "a whole number") }
    return value
  }

  /// The text under `key`; nil when absent or no string.
  func text(_ key: Key) -> String? {
    guard let range = self[key] else { return nil }
    return JSONStringBytes.text(bytes, range)
  }

  func requiredText(_ key: Key) throws(SessionLineError) -> String {
    guard let value = text(key) else { throw missing(key, "a string") }
    return value
  }

  /// The strings of the array under `key`; other elements are skipped.
  func texts(_ key: Key) -> [String] {
    guard let range = self[key] else { return [] }
    let elements = JSONScan.elements(of: bytes, in: range) ?? []
    return elements.compactMap { JSONStringBytes.text(bytes, $0) }
  }

  func time(_ key: Key) -> Duration? {
    self[key].flatMap { SessionTime.parse(bytes, $0) }
  }

  /// The word under `key` as a case of `Word`, or `whenAbsent` when the key is missing.
  func word<Word: RawRepresentable>(
    _ key: Key, whenAbsent: Word? = nil
  ) throws(SessionLineError) -> Word where Word.RawValue == String {
    guard self[key] != nil else {
      guard let whenAbsent else { throw missing(key, "a word") }
      return whenAbsent
    }
    let spelling = try requiredText(key)
    guard let word = Word(rawValue: spelling) else {
      throw SessionLineError("\(key) is '\(spelling.prefix(40))', which this version does not know")
    }
    return word
  }

  /// The bytes under `m`-like `key`, or of the base64 text under `b64`.
  func raw(_ key: Key) throws(SessionLineError) -> [UInt8] {
    if let range = self[key] { return Array(bytes[range]) }
    guard let decoded = base64() else { throw missing(key, "a message") }
    return decoded
  }

  /// The bytes under `b64`; nil when absent or spelled wrong.
  func base64() -> [UInt8]? {
    guard let range = self[.b64], range.count >= 2, bytes[range.lowerBound] == 0x22 else {
      return nil
    }
    return Base64.decode(bytes[range.lowerBound + 1..<range.upperBound - 1])
  }

  private func missing(_ key: Key, _ what: String) -> SessionLineError {
    SessionLineError(self[key] == nil ? "\(key) is missing" : "\(key) is not \(what)")
  }
}
