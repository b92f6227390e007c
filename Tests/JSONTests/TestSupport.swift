import Basics
import JSON
import Testing

/// Parses `text` and expects it back unchanged when written.
func checkSurvives(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
  do {
    let value = try JSONParser.parse(text)
    #expect(JSONWriter.string(value) == text, sourceLocation: sourceLocation)
  } catch {
    Issue.record("\(text): \(error.message)", sourceLocation: sourceLocation)
  }
}

/// Expects `bytes` to be refused, at `offset` when one is given.
func checkRefused(
  _ bytes: [UInt8], at offset: Int? = nil, limits: JSONLimits = .init(),
  sourceLocation: SourceLocation = #_sourceLocation
) {
  do {
    let value = try JSONParser.parse(bytes, limits: limits)
    Issue.record("accepted as \(value)", sourceLocation: sourceLocation)
  } catch {
    #expect(!error.message.isEmpty, sourceLocation: sourceLocation)
    #expect((0...bytes.count).contains(error.offset), sourceLocation: sourceLocation)
    if let offset {
      #expect(error.offset == offset, "\(error.message)", sourceLocation: sourceLocation)
    }
  }
}

/// Random JSON values and texts.
struct Arbitrary {
  var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  mutating func value(depth: Int = 0) -> JSONValue {
    switch Int.random(in: 0..<(depth < 5 ? 8 : 5), using: &random) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &random))
    case 2: return .int(Int(truncatingIfNeeded: random.next()))
    case 3: return .double(Double(bitPattern: random.next()))
    case 4: return .string(string())
    case 5, 6:
      return .object(
        JSONObject((0..<count()).map { _ in (string(), value(depth: depth + 1)) }))
    default: return .array((0..<count()).map { _ in value(depth: depth + 1) })
    }
  }

  mutating func string() -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0..<20, using: &random) {
      let limit: UInt32 = [0x20, 0x7F, 0x7F, 0x800, 0x10FFFF].randomElement(using: &random) ?? 0
      let scalar = Unicode.Scalar(UInt32.random(in: 0...limit, using: &random))
      text.unicodeScalars.append(scalar ?? "\"")
    }
    return text
  }

  /// Changes, inserts, removes or repeats a few bytes.
  mutating func mutate(_ bytes: inout [UInt8]) {
    let tokens = Array("{}[]\",:\\/u0e-.ntf \u{0}\n".utf8) + [0xC3, 0xFF, 0xED, 0xF4]
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let byte = tokens.randomElement(using: &random) ?? 0
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[place] = byte
      case 1: bytes.insert(byte, at: place)
      case 2: bytes.remove(at: place)
      case 3: bytes.removeSubrange(place...)
      default: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
      }
    }
  }

  private mutating func count() -> Int { Int.random(in: 0..<5, using: &random) }
}
