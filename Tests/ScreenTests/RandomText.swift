import Basics

/// Text made of everything that has ever upset a terminal, from a seed.
struct RandomText {
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  /// Pieces that join with their neighbours, are wide, invisible, or act on terminals.
  private static let pieces: [String] = [
    "a", "Z", "~", " ", "  ", "é", "e\u{301}", "ß", "日", "本", "한", "\u{1112}\u{1161}\u{11AB}", "ｶ",
    "Ａ", "—", "»", "│",
    "👍", "👍🏽", "👨‍👩‍👧‍👦", "🇩🇪", "🇩", "❤️", "❤", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "क्षि", "ไม้", "نص", "\u{301}", "\u{200D}", "\u{200B}",
    "\u{FE0F}", "\u{202E}", "\u{2066}", "\u{FEFF}", "\u{1B}[31m", "\u{7}", "\u{9B}", "\u{7F}", "\t",
    "\n", "\r\n",
    "\u{0}", "\u{E000}", "\u{FFFE}", "\u{10FFFF}", "\u{E0041}", "\u{3164}", "\u{AD}", "\u{2028}",
    "\u{1160}",
    "a" + String(repeating: "\u{300}", count: 40),
    "क" + String(repeating: "\u{93E}", count: 40), String(repeating: "\u{1100}", count: 40),
  ]

  mutating func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  /// Up to 24 pieces, or now and then arbitrary scalars.
  mutating func next() -> String {
    var text = ""
    for _ in 0..<number(in: 0...24) {
      if number(in: 0...5) == 0 {
        let value = UInt32(number(in: 0...0x3FFFF))
        if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
      } else {
        text += RandomText.pieces[number(in: 0...RandomText.pieces.count - 1)]
      }
    }
    return text
  }

  /// Bytes, some of them UTF-8.
  mutating func bytes() -> [UInt8] {
    var bytes = Array(next().utf8)
    for _ in 0..<number(in: 0...4) {
      bytes.insert(UInt8(number(in: 0...255)), at: number(in: 0...bytes.count))
    }
    return bytes
  }
}
