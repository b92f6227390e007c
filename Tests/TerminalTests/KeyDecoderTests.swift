import Screen
import Terminal
import Testing

@Suite("Key decoder")
struct KeyDecoderTests {
  /// Feeds batches of bytes and compares all keys.
  private func check(
    _ batches: [[UInt8]], _ expected: [Key], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var decoder = KeyDecoder()
    var keys: [Key] = []
    for batch in batches {
      for byte in batch { decoder.feed(byte) }
      keys += decoder.finishBatch()
    }
    #expect(keys == expected, sourceLocation: sourceLocation)
  }

  private func check(_ text: String, _ expected: [Key], by: SourceLocation = #_sourceLocation) {
    check([Array(text.utf8)], expected, sourceLocation: by)
  }

  @Test("a character may be cut between reads")
  func cutCharacter() {
    check([[0xe8, 0xaa], [0x9e]], [.character("語")])
    check([[0xc3], [0xa9, 0x61]], [.character("é"), .character("a")])
  }

  @Test("bytes that are no UTF-8 are dropped and harm nothing behind them")
  func invalidBytes() {
    check(
      [[0xff, 0x61, 0x80, 0x62, 0xc3, 0x63, 0xe8, 0xaa, 0xc3, 0xa9]],
      [
        .character("a"), .character("b"), .character("c"), .character("é"),
      ])
    check([[0xed, 0xa0, 0x80, 0x61]], [.character("a")])
  }

  @Test("an unknown sequence acts as no key")
  func unknownSequence() {
    check("\u{1b}[1;5Aj", [.character("j")])
    check("\u{1b}[I\u{1b}[O\u{1b}[?64;1cj", [.character("j")])
    check([Array("\u{1b}[1;".utf8), Array("5Aj".utf8)], [.character("j")])
  }

  @Test("escape followed by an ordinary key is both")
  func escapeThenKey() {
    check("\u{1b}j", [.escape, .character("j")])
    check("\u{1b}\u{1b}", [.escape, .escape])
    check("\u{1b}[", [.escape, .character("[")])
    check("\u{1b}O", [.escape, .character("O")])
  }

  @Test("a paste is capped and its rest is dropped, not typed")
  func longPaste() {
    let limit = KeyDecoder.maximumPasteBytes
    let text = String(repeating: "x", count: limit + 5000)
    check(
      "\u{1b}[200~\(text)\u{1b}[201~q", [.paste(String(text.prefix(limit))), .character("q")])
  }

  @Test("what looks like the end of a paste and is not belongs to it")
  func almostEnd() {
    check(
      "\u{1b}[200~a\u{1b}[20\u{1b}[201x\u{1b}\u{1b}[201~", [.paste("a\u{1b}[20\u{1b}[201x\u{1b}")])
  }

  @Test("Ctrl-C gets out of a paste that does not end")
  func endlessPaste() {
    check("\u{1b}[200~abc\u{3}q", [.paste("abc"), .control("c"), .character("q")])
  }

  @Test("a decoded key inside a paste is part of the pasted text, so it acts as no key")
  func keyInPaste() {
    var decoder = KeyDecoder()
    for byte in "\u{1b}[200~a".utf8 { decoder.feed(byte) }
    #expect(decoder.isPasting)
    decoder.feed(.enter)
    #expect(decoder.finishBatch() == [])
  }

  @Test("any bytes in any batches give keys and never trap", arguments: 0..<40)
  func anyBytes(seed: Int) {
    var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    var decoder = KeyDecoder()
    for _ in 0..<2000 {
      switch next(10) {
      case 0: _ = decoder.finishBatch()
      case 1: for byte in "\u{1b}[200~".utf8 { decoder.feed(byte) }
      case 2: for byte in "\u{1b}[201~".utf8 { decoder.feed(byte) }
      case 3: decoder.feed(0x1b)
      default: decoder.feed(UInt8(next(256)))
      }
    }
    for byte in "\u{1b}[201~".utf8 { decoder.feed(byte) }
    _ = decoder.finishBatch()
    decoder.feed(0x71)
    #expect(decoder.finishBatch() == [.character("q")])
  }
}
