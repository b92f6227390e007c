import Screen
import Testing

@Suite("Text cleaner") struct TextCleanerTests {
  @Test(
    "shows what would act, hide or reorder",
    arguments: [
      ("plain text ~", "plain text ~"), ("", ""), ("C:\\temp \\e", "C:\\temp \\e"),
      ("\u{1B}[31mred\u{1B}[0m", "\\e[31mred\\e[0m"),
      ("\u{0}\u{7}\u{8}\u{7F}", "\\x00\\x07\\x08\\x7F"),
      ("a\r\nb\nc\rd", "a\\r\\nb\\nc\\rd"), ("\u{9B}31m", "\\u{9B}31m"), ("\u{85}", "\\u{85}"),
      ("abc\u{202E}txt.exe", "abc\\u{202E}txt.exe"), ("\u{2066}a\u{2069}", "\\u{2066}a\\u{2069}"),
      ("\u{200E}\u{61C}", "\\u{200E}\\u{61C}"), ("a\u{200B}b\u{FEFF}", "a\\u{200B}b\\u{FEFF}"),
      ("a\u{200D}b", "a\\u{200D}b"), ("a\u{AD}b", "a\\u{AD}b"), ("a\u{2028}b", "a\\u{2028}b"),
      ("a\u{FE0F}", "a\\u{FE0F}"), ("\u{3164}\u{115F}", "\\u{3164}\\u{115F}"),
      ("\u{301}x", "\\u{301}x"),
      ("\u{E000}\u{FFFE}\u{10FFFF}", "\\u{E000}\\u{FFFE}\\u{10FFFF}"), ("\u{FFF9}", "\\u{FFF9}"),
      ("a\u{E0068}\u{E0069}", "a\\u{E0068}\\u{E0069}"), ("\u{2060}\u{2064}", "\\u{2060}\\u{2064}"),
    ])
  func escapes(text: String, expected: String) {
    #expect(TextCleaner.line(text) == expected)
  }

  @Test(
    "leaves text of all languages and emoji as it is",
    arguments: [
      "Grüße, señor — naïve", "e\u{301}", "日本語、한글", "Привет", "שָׁלוֹם", "نص عربي", "ไม้", "क्षि", "│─┼",
      "👍🏽", "👨‍👩‍👧‍👦", "🏋🏽‍♂️", "🇩🇪🇫🇷", "❤️", "☎︎", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "\u{1112}\u{1161}\u{11AB}", "\u{FFFD}", "\u{A0}",
    ])
  func unchanged(text: String) {
    #expect(Array(TextCleaner.line(text).unicodeScalars) == Array(text.unicodeScalars))
  }

  @Test("shows invisible scalars that only pretend to be an emoji sequence")
  func fakeSequences() {
    #expect(TextCleaner.line("👍\u{200D}") == "👍\\u{200D}")
    #expect(TextCleaner.line("❤\u{FE0F}\u{FE0F}") == "❤\\u{FE0F}\\u{FE0F}")
    #expect(TextCleaner.line("👍\u{E0041}") == "👍\\u{E0041}")
    #expect(TextCleaner.line("🏴\u{E0041}\u{E007F}") == "🏴\\u{E0041}\\u{E007F}")
  }

  @Test(
    "expands tabs to the next multiple of 8 columns",
    arguments: [
      ("\tx", "        x"), ("a\tb", "a       b"), ("1234567\tb", "1234567 b"),
      ("12345678\tb", "12345678        b"), ("日本\tb", "日本    b"), ("é\t\tb", "é               b"),
      ("\u{1B}\tb", "\\e      b"), ("é\u{7}\tb", "é\\x07   b"), ("👨‍👩‍👧‍👦\tb", "👨‍👩‍👧‍👦      b"),
    ])
  func tabs(text: String, expected: String) {
    #expect(TextCleaner.line(text) == expected)
  }

  @Test("keeps a few marks of a pile and counts the others")
  func marks() {
    let pile = "a" + String(repeating: "\u{300}", count: 20)
    let kept = "a" + String(repeating: "\u{300}", count: TextCleaner.maximumMarks)
    let cleaned = TextCleaner.line(pile + "b")
    #expect(Array(cleaned.unicodeScalars) == Array((kept + "\\u{+12}b").unicodeScalars))
  }

  @Test("cuts long text between characters and says how long it was")
  func limit() {
    #expect(TextCleaner.line("abcdef", maximumBytes: 6) == "abcdef")
    #expect(TextCleaner.line("abcdefg", maximumBytes: 6) == "abcdef » 7 bytes")
    #expect(TextCleaner.line("日本語", maximumBytes: 5) == "日 » 9 bytes")
    #expect(TextCleaner.line("abc", maximumBytes: 0) == " » 3 bytes")
  }

  @Test(
    "shows bytes that are not UTF-8",
    arguments: [
      ([0x61, 0xFF, 0x62], "a\\xFFb"), ([0xED, 0xA0, 0x80], "\\xED\\xA0\\x80"),
      ([0xC0, 0x80], "\\xC0\\x80"), ([0xE6, 0x97], "\\xE6\\x97"),
      ([0xF4, 0x90, 0x80, 0x80], "\\xF4\\x90\\x80\\x80"),
      ([0xE6, 0x97, 0xA5], "日"), ([0x80, 0xC3, 0xA9], "\\x80é"), ([], ""),
    ] as [([UInt8], String)])
  func invalid(bytes: [UInt8], expected: String) {
    #expect(TextCleaner.decode(bytes) == expected)
  }

  @Test(
    "lets nothing through that acts or hides, and cleans once and for all",
    arguments: UInt64(0)..<300)
  func safety(seed: UInt64) {
    var texts = RandomText(seed: seed)
    let text = TextCleaner.line(TextCleaner.decode(texts.bytes()))
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
        Issue.record("U+\(String(scalar.value, radix: 16)) survived in \(text.debugDescription)")
      default: break
      }
      #expect(!scalar.properties.isBidiControl)
    }
    #expect(text.allSatisfy { displayWidth(String($0)) > 0 }, "\(text.debugDescription)")
    #expect(text.allSatisfy { $0.unicodeScalars.count <= 16 }, "\(text.debugDescription)")
    let again = TextCleaner.line(text)
    #expect(Array(again.utf8) == Array(text.utf8), "\(text.debugDescription)")
  }
}
