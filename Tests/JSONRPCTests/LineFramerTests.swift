import Basics
import JSONRPC
import Testing

@Suite("Cutting a stream into lines")
struct LineFramerTests {
  /// How a stream is cut before it is fed.
  enum Cut: Sendable, CaseIterable {
    case whole, byteByByte, pairs, random, afterLineEnds

    func chunks(of bytes: [UInt8], seed: UInt64) -> [ArraySlice<UInt8>] {
      var random = SeededRandom(seed: seed)
      var chunks: [ArraySlice<UInt8>] = []
      var start = 0
      while start < bytes.count {
        let length =
          switch self {
          case .whole: bytes.count
          case .byteByByte: 1
          case .pairs: 2
          case .random: Int.random(in: 1...12, using: &random)
          case .afterLineEnds: (bytes[start...].firstIndex(of: 0x0A) ?? bytes.count) - start + 1
          }
        let end = min(bytes.count, start + length)
        chunks.append(bytes[start..<end])
        start = end
      }
      return chunks
    }
  }

  /// Feeds `stream` in every way and expects the same events.
  private func check(
    _ stream: [UInt8], maximumBytes: Int = 1000, expect: [LineFramer.Event],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for cut in Cut.allCases {
      for seed in 0..<(cut == .random ? 20 : 1) as Range<UInt64> {
        for isDirect in [false, true] {
          let chunks = cut.chunks(of: stream, seed: seed)
          let events = feed(chunks, maximumBytes, isDirect, sourceLocation)
          #expect(
            events == expect, "\(cut), seed \(seed), direct: \(isDirect)",
            sourceLocation: sourceLocation)
        }
      }
    }
  }

  /// The events of a stream fed in chunks, from a buffer or straight to where lines are kept.
  private func feed(
    _ chunks: [ArraySlice<UInt8>], _ maximumBytes: Int, _ isDirect: Bool,
    _ sourceLocation: SourceLocation
  ) -> [LineFramer.Event] {
    var framer = LineFramer(maximumBytes: maximumBytes)
    var events: [LineFramer.Event] = []
    for chunk in chunks {
      if isDirect {
        let count = framer.extend(by: chunk.count + 7) { room in
          room.copyBytes(from: chunk)
          return chunk.count
        } handle: {
          events.append($0)
        }
        #expect(count == chunk.count, sourceLocation: sourceLocation)
      } else {
        chunk.withUnsafeBufferPointer { buffer in framer.feed(buffer) { events.append($0) } }
      }
      #expect(framer.pendingBytes <= max(maximumBytes, 256), sourceLocation: sourceLocation)
    }
    framer.finish { events.append($0) }
    framer.finish { events.append($0) }
    #expect(framer.pendingBytes == 0, sourceLocation: sourceLocation)
    return events
  }

  private func check(
    _ stream: String, maximumBytes: Int = 1000, lines: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    check(
      Array(stream.utf8), maximumBytes: maximumBytes, expect: lines.map { .line(Array($0.utf8)) },
      sourceLocation: sourceLocation)
  }

  @Test("lines come out whole and in order however the bytes are cut")
  func plain() {
    check("one\ntwo\nthree\n", lines: ["one", "two", "three"])
    check("a\n", lines: ["a"])
    check("", lines: [])
    check(
      "a line longer than one machine word\nb\n",
      lines: ["a line longer than one machine word", "b"])
  }

  @Test("an unterminated last line comes out at the end")
  func unterminated() {
    check("one\ntwo", lines: ["one", "two"])
    check("one\r", lines: ["one"])
  }

  @Test("one carriage return before the end is dropped, blank lines are skipped")
  func blanks() {
    check("a\r\nb\r\r\nc\rd\n", lines: ["a", "b\r", "c\rd"])
    check("\n\n \n\t \r\n\r\na\n  \n", lines: ["a"])
    check(" a \n", lines: [" a "])
  }

  @Test("NUL and bytes that are no UTF-8 pass untouched")
  func anyBytes() {
    check(
      [0, 10, 0xFF, 0xC3, 10, 0x80, 0],
      expect: [.line([0]), .line([0xFF, 0xC3]), .line([0x80, 0])])
  }

  @Test("a line of the limit passes, a longer one is reported once with its size and start")
  func oversize() {
    check("12345\n12345678\nabc\n", maximumBytes: 8, lines: ["12345", "12345678", "abc"])
    check(
      Array("ok\n123456789\nabc\n1234567890123".utf8), maximumBytes: 8,
      expect: [
        .line(Array("ok".utf8)), .oversized(bytes: 9, start: Array("123456789".utf8)),
        .line(Array("abc".utf8)), .oversized(bytes: 13, start: Array("1234567890123".utf8)),
      ])
  }

  @Test("of a long oversize line the first 256 bytes are kept", arguments: [4, 255, 256, 257, 900])
  func oversizeStart(maximumBytes: Int) {
    let line = (0..<2000).map { UInt8(truncatingIfNeeded: 32 + $0 % 90) }
    check(
      line + [10] + Array("ab\n".utf8), maximumBytes: maximumBytes,
      expect: [
        .oversized(bytes: 2000, start: Array(line.prefix(256))), .line(Array("ab".utf8)),
      ])
  }

  @Test("random streams are cut the same in every way", arguments: 0..<100)
  func random(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let alphabet: [UInt8] = [10, 10, 13, 32, 97, 0, 0x8A, 0x0B, 0x09]
    let stream = (0..<Int.random(in: 0...120, using: &random)).map { _ in
      alphabet.randomElement(using: &random) ?? 10
    }
    var expected: [LineFramer.Event] = []
    for piece in stream.split(separator: 10) {
      if piece.count > 9 {
        expected.append(.oversized(bytes: piece.count, start: Array(piece)))
        continue
      }
      let line = piece.last == 13 ? piece.dropLast() : piece
      if line.contains(where: { $0 != 32 && $0 != 9 }) { expected.append(.line(Array(line))) }
    }
    check(stream, maximumBytes: 9, expect: expected)
  }
}
