import JSON
import Testing

@Suite("Reading JSON")
struct JSONParserTests {
  @Test(
    "what is written compactly comes back byte for byte",
    arguments: [
      "null", "true", "false", "0", "-0", "1.0", "1e3", "1E+3", "1e-3", "-1.50",
      "9007199254740993", "123456789012345678901234567890", "1e400", "0.1000", "\"\"", "[]", "{}",
      #"{"b":1,"a":2}"#, #"{"a":1,"a":2}"#, #"{"":{"":[]}}"#, "[[],[[]],{}]",
      #"["é","日本","👩‍👩‍👧","\u0000","\u001f","\"","\\","\b\f\n\r\t","/"]"#,
      #"{"unknown":{"x":[1,2.50,null]},"known":true}"#,
    ])
  func lossless(text: String) { checkSurvives(text) }

  @Test(
    "escapes are read as what they stand for",
    arguments: [
      (#""\b\f\n\r\t\/\\\"""#, "\u{8}\u{C}\n\r\t/\\\""), (#""\u0041\u00e9\u20AC""#, "Aé€"),
      (#""\ud83d\ude00""#, "😀"), (#""a\u0000b""#, "a\u{0}b"),
      (#""\ud800""#, "\u{FFFD}"), (#""\udc00""#, "\u{FFFD}"),
      (#""\ud800x""#, "\u{FFFD}x"), (#""\ud800\u0041""#, "\u{FFFD}A"),
      (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
      (#""\ud83d\n""#, "\u{FFFD}\n"),
    ])
  func escapes(text: String, meaning: String) throws {
    let value = try JSONParser.parse(text)
    #expect(value.string.map { Array($0.utf8) } == Array(meaning.utf8))
  }

  @Test("space is allowed around every token")
  func space() throws {
    let value = try JSONParser.parse(" \t\r\n{ \"a\" : [ 1 , 2 ] , \"b\" : null }\n ")
    #expect(JSONWriter.string(value) == #"{"a":[1,2],"b":null}"#)
  }

  @Test(
    "what is not JSON is refused where the fault lies",
    arguments: [
      ("", 0), (" ", 1), ("nul", 0), ("nulL", 0), ("True", 0), ("NaN", 0), ("Infinity", 0),
      ("+1", 0), (".5", 0), ("01", 0), ("-01", 0), ("-", 0), ("1.", 0), ("1.e3", 0), ("1e", 0),
      ("1e+", 0), ("0x10", 1), ("1 2", 2), ("{} x", 3), ("[1,]", 3), ("[1 2]", 3), ("[,]", 1),
      ("[1", 0), ("[", 1), ("{\"a\":1", 0), ("{\"a\":1,}", 7), ("{\"a\" 1}", 5), ("{a:1}", 1),
      ("{1:1}", 1), ("{,}", 1), ("{\"a\"}", 4), ("{\"a\":}", 5), ("[1}", 2), ("{\"a\":1]", 6),
      ("\"", 0), ("\"a", 0), ("\"\\x\"", 1), ("\"\\u12g4\"", 1), ("\"\\u12", 1), ("\"\\", 1),
      ("'a'", 0), ("\"a\nb\"", 2), ("\"\t\"", 1), ("\"\u{0}\"", 1), ("\u{0}", 0), ("1\u{0}", 1),
      ("\u{FEFF}{}", 0), ("// x\n1", 0), ("/**/1", 0), ("]", 0), ("}", 0), (",", 0),
    ])
  func refused(text: String, offset: Int) { checkRefused(Array(text.utf8), at: offset) }

  @Test(
    "text that is not UTF-8 is refused",
    arguments: [
      [0x80], [0xC3], [0xC0, 0xAF], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
      [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF], [0xFE],
    ] as [[UInt8]])
  func invalidUTF8(bytes: [UInt8]) {
    checkRefused([0x22] + bytes + [0x22])
    checkRefused(Array("{\"a".utf8) + bytes + Array("\":1}".utf8))
    checkRefused(Array("[\"long enough for the fast path ".utf8) + bytes + Array("\"]".utf8))
  }

  @Test("nesting is accepted to the limit and refused beyond it", arguments: [1, 3, 128])
  func depth(limit: Int) throws {
    var limits = JSONLimits()
    limits.maximumDepth = limit
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      func text(_ depth: Int) -> [UInt8] {
        let inside = open == "[" ? "" : "1"
        return Array(
          (String(repeating: open, count: depth) + inside + String(repeating: close, count: depth))
            .utf8)
      }
      _ = try JSONParser.parse(text(limit), limits: limits)
      checkRefused(text(limit + 1), limits: limits)
    }
  }

  @Test("hostile nesting costs an error, not the stack")
  func hostileDepth() {
    checkRefused([UInt8](repeating: UInt8(ascii: "["), count: 1 << 20), at: 128)
    checkRefused(Array(String(repeating: "{\"\":", count: 1 << 18).utf8))
  }

  @Test("text is accepted to the size limit and refused beyond it")
  func size() throws {
    var limits = JSONLimits()
    limits.maximumBytes = 6
    #expect(try JSONParser.parse("\"abcd\"", limits: limits) == "abcd")
    checkRefused(Array("\"abcde\"".utf8), at: 6, limits: limits)
  }

  @Test("strings of every length end where they should", arguments: 0..<40)
  func lengths(length: Int) throws {
    let plain = String(repeating: "a", count: length)
    #expect(
      try JSONParser.parse("[\"\(plain)\",\"\(plain)\"]") == [.string(plain), .string(plain)])
    let escaped = try JSONParser.parse("\"\(plain)\\n\(plain)é\(plain)\"")
    #expect(escaped.string == "\(plain)\n\(plain)é\(plain)")
    checkRefused(Array("\"\(plain)\u{1F}\(plain)\"".utf8), at: length + 1)
  }

  @Test("a part of a text is parsed by itself")
  func part() throws {
    let bytes = Array(#"{"a":[1,2],"b":3}"#.utf8)
    #expect(try JSONParser.parse(bytes, in: 5..<10) == [1, 2])
    #expect(throws: JSONError.self) { try JSONParser.parse(bytes, in: 5..<11) }
  }
}

@Suite("Reading tolerant JSON")
struct TolerantJSONTests {
  @Test(
    "comments and trailing commas are accepted",
    arguments: [
      ("// top\n{\"a\":1}", #"{"a":1}"#), ("{\"a\":1,}", #"{"a":1}"#), ("[1,2,]", "[1,2]"),
      ("[1,/* two */2]//end", "[1,2]"), ("/***/1/**/", "1"), ("{/**/}", "{}"),
      ("{\n  \"a\": [ // x\n    1, // y\n  ], /* z */\n}\n", #"{"a":[1]}"#),
      (#"{"url":"http://x/*y*/"}"#, #"{"url":"http://x/*y*/"}"#),
    ])
  func accepted(text: String, strict: String) throws {
    #expect(JSONWriter.string(try JSONParser.parseTolerant(Array(text.utf8))) == strict)
  }

  @Test(
    "everything else stays as strict as ever",
    arguments: ["[,]", "{,}", "[1,,2]", "/* open", "/", "1 /", "{a:1}", "'a'", "[1,", "{\"a\":1,"])
  func refused(text: String) {
    #expect(throws: JSONError.self) { try JSONParser.parseTolerant(Array(text.utf8)) }
  }
}

@Suite("Places in JSON text")
struct PlacesTests {
  private let text = """
    {
      // servers
      "mcpServers": {
        "git": { "env": { "A": "1", }, "args": ["x", "y"] },
        "g\\u0069t2": { "command": "c" },
      },
      "git": 5, "twice": 1, "twice": 2
    }
    """

  @Test(
    "a member or element is found by its path",
    arguments: [
      (["mcpServers"], 3, 3), (["mcpServers", "git"], 4, 5), (["mcpServers", "git", "env"], 4, 14),
      (["mcpServers", "git", "env", "A"], 4, 23), (["mcpServers", "git", "args", "1"], 4, 50),
      (["mcpServers", "git2", "command"], 5, 20), (["git"], 7, 3), (["twice"], 7, 25), ([], 1, 1),
    ])
  func found(path: [String], line: Int, column: Int) throws {
    let bytes = Array(text.utf8)
    let offset = try #require(JSONParser.offset(of: path, in: bytes))
    let place = JSONParser.lineAndColumn(of: offset, in: bytes)
    #expect([place.line, place.column] == [line, column])
  }

  @Test(
    "what is not there has no place",
    arguments: [["x"], ["git", "x"], ["mcpServers", "git", "args", "2"], ["mcpServers", "0"]])
  func absent(path: [String]) {
    #expect(JSONParser.offset(of: path, in: Array(text.utf8)) == nil)
  }

  @Test("a text that is not valid has no places", arguments: ["", "{\"a\":1", "{\"a\":1} x"])
  func invalid(text: String) {
    #expect(JSONParser.offset(of: ["a"], in: Array(text.utf8)) == nil)
  }

  @Test("lines and columns count from 1 and stop at the end of the text")
  func lineAndColumn() {
    let bytes = Array("ab\n\nc".utf8)
    let places = (0...9).map { JSONParser.lineAndColumn(of: $0, in: bytes) }
    #expect(places.map(\.line) == [1, 1, 1, 2, 3, 3, 3, 3, 3, 3])
    #expect(places.map(\.column) == [1, 2, 3, 1, 1, 2, 2, 2, 2, 2])
    let error = JSONError("x", at: 4)
    #expect(error.lineAndColumn(in: bytes) == (3, 1))
  }
}
