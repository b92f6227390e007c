import Screen
import Testing

@Suite("Display width") struct DisplayWidthTests {
  @Test(
    "counts columns by grapheme cluster",
    arguments: [
      ("", 0), ("hello", 5), ("a b~", 4), ("é", 1), ("e\u{301}", 1), ("ø—»│", 4), ("Ω≈ж", 3),
      ("日本", 4), ("ｶﾅ", 2), ("Ａ", 2), ("　", 2), ("、。", 4), ("がｶﾞ", 4), ("か\u{3099}", 2),
      ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("\u{1112}", 2), ("\u{1161}", 0),
      ("👍", 2), ("👍🏽", 2), ("👨‍👩‍👧‍👦", 2), ("🏋🏽‍♂️", 2), ("🇩🇪", 2), ("🇩🇪🇫🇷", 4), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
      ("❤", 1), ("❤️", 2), ("☎️", 2), ("1️⃣", 2), ("#️⃣a", 3), ("⌚", 2), ("✔", 1), ("⚡", 2), ("★", 1),
      ("\u{301}", 0), ("\u{200B}", 0), ("\u{200D}", 0), ("\u{FEFF}", 0), ("\u{AD}", 0),
      ("\u{7}", 0), ("\r\n", 0), ("\u{9B}", 0), ("a\u{0}b", 2),
      ("ไม้", 2), ("שָׁ", 1), ("𠀀", 2), ("🫠", 2), ("𝐀", 1), ("\u{600}", 1),
    ] as [(String, Int)])
  func columns(text: String, expected: Int) {
    #expect(displayWidth(text) == expected, "\(text.debugDescription)")
  }

  @Test("is the sum over the clusters", arguments: UInt64(0)..<100)
  func sum(seed: UInt64) {
    var texts = RandomText(seed: seed)
    let text = texts.next()
    #expect(displayWidth(text) == text.reduce(0) { $0 + displayWidth(String($1)) })
    #expect(text.allSatisfy { (0...2).contains(displayWidth(String($0))) })
  }
}

@Suite("Clipping and padding") struct ClippingTests {
  @Test(
    "cuts on cluster borders and marks the cut",
    arguments: [
      ("hello", 5, "hello"), ("hello", 4, "hel»"), ("hello", 1, "»"), ("hello", 0, ""),
      ("hello", -3, ""), ("", 0, ""), ("日本語", 6, "日本語"), ("日本語", 5, "日本»"), ("日本語", 4, "日 »"),
      ("日本語", 2, " »"), ("日", 1, "»"), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}»"),
      ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 3, "👨‍👩‍👧‍👦»"), ("🇩🇪🇫🇷", 3, "🇩🇪»"), ("ab\u{200B}", 2, "ab\u{200B}"),
    ] as [(String, Int, String)])
  func cut(text: String, columns: Int, expected: String) {
    #expect(clipped(text, to: columns) == expected)
  }

  @Test("uses the marker given, and none that does not fit")
  func markers() {
    #expect(clipped("hello", to: 4, marker: "...") == "h...")
    #expect(clipped("hello", to: 2, marker: "...") == "he")
    #expect(clipped("hello", to: 2, marker: "") == "he")
  }

  @Test(
    "fills up on the side asked for",
    arguments: [
      ("ab", 5, .left, "ab   "), ("ab", 5, .right, "   ab"), ("ab", 5, .center, " ab  "),
      ("日本", 5, .right, " 日本"), ("日本語", 4, .right, "日 »"), ("ab", 0, .left, ""),
    ] as [(String, Int, Alignment, String)])
  func fill(text: String, columns: Int, alignment: Alignment, expected: String) {
    #expect(padded(text, to: columns, alignment: alignment) == expected)
  }

  @Test(
    "never takes more columns than allowed, and all of them when cut", arguments: UInt64(0)..<100)
  func bounds(seed: UInt64) {
    var texts = RandomText(seed: seed)
    let text = texts.next()
    let width = displayWidth(text)
    for columns in 0...width + 2 {
      let cut = clipped(text, to: columns)
      #expect(displayWidth(cut) == min(width, columns), "\(text.debugDescription) to \(columns)")
      if width <= columns { #expect(columns == 0 || cut == text) }
      let full = padded(text, to: columns, alignment: .right)
      #expect(displayWidth(full) == columns)
    }
  }
}
