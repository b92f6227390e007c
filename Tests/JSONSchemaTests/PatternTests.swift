import JSONSchema
import Testing

/// A pattern with texts it is found in and texts it is not.
private struct Sample: Sendable, CustomTestStringConvertible {
  let pattern: String
  let found: [String]
  let missing: [String]

  var testDescription: String { pattern }

  init(_ pattern: String, _ found: [String], not missing: [String] = []) {
    self.pattern = pattern
    self.found = found
    self.missing = missing
  }
}

/// Whether `pattern` matches, with as much work as the default limits allow.
private func matches(_ pattern: Pattern, _ text: String) -> Bool? {
  var work = 8 * SchemaLimits().maximumSteps
  return pattern.matches(text, work: &work)
}

private func make(_ source: String) throws(PatternError) -> Pattern {
  try Pattern(source, maximumSize: SchemaLimits().maximumPatternSize)
}

@Suite("Regular expressions")
struct PatternTests {
  @Test("patterns are found where they are, and only there", arguments: Self.samples)
  fileprivate func sample(_ sample: Sample) throws {
    let pattern = try make(sample.pattern)
    for text in sample.found { #expect(matches(pattern, text) == true, "\(text.debugDescription)") }
    for text in sample.missing {
      #expect(matches(pattern, text) == false, "\(text.debugDescription)")
    }
  }

  private static let samples: [Sample] = basics + repetition + classes + escapes + places + looks

  private static let basics = [
    Sample("", ["", "a"]), Sample("a", ["a", "ba", "ab"], not: ["", "b", "A"]),
    Sample("abc", ["xabcx"], not: ["abxc", "ab"]), Sample("a|b", ["a", "xb"], not: ["c", ""]),
    Sample("a|", ["", "b"]), Sample("^(|a)$", ["", "a"], not: ["aa"]),
    Sample("^(a|ab)(c|bcd)$", ["ac", "abc", "abcd", "abbcd"], not: ["ab", "acd"]),
    Sample("^(?:ab)+$", ["ab", "abab"], not: ["", "aba"]),
    Sample("^(?<year>\\d{4})$", ["2026"], not: ["20266"]),
    Sample("^(?<$a_1é>x)$", ["x"]),
    Sample("^a.c$", ["abc", "a😀c", "aéc"], not: ["ac", "a\nc", "abbc"]),
    Sample("^.$", ["\u{85}"], not: ["\n", "\r", "\u{2028}", "\u{2029}", "e\u{301}"]),
    Sample("日本", ["日本語"], not: ["日", "本日"]), Sample("^😀$", ["😀"], not: ["😁"]),
    Sample("é", ["é"], not: ["e\u{301}"]), Sample("a\u{0}b", ["a\u{0}b"], not: ["ab"]),
    Sample("^((a)|(b(c|d)))*$", ["", "abcbd", "aaa"], not: ["b", "abe"]),
    Sample("x{", ["x{"], not: ["x"]), Sample("^{a}$", ["{a}"], not: ["a"]),
    Sample("^]}$", ["]}"]), Sample("^x{1$", ["x{1"]), Sample("^x{,2}$", ["x{,2}"], not: ["xx"]),
    Sample("^\\/\\-\\_$", ["/-_"]),
  ]

  private static let repetition = [
    Sample("^a*$", ["", "a", "aaaa"], not: ["b", "ab"]),
    Sample("^a+$", ["a", "aa"], not: ["", "ab"]),
    Sample("^a?$", ["", "a"], not: ["aa"]), Sample("^a{3}$", ["aaa"], not: ["aa", "aaaa"]),
    Sample("^a{2,}$", ["aa", "aaaaa"], not: ["a"]),
    Sample("^a{2,3}$", ["aa", "aaa"], not: ["a", "aaaa"]),
    Sample("^a{0}$", [""], not: ["a"]), Sample("^a{0,1}$", ["", "a"], not: ["aa"]),
    Sample("^a{0,0}b$", ["b"], not: ["ab"]), Sample("^a{01,02}$", ["a", "aa"], not: ["", "aaa"]),
    Sample("^a*?b+?c??$", ["b", "aabbc"], not: ["a", "c"]),
    Sample("^a{1,2}?$", ["a", "aa"], not: ["aaa"]),
    Sample("^(ab){2}$", ["abab"], not: ["ab", "ababab"]),
    Sample("^(a*)*$", ["", "aaa"], not: ["b"]),
    Sample("^(a*)+b$", ["b", "aab"], not: ["a"]), Sample("^(a|b*)*c$", ["c", "abbac"], not: ["d"]),
    Sample("^(a?){3}$", ["", "a", "aaa"], not: ["aaaa"]), Sample("^(){1000000}a$", ["a"]),
    Sample("^((){1000000}){1000000}$", [""]), Sample("^(a{2}){3}$", ["aaaaaa"], not: ["aaaaa"]),
    Sample("^(a{1,2}){2}$", ["aa", "aaaa"], not: ["a", "aaaaa"]),
    Sample(
      "^.{1,4096}$", ["a", String(repeating: "é", count: 4096)],
      not: ["", String(repeating: "a", count: 4097)]),
  ]

  private static let classes = [
    Sample("^[abc]+$", ["abc"], not: ["d", ""]), Sample("^[a-c]+$", ["abc"], not: ["d"]),
    Sample("^[^a-c]+$", ["d", "\n", "😀"], not: ["a", "da"]), Sample("^[-a]+$", ["-a"], not: ["b"]),
    Sample("^[a-]+$", ["-a"], not: ["b"]), Sample("^[a\\-z]+$", ["a-z"], not: ["b"]),
    Sample("^[\\w-.]+$", ["a-.b"], not: ["a b"]), Sample("^[a-\\d]+$", ["a-1"], not: ["b"]),
    Sample("[]", [], not: ["", "a"]), Sample("^[^]$", ["a", "\n"], not: ["", "ab"]),
    Sample("^[.*+?^$|(){}]+$", [".*+?^$|(){}"], not: ["a"]),
    Sample("^[\\]\\[\\\\]+$", ["[]\\"], not: ["a"]),
    Sample("^[\\b]$", ["\u{8}"], not: ["b"]), Sample("^[\\d\\s]+$", ["1 2"], not: ["a"]),
    Sample("^[^\\d]+$", ["ab"], not: ["a1"]), Sample("^[\\D]+$", ["ab"], not: ["1"]),
    Sample("^[\\W\\d]+$", ["-1"], not: ["a"]), Sample("^[à-ü]+$", ["éü"], not: ["e", "ÿ"]),
    Sample("^[😀-😂]$", ["😁"], not: ["😃", "a"]),
    Sample("^[\\u{1F600}-\\u{1F602}]$", ["😁"], not: ["😃"]),
    Sample("^[\\ud83d\\ude00-\\ud83d\\ude02]$", ["😁"], not: ["😃"]),
    Sample("^[\\x41-\\x43]$", ["B"], not: ["D"]), Sample("^[a-ac-cb]+$", ["abc"], not: ["d"]),
    Sample("^[\\0-\\x1f]$", ["\u{0}", "\u{1f}"], not: [" "]),
    Sample("^[\\p{L}\\p{Nd}_]+$", ["é1_日"], not: ["-", " "]),
    Sample("^[^\\p{L}]+$", ["1-"], not: ["é", "a"]), Sample("^[\\P{L}a]+$", ["1a"], not: ["b"]),
  ]

  private static let escapes = [
    Sample("^\\d+$", ["0123456789"], not: ["a", "٣"]), Sample("^\\D$", ["a", "٣"], not: ["1"]),
    Sample("^\\w+$", ["aZ0_"], not: ["é", "-"]), Sample("^\\W$", ["é", "-"], not: ["a"]),
    Sample(
      "^\\s+$", [" \t\n\r\u{B}\u{C}\u{A0}\u{FEFF}\u{2028}\u{3000}\u{1680}\u{200A}"],
      not: ["a", "\u{200B}", "\u{85}"]),
    Sample("^\\S$", ["a", "\u{200B}"], not: [" "]),
    Sample("^\\t\\n\\r\\f\\v\\0$", ["\t\n\r\u{C}\u{B}\u{0}"]),
    Sample("^\\x41\\u0042\\u{43}\\u{1F600}$", ["ABC😀"]), Sample("^\\ud83d\\ude00$", ["😀"]),
    Sample("^\\ud83d$", [], not: ["😀", "\u{FFFD}"]), Sample("^\\cA\\cz$", ["\u{1}\u{1A}"]),
    Sample("^\\.\\*\\+\\?\\^\\$\\|\\(\\)\\[\\]\\{\\}\\\\\\/$", [".*+?^$|()[]{}\\/"]),
    Sample("^\\p{L}+$", ["aéß日Ω"], not: ["1", "-", "a1"]),
    Sample("^\\p{Lu}$", ["A", "É", "Ω"], not: ["a"]),
    Sample("^\\p{Letter}$", ["a"], not: ["1"]),
    Sample("^\\p{Uppercase_Letter}$", ["A"], not: ["a"]),
    Sample("^\\p{General_Category=Nd}$", ["1", "٣"], not: ["Ⅷ"]),
    Sample("^\\p{gc=Number}$", ["Ⅷ", "½"], not: ["a"]),
    Sample("^\\P{N}$", ["a"], not: ["1"]), Sample("^\\p{Sc}$", ["€", "$"], not: ["+"]),
    Sample("^\\p{P}+$", ["-_()!«»"], not: ["+"]),
    Sample("^\\p{Zs}$", [" ", "\u{A0}"], not: ["\n"]),
    Sample("^\\p{Cc}$", ["\n"], not: ["a"]), Sample("^\\p{Mn}$", ["\u{301}"], not: ["e"]),
    Sample("^\\p{Any}$", ["a", "\n"]), Sample("^\\p{ASCII}$", ["a"], not: ["é"]),
    Sample("^\\P{ASCII}$", ["é"], not: ["a"]), Sample("^\\p{Assigned}$", ["a"], not: ["\u{378}"]),
    Sample("^\\p{Alphabetic}$", ["a", "Ⅷ"], not: ["1"]),
    Sample("^\\P{Alphabetic}$", ["1"], not: ["a"]),
    Sample("^\\p{White_Space}$", ["\u{85}"], not: ["a"]),
    Sample("^\\p{Lowercase}\\p{Uppercase}$", ["aB"], not: ["Ba"]),
  ]

  private static let places = [
    Sample("^a", ["ab"], not: ["ba", "\na"]), Sample("a$", ["ba"], not: ["ab", "a\n"]),
    Sample("^$", [""], not: ["a", "\n"]), Sample("^^a$$", ["a"]),
    Sample("a^b", [], not: ["ab", "a\nb"]),
    Sample("(^a|b)c", ["ac", "xbc"], not: ["xac"]), Sample("a($|b)", ["xa", "abx"], not: ["ac"]),
    Sample("\\bcat\\b", ["cat", "a cat!"], not: ["cats", "concat", "_cat"]),
    Sample("\\Bcat", ["concat"], not: ["cat", "a cat"]), Sample("^\\b", ["a"], not: ["", " a"]),
    Sample("\\b", ["a"], not: ["", "é", "--"]), Sample("a\\bé", ["aé"]),
    Sample("\\B", ["", "é"], not: ["a"]),
  ]

  private static let looks = [
    Sample("a(?=b)", ["ab"], not: ["ac", "a"]), Sample("a(?!b)", ["ac", "a"], not: ["ab"]),
    Sample("^(?!.*\\.\\.)[a-z.]+$", ["a.b.c"], not: ["a..b"]),
    Sample("^(?=.*\\d)(?=.*[A-Z]).{4,}$", ["ab1C", "1Cab"], not: ["abc1", "ABCD", "a1C"]),
    Sample("^(?!(admin|root)$)\\w+$", ["adm", "administrator", "roots"], not: ["admin", "root"]),
    Sample("(?<=\\$)\\d+", ["cost $5"], not: ["5", "€5"]),
    Sample("(?<!\\$)\\b\\d+", ["5"], not: ["$5"]),
    Sample("(?<=^|,)x(?=,|$)", ["x", "a,x", "x,b"], not: ["ax", "xb"]),
    Sample("^(?=(?!b)[a-c]+$)", ["abc", "c"], not: ["bac", "d"]),
    Sample("^(?!(?=a)).", ["b"], not: ["a"]), Sample("(?<=(?<!a)b)c", ["bc", "xbc"], not: ["abc"]),
    Sample("(?=.*é)日", ["日é", "é日é"], not: ["é日", "日"]), Sample("^(?!)$", [], not: ["", "a"]),
    Sample("^(?=)a$", ["a"]), Sample("^(?:(?=a)\\w){2}$", ["aa"], not: ["ab"]),
    Sample("(?<=a{2})b", ["aab"], not: ["ab"]), Sample("^(?=a{2}).{3}$", ["aab"], not: ["aba"]),
  ]

  @Test(
    "what is no pattern, or none that is supported, is refused at its place",
    arguments: [
      ("(", 0, "never ends"), ("a(b", 1, "never ends"), (")", 0, "closes no group"),
      ("a)", 1, "closes no group"), ("[", 0, "never ends"), ("[a-", 0, "never ends"),
      ("*", 0, "nothing here to repeat"), ("a**", 2, "nothing here to repeat"),
      ("+a", 0, "nothing here to repeat"), ("a|?", 2, "nothing here to repeat"),
      ("^*", 0, "nothing here to repeat"), ("\\b+", 0, "nothing here to repeat"),
      ("(?=a)*", 0, "nothing here to repeat"), ("{1}", 0, "nothing here to repeat"),
      ("a{2}{3}", 4, "nothing here to repeat"), ("a{2,1}", 1, "out of order"),
      ("[b-a]", 1, "out of order"), ("\\", 0, "nothing follows"), ("a\\", 1, "nothing follows"),
      ("\\1", 0, "back references"), ("(a)\\2", 3, "back references"),
      ("(?<n>a)\\k<n>", 7, "back references"), ("[\\1]", 1, "back references"),
      ("\\01", 0, "octal"), ("\\a", 0, "\\a is not supported"), ("\\Z", 0, "\\Z is not supported"),
      ("[\\B]", 1, "\\B is not supported"), ("\\xg0", 0, "2 hexadecimal"),
      ("\\x1", 0, "2 hexadecimal"),
      ("\\u12", 0, "4 hexadecimal"), ("\\u{110000}", 0, "no Unicode scalar"),
      ("\\u{}", 0, "no Unicode scalar"), ("\\u{1", 0, "no Unicode scalar"), ("\\c1", 0, "a letter"),
      ("\\c", 0, "a letter"), ("\\p", 0, "in braces"), ("\\pL", 0, "in braces"),
      ("\\p{L", 0, "in braces"), ("\\p{Latin}", 0, "Latin is not supported"),
      ("\\p{Script=Greek}", 0, "not supported"), ("\\p{gc=}", 0, "not supported"),
      ("\\p{lu}", 0, "not supported"), ("(?i)a", 0, "flags"), ("(?i:a)", 0, "flags"),
      ("(?<>a)", 0, "not a name"), ("(?<a-b>c)", 0, "not a name"), ("(?<a", 0, "not a name"),
    ])
  func refused(source: String, offset: Int, words: String) {
    do throws(PatternError) {
      _ = try make(source)
      Issue.record("accepted: \(source)")
    } catch {
      #expect(error.offset == offset, "\(error.message)")
      #expect(error.message.contains(words), "\(error.message)")
    }
  }

  @Test("a random pattern agrees with a slow matcher that tries everything", arguments: 0..<300)
  func agrees(seed: UInt64) throws {
    var arbitrary = ArbitraryPattern(seed: seed)
    for _ in 0..<10 {
      let tree = arbitrary.tree(depth: 3)
      let pattern = try make(tree.source)
      for _ in 0..<10 {
        let text = arbitrary.text()
        let scalars = Array(text.unicodeScalars)
        let expected = (0...scalars.count).contains { !tree.ends(scalars, from: $0).isEmpty }
        #expect(matches(pattern, text) == expected, "\(tree.source) in \(text.debugDescription)")
      }
    }
  }
}
