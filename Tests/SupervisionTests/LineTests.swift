import Basics
import Supervision
import Testing

@Suite("Lines of stderr")
struct LineTests {
  private func split(_ chunks: [[UInt8]], maximumBytes: Int = 8) -> [RawLine] {
    var splitter = LineSplitter(maximumBytes: maximumBytes)
    var lines: [RawLine] = []
    for chunk in chunks { splitter.append(chunk) { lines.append($0) } }
    splitter.finish { lines.append($0) }
    return lines
  }

  @Test(
    "lines end in LF or CR LF, long ones are cut with a count, a last one needs no end",
    arguments: [
      ("", []), ("a\nb\n", ["a", "b"]), ("a\r\n\r\nb", ["a", "", "b"]), ("a\rb\n", ["a\rb"]),
      ("12345678\n", ["12345678"]), ("1234567890\nx", ["12345678+2", "x"]), ("a\r", ["a"]),
    ])
  func lines(text: String, expected: [String]) {
    let bytes = Array(text.utf8)
    let words = { (line: RawLine) in
      String(decoding: line.bytes, as: UTF8.self) + (line.cutBytes > 0 ? "+\(line.cutBytes)" : "")
    }
    #expect(split([bytes]).map(words) == expected)
    #expect(split(bytes.map { [$0] }).map(words) == expected)
  }

  @Test("any chunking gives the same lines", arguments: 0..<100)
  func chunking(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let alphabet: [UInt8] = [10, 13, 65, 66, 0xFF]
    let bytes = (0..<200).map { _ in alphabet.randomElement(using: &random) ?? 0 }
    var chunks: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      chunks.append(Array(rest.prefix(Int.random(in: 0...9, using: &random))))
      rest = rest.dropFirst(chunks[chunks.count - 1].count)
    }
    #expect(split(chunks) == split([bytes]), "seed \(seed)")
  }

  @Test("a burst passes, a flood is thinned to the rate and counted")
  func budget() {
    var budget = LineBudget(burst: 10, perSecond: 100)
    let start = MonotonicInstant(nanoseconds: 0)
    #expect((0..<50).count { _ in budget.allows(at: start) } == 10)
    #expect(budget.takeDropped() == 40)
    #expect(budget.takeDropped() == 0)
    #expect((0..<50).count { _ in budget.allows(at: start + .milliseconds(55)) } == 5)
    #expect((0..<50).count { _ in budget.allows(at: start + .seconds(9)) } == 10)
  }
}
