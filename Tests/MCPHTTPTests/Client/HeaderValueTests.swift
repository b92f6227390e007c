import JSON
import MCPHTTP
import Testing

@Suite("Values of Mcp-Name and Mcp-Param fields")
struct HeaderValueTests {
  @Test(
    "plain text goes as it is, all other text as base64, and both come back",
    arguments: [
      ("us-west1", "us-west1"),
      ("my-hyphenated-tool", "my-hyphenated-tool"),
      ("file:///projects/a b", "file:///projects/a b"),
      ("", ""),
      ("~ !", "~ !"),
      ("inner  spaces", "inner  spaces"),
      (" leading", "=?base64?IGxlYWRpbmc=?="),
      ("trailing ", "=?base64?dHJhaWxpbmcg?="),
      (" ", "=?base64?IA==?="),
      ("Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?="),
      ("日本語", "=?base64?5pel5pys6Kqe?="),
      ("line1\nline2", "=?base64?bGluZTEKbGluZTI=?="),
      ("line1\r\nline2", "=?base64?bGluZTENCmxpbmUy?="),
      ("a\tb", "=?base64?YQli?="),
      ("\tindented", "=?base64?CWluZGVudGVk?="),
      ("\u{7F}", "=?base64?fw==?="),
      ("=?base64?aGVsbG8=?=", "=?base64?PT9iYXNlNjQ/YUdWc2JHOD0/PQ==?="),
      ("=?base64?=", "=?base64?PT9iYXNlNjQ/PQ==?="),
      ("=?base64?half", "=?base64?half"),
      ("half?=", "half?="),
      ("=?BASE64?aGVsbG8=?=", "=?BASE64?aGVsbG8=?="),
    ])
  func encoding(text: String, value: String) throws {
    #expect(HeaderValue.encode(text) == value)
    #expect(try HeaderValue.decode(value) == text)
  }

  @Test("every byte length of base64 comes back", arguments: 0..<12)
  func lengths(count: Int) throws {
    let text = String(repeating: "é", count: count) + (count.isMultiple(of: 2) ? "\n" : "")
    #expect(try HeaderValue.decode(HeaderValue.encode(text)) == text)
  }

  @Test(
    "arguments other than texts",
    arguments: [
      (JSONValue.int(42), "42"), (.int(-7), "-7"), (.double(42), "42"),
      (.int(9_007_199_254_740_991), "9007199254740991"), (.bool(true), "true"),
      (.bool(false), "false"), (.null, nil), (.double(1.5), nil), ([1], nil), (["a": 1], nil),
    ] as [(JSONValue, String?)])
  func arguments(value: JSONValue, expected: String?) {
    #expect(HeaderValue.encode(value) == expected)
  }

  @Test(
    "what is wrapped badly or has characters no field may have is refused",
    arguments: [
      "=?base64?aGVsbG8?=", "=?base64?aGVsbG8==?=", "=?base64?aGVs bG8=?=", "=?base64?SGVsbG8!?=",
      "=?base64?aGVsbG9=?=", "=?base64?_-A=?=", "=?base64?====?=", "=?base64?A?=",
      "=?base64?/w==?=", "Grüße", "a\u{1}b", "a\nb", "a\u{7F}",
    ])
  func refusals(value: String) {
    #expect(throws: HeaderValueError.self) { try HeaderValue.decode(value) }
  }

  @Test(
    "a field agrees with its argument when it says the same",
    arguments: [
      ("42.0", .int(42), true), ("42", .double(42), true), ("43", .int(42), false),
      ("4.2e1", .int(42), true), ("x", .int(42), false), ("=?base64?NDI=?=", .int(42), true),
      ("true", .bool(true), true), ("True", .bool(true), false), ("us", .string("us"), true),
      ("US", .string("us"), false), ("=?base64?dXM=?=", .string("us"), true),
      ("", .string(""), true),
      ("null", .null, false), ("1.5", .double(1.5), false),
      ("=?base64?YcyK?=", .string("\u{E5}"), false),
    ] as [(String, JSONValue, Bool)])
  func agreement(field: String, argument: JSONValue, expected: Bool) throws {
    #expect(try HeaderValue.matches(field, argument) == expected)
  }
}
