import Basics
import JSON
import Testing

@Suite("JSON values")
struct JSONValueTests {
  @Test(
    "a number is an integer when its exact value is one and fits",
    arguments: [
      ("0", 0), ("-0", 0), ("0.0", 0), ("0e99999999999999999999", 0), ("42", 42), ("42.0", 42),
      ("4.2e1", 42), ("420e-1", 42), ("-1.50e2", -150), ("1E+3", 1000),
      ("9007199254740993", 9_007_199_254_740_993),
      ("9007199254740993.0", 9_007_199_254_740_993),
      ("9.223372036854775807e18", .max), ("-9223372036854775808", .min),
      ("9223372036854775808", nil), ("1e19", nil), ("1e99999999999999999999", nil),
      ("1e-99999999999999999999", nil), ("0.5", nil), ("-0.5", nil), ("1e-400", nil),
      ("1.00000000000000000001", nil), ("4503599627370497.4", nil), ("1e-9223372036854775808", nil),
    ] as [(String, Int?)])
  func integers(literal: String, expected: Int?) throws {
    #expect(try JSONParser.parse(literal).int == expected)
  }

  @Test(
    "a number's nearest double is its value",
    arguments: [("0.1", 0.1), ("-0", 0), ("1e400", .infinity), ("9007199254740993", 0x1p53)])
  func doubles(literal: String, expected: Double) throws {
    #expect(try JSONParser.parse(literal).double == expected)
  }

  @Test(
    "a double is written so that it reads back the same",
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (-2.5, "-2.5"), (1e16, "1e+16"), (0.1, "0.1"),
      (.leastNonzeroMagnitude, "5e-324"), (123_456_789_012_345, "123456789012345"),
    ] as [(Double, String)])
  func writtenDoubles(value: Double, literal: String) throws {
    let number = try #require(JSONNumber(value))
    #expect(number.literal == literal)
    #expect(try JSONParser.parse(literal).double == value)
  }

  @Test("what JSON cannot spell becomes null", arguments: [Double.nan, .infinity, -.infinity])
  func notNumbers(value: Double) {
    #expect(JSONNumber(value) == nil)
    #expect(JSONValue.double(value) == .null)
  }

  @Test("reading a value as another type gives nil")
  func types() {
    let values: [JSONValue] = [nil, true, 1, "x", [1], ["a": 1]]
    #expect(
      values.map(\.typeName) == ["null", "boolean", "number", "string", "array", "object"])
    #expect(values.map { $0.bool != nil } == [false, true, false, false, false, false])
    #expect(values.map { $0.int != nil } == [false, false, true, false, false, false])
    #expect(values.map { $0.string != nil } == [false, false, false, true, false, false])
    #expect(values.map { $0.array != nil } == [false, false, false, false, true, false])
    #expect(values.map { $0.object != nil } == [false, false, false, false, false, true])
    #expect(values.map(\.isNull) == [true, false, false, false, false, false])
    #expect(values[4][0] == 1)
    #expect(values[4][1] == nil)
    #expect(values[4][-1] == nil)
    #expect(values[5]["a"] == 1)
    #expect(values[3]["a"] == nil)
  }

  @Test("the last of several members of one name counts, and all of them can be removed")
  func duplicates() throws {
    let value = try JSONParser.parse(#"{"a":1,"b":2,"a":3}"#)
    var object = try #require(value.object)
    #expect(object["a"] == 3)
    object["a"] = 4
    object["c"] = 5
    #expect(JSONWriter.string(.object(object)) == #"{"a":1,"b":2,"a":4,"c":5}"#)
    object["a"] = nil
    #expect(object.keys == ["b", "c"])
    #expect(object.count == 2)
  }

  @Test("raw text keeps its bytes and is parsed on demand")
  func raw() throws {
    let raw = RawJSON(bytes: Array("[1.0, 2]".utf8))
    #expect(raw.text == "[1.0, 2]")
    #expect(try raw.parse()[1] == 2)
    #expect(RawJSON(["a": nil]).text == #"{"a":null}"#)
  }
}

@Suite("Writing JSON")
struct JSONWriterTests {
  @Test("a random value reads back as it was written", arguments: 0..<200)
  func roundTrip(seed: UInt64) throws {
    var arbitrary = Arbitrary(seed: seed)
    let value = arbitrary.value()
    let bytes = JSONWriter.bytes(value)
    #expect(!bytes.contains(0x0A), "one line, seed \(seed)")
    #expect(try JSONParser.parse(bytes) == value, "seed \(seed)")
    let pretty = JSONWriter.pretty(value)
    #expect(JSONWriter.bytes(try JSONParser.parse(pretty)) == bytes, "seed \(seed)")
    #expect(try JSONParser.parseTolerant(bytes) == value, "seed \(seed)")
  }

  @Test("every control character is escaped wherever it stands", arguments: 0..<20)
  func controls(place: Int) throws {
    for code in UInt8(0)..<0x20 {
      var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 20)
      bytes[place] = code
      let text = String(decoding: bytes, as: UTF8.self)
      let written = JSONWriter.bytes(.string(text))
      #expect(written.allSatisfy { $0 >= 0x20 })
      #expect(try JSONParser.parse(written) == .string(text))
    }
  }

  @Test("text for people has two spaces a level and no line for what is empty")
  func pretty() {
    #expect(
      JSONWriter.pretty(["a": [1, ["b": nil]], "c": [], "d": [:]]) == """
        {
          "a": [
            1,
            {
              "b": null
            }
          ],
          "c": [],
          "d": {}
        }
        """)
  }
}

@Suite("Hostile JSON")
struct JSONFuzzTests {
  @Test("changed bytes never trap, and the scanner agrees with the parser", arguments: 0..<100)
  func mutations(seed: UInt64) {
    var arbitrary = Arbitrary(seed: seed)
    let original = JSONWriter.bytes(arbitrary.value())
    for _ in 0..<20 {
      var bytes = original
      arbitrary.mutate(&bytes)
      let strict = try? JSONParser.parse(bytes)
      #expect(scans(bytes) == (strict != nil), "\(bytes), seed \(seed)")
      if let strict {
        #expect((try? JSONParser.parse(JSONWriter.bytes(strict))) == strict, "seed \(seed)")
        #expect((try? JSONParser.parseTolerant(bytes)) == strict, "seed \(seed)")
      }
      _ = JSONParser.offset(of: ["a", "0"], in: bytes)
    }
  }

  @Test("random bytes never trap", arguments: 0..<50)
  func noise(seed: UInt64) {
    var arbitrary = Arbitrary(seed: seed)
    for length in 0..<40 {
      let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: arbitrary.random.next()) }
      #expect(scans(bytes) == ((try? JSONParser.parse(bytes)) != nil), "\(bytes)")
    }
  }

  private func scans(_ bytes: [UInt8]) -> Bool {
    let found: Bool? = try? JSONParser.withBuffer(bytes) { buffer throws(JSONError) in
      var scanner = JSONScanner(buffer, limits: .init())
      try scanner.skipValue()
      try scanner.finish()
      return true
    }
    return found ?? false
  }
}
