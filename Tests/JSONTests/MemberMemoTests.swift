import JSON
import Testing

@Suite("A remembered member")
struct MemberMemoTests {
  private func parse(
    _ memo: inout MemberMemo, _ text: String
  ) throws -> (object: JSONObject, isRepeated: Bool)? {
    let bytes = Array("xx\(text)yy".utf8)
    return try memo.parse(bytes, in: 2..<(bytes.count - 2))
  }

  @Test("is read once, and found again when it is spelled the same")
  func repeated() throws {
    var memo = MemberMemo("_meta")
    let first = try #require(try parse(&memo, #"{"a":1,"_meta":{"k":[1,2]},"b":2}"#))
    #expect(first.isRepeated == false)
    let second = try #require(try parse(&memo, #"{"_meta":{"k":[1,2]},"a":3}"#))
    #expect(second.isRepeated)
    #expect(second.object == ["_meta": ["k": [1, 2]], "a": 3])
  }

  @Test(
    "is read anew when anything differs",
    arguments: [
      #"{"_meta":{"k":[1,3]}}"#, #"{"_meta":{"k":[1,2] }}"#, #"{"_meta":{"k":[1,2],"l":0}}"#,
      #"{"_meta":{"k":[1]}}"#, #"{"_meta":null}"#, #"{"_meta":12345678901}"#,
    ])
  func changed(text: String) throws {
    var memo = MemberMemo("_meta")
    _ = try parse(&memo, #"{"_meta":{"k":[1,2]}}"#)
    let read = try #require(try parse(&memo, text))
    #expect(read.isRepeated == false)
    #expect(JSONValue.object(read.object) == (try JSONParser.parse(text)))
  }

  @Test("of another kind than object or array is never taken for a longer one")
  func scalars() throws {
    var memo = MemberMemo("_meta")
    _ = try parse(&memo, #"{"_meta":1}"#)
    let read = try #require(try parse(&memo, #"{"_meta":12}"#))
    #expect(read.object["_meta"] == 12)
    #expect(read.isRepeated == false)
  }

  @Test("under an escaped name, or missing, is no repetition")
  func names() throws {
    var memo = MemberMemo("_meta")
    _ = try parse(&memo, #"{"_meta":{}}"#)
    let escaped = try #require(try parse(&memo, #"{"\u005fmeta":{}}"#))
    #expect(escaped.isRepeated == false)
    #expect(escaped.object == ["_meta": [:]])
    #expect(try parse(&memo, "{}")?.isRepeated == false)
  }

  @Test("needs an object around it", arguments: ["[]", "1", "null"])
  func noObject(text: String) throws {
    var memo = MemberMemo("_meta")
    #expect(try parse(&memo, text) == nil)
  }

  @Test("does not excuse bad text", arguments: [#"{"_meta":{"k":}}"#, #"{"_meta":{}"#, "{,}"])
  func bad(text: String) {
    var memo = MemberMemo("_meta")
    #expect(throws: JSONError.self) { try parse(&memo, text) }
  }
}
