package import JSON

/// Takes secrets out of messages and text before anything is queued, written or shown elsewhere.
///
/// Each hidden value becomes `«redacted:ab12»`. The four digits depend on the value and a key that
/// lives as long as the session, so equal secrets stay recognisably equal and nothing else is told.
/// Applying it twice changes nothing more. In messages the envelope (`jsonrpc`, `id`, `method` and
/// the names at the top) is never touched.
///
/// Where nothing matches, which is the rule, a message costs one pass over its bytes. Expressions
/// that do not begin with plain characters are the exception: they run over every string.
///
/// Not Sendable, because `Regex` is not: make one where it is used.
package struct Redactor {
  /// How many rules there are, for the header of a recording.
  package let counts: RedactionCounts

  let keys: KeyNames
  let paths: [RedactionPath]
  private let secrets: NeedleSet
  private let patterns: [RedactionPattern]
  private let sessionKey: UInt64
  /// Whatever must occur in a message for it to need a closer look.
  private let hints: NeedleSet
  /// Some rule has no hint: every message is looked at closely.
  private let alwaysLooks: Bool
  /// Letters after a backslash that may hide part of a secret.
  private let hidingEscapes: [Bool]

  /// Makes a redactor; `sessionKey` is random, chosen once a session and written nowhere.
  package init(_ rules: RedactionRules, sessionKey: UInt64) throws(RedactionError) {
    counts = rules.counts
    self.sessionKey = sessionKey
    keys = KeyNames(rules.keys)
    var parsed: [RedactionPath] = []
    for path in rules.paths { parsed.append(try RedactionPath(path)) }
    paths = parsed
    var expressions: [RedactionPattern] = []
    for pattern in rules.patterns { expressions.append(try RedactionPattern(pattern)) }
    patterns = expressions

    var secrets = NeedleSet()
    var hints = NeedleSet()
    var escapes = [Bool](repeating: false, count: 256)
    escapes[Int(UInt8(ascii: "u"))] = true
    for secret in rules.secrets where secret.utf8.count >= RedactionRules.shortestSecret {
      let tag = Self.tag(Array(secret.utf8), sessionKey)
      for spelling in Self.spellings(of: secret) {
        secrets.insert(spelling, tag: tag)
        hints.insert(spelling)
        Self.noteEscapes(for: spelling, in: &escapes)
      }
    }
    for expression in expressions {
      if let literal = expression.literal {
        hints.insert(literal)
        Self.noteEscapes(for: literal, in: &escapes)
      }
    }
    for path in parsed {
      if let key = path.lastKey { hints.insert(Array(key.utf8)) }
    }
    self.secrets = secrets
    self.hints = hints
    hidingEscapes = escapes
    alwaysLooks =
      expressions.contains { $0.literal == nil }
      || parsed.contains { ($0.lastKey?.utf8.count ?? 0) < 2 }
  }

  /// The message without secrets; the same bytes when there were none.
  package func redact(_ message: RawJSON) -> RawJSON {
    guard needsLook(message.bytes) else { return message }
    var pass = MessageRedaction(redactor: self, bytes: message.bytes)
    if let output = pass.run() { return RawJSON(bytes: output) }
    return message
  }

  /// The text without secrets.
  package func redact(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty, let output = redact(content: bytes) else { return text }
    return String(decoding: output, as: UTF8.self)
  }

  /// The event without secrets, in whatever part of it text can stand.
  package func redact(_ event: SessionEvent) -> SessionEvent {
    var event = event
    switch event.body {
    case .message(let direction, let message, let origin):
      event.body = .message(direction, redact(message), origin: origin)
    case .stderr(let text): event.body = .stderr(redact(text))
    case .stray(let text): event.body = .stray(redact(text))
    case .note(let level, let text): event.body = .note(level, redact(text))
    case .mark(let text): event.body = .mark(redact(text))
    case .spawnFailed(let text): event.body = .spawnFailed(redact(text))
    case .declared(var declaration):
      declaration.command = declaration.command.map { redact($0) }
      declaration.directory = redact(declaration.directory)
      event.body = .declared(declaration)
    case .state(var change):
      change.why = redact(change.why)
      change.remedy = change.remedy.map { redact($0) }
      event.body = .state(change)
    case .spawned, .exited, .groupEmpty, .cut, .gap, .end: break
    }
    return event
  }

  /// `content` with every secret in it replaced; nil when it has none.
  func redact(content: [UInt8]) -> [UInt8]? {
    let found = findings(in: content)
    guard !found.isEmpty else { return nil }
    var output: [UInt8] = []
    var copied = 0
    for finding in found {
      output.append(contentsOf: content[copied..<finding.range.lowerBound])
      output.append(contentsOf: finding.tag)
      copied = finding.range.upperBound
    }
    output.append(contentsOf: content[copied...])
    return output
  }

  /// The mark that stands for `value`.
  func tag(for value: [UInt8]) -> [UInt8] { Self.tag(value, sessionKey) }

  /// Whether `value` is a mark already.
  static func isTag(_ value: some Collection<UInt8>) -> Bool { value.starts(with: tagStart) }

  // MARK: - Finding

  private func needsLook(_ bytes: [UInt8]) -> Bool {
    if alwaysLooks { return true }
    var index = 0
    while index < bytes.count {
      if hints.match(in: bytes, at: index, bytes.count) != nil { return true }
      if bytes[index] == 0x5C, index + 1 < bytes.count {
        if hidingEscapes[Int(bytes[index + 1])] { return true }
      }
      index += 1
    }
    return keys.occurs(in: bytes)
  }

  /// Everything to hide in unescaped text, in order and without overlaps.
  private func findings(in content: [UInt8]) -> [(range: Range<Int>, tag: [UInt8])] {
    var found = secrets.matches(in: content)
    for range in keys.values(in: content) where !Self.isTag(content[range]) {
      found.append((range, tag(for: Array(content[range]))))
    }
    for pattern in patterns {
      for range in pattern.matches(in: content) where !Self.isTag(content[range]) {
        found.append((range, tag(for: Array(content[range]))))
      }
    }
    guard found.count > 1 else { return found }
    found.sort {
      ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
    }
    var merged = [found[0]]
    for next in found.dropFirst() {
      let last = merged[merged.count - 1]
      guard next.range.lowerBound < last.range.upperBound else {
        merged.append(next)
        continue
      }
      guard next.range.upperBound > last.range.upperBound else { continue }
      let range = last.range.lowerBound..<next.range.upperBound
      merged[merged.count - 1] = (range, tag(for: Array(content[range])))
    }
    return merged
  }

  // MARK: - Spelling

  private static let tagStart = Array("«redacted:".utf8)

  private static func tag(_ value: [UInt8], _ key: UInt64) -> [UInt8] {
    var hash = ContentHash.fnv1a(value, seed: 0xcbf2_9ce4_8422_2325 ^ key)
    // The finisher of SplitMix64, so that the digits depend on every bit of key and value.
    hash = (hash ^ key ^ hash >> 30) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ hash >> 27) &* 0x94d0_49bb_1331_11eb
    let digits = String((hash ^ hash >> 31) & 0xFFFF, radix: 16)
    return tagStart + Array((String(repeating: "0", count: 4 - digits.count) + digits + "»").utf8)
  }

  /// The secret itself, as it stands in JSON inside a string, and in a URL.
  private static func spellings(of secret: String) -> [[UInt8]] {
    let plain = Array(secret.utf8)
    var escaped: [UInt8] = []
    JSONWriter.append(string: secret, to: &escaped)
    var url: [UInt8] = []
    for byte in plain {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: url.append(byte)
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        url.append(contentsOf: ("%" + (byte < 16 ? "0" : "") + digits).utf8)
      }
    }
    return [plain, Array(escaped.dropFirst().dropLast()), url]
  }

  private static func noteEscapes(for needle: [UInt8], in escapes: inout [Bool]) {
    let letters: [UInt8: Character] = [
      0x0A: "n", 0x09: "t", 0x0D: "r", 0x08: "b", 0x0C: "f", 0x22: "\"", 0x5C: "\\", 0x2F: "/",
    ]
    for byte in needle {
      if let letter = letters[byte]?.asciiValue { escapes[Int(letter)] = true }
    }
  }
}
