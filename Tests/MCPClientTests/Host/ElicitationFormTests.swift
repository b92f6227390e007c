import JSON
import MCPClient
import MCPSchema
import Testing

@Suite("Forms that servers ask for")
struct ElicitationFormTests {
  private static func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(text) }

  private static func form(_ properties: String, required: String = "[]") throws -> JSONValue {
    try parse(#"{"type":"object","properties":\#(properties),"required":\#(required)}"#)
  }

  @Test("defaults come in the order of the fields, and only those that keep the field's rules")
  func defaults() throws {
    let schema = try Self.form(
      #"{"name":{"type":"string","default":"John"},"age":{"type":"integer","default":30},"#
        + #""score":{"type":"number","default":95.50},"on":{"type":"boolean","default":false},"#
        + #""bad":{"type":"integer","default":1.5},"worse":{"type":"string","enum":["a"],"default":"b"},"#
        + #""pick":{"type":"array","items":{"type":"string","enum":["x","y"]},"default":["y"]},"#
        + #""free":{"type":"string"}}"#)
    let text = JSONWriter.string(.object(ElicitationForm.defaults(schema)))
    #expect(text == #"{"name":"John","age":30,"score":95.50,"on":false,"pick":["y"]}"#)
    let form = ElicitationForm(schema)
    let filled = form.completing(["age": 31, "free": ""])
    #expect(
      JSONWriter.string(.object(filled))
        == #"{"age":31,"free":"","name":"John","score":95.50,"on":false,"pick":["y"]}"#)
  }

  @Test("a client nobody sits before takes the defaults, or declines")
  func answer() throws {
    let field = #"{"a":{"type":"string","default":"x"},"b":{"type":"string"}}"#
    let open = try Self.form(field, required: #"["a"]"#)
    #expect(ElicitationForm.answerWithDefaults(open) == .elicitation(.accept, content: ["a": "x"]))
    let closed = try Self.form(field, required: #"["a","b"]"#)
    #expect(ElicitationForm.answerWithDefaults(closed) == .elicitation(.decline))
    #expect(ElicitationForm.answerWithDefaults(7) == .elicitation(.accept, content: [:]))
  }

  /// Checks one value of one field.
  private func check(
    _ field: String, _ value: JSONValue?, isRequired: Bool = false, expect problem: String?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let schema = try Self.form(#"{"f":\#(field)}"#, required: isRequired ? #"["f"]"# : "[]")
    var content = JSONObject()
    content["f"] = value
    let found = ElicitationForm(schema).violations(of: content)
    #expect(found == (problem.map { ["f \($0)"] } ?? []), sourceLocation: sourceLocation)
  }

  @Test("texts are checked for length, choice and kind")
  func texts() throws {
    try check(#"{"type":"string"}"#, "x", expect: nil)
    try check(#"{"type":"string"}"#, 1, expect: "must be text")
    try check(#"{"type":"string"}"#, nil, expect: nil)
    try check(#"{"type":"string"}"#, nil, isRequired: true, expect: "is missing")
    try check(#"{"type":"string","minLength":2}"#, "é", expect: "must have at least 2 characters")
    try check(#"{"type":"string","maxLength":2}"#, "éé", expect: nil)
    try check(#"{"type":"string","maxLength":2}"#, "ééé", expect: "may have at most 2 characters")
    try check(#"{"type":"string","enum":["a","b"]}"#, "b", expect: nil)
    try check(#"{"type":"string","enum":["a","b"]}"#, "c", expect: "must be one of a, b")
    try check(
      #"{"type":"string","oneOf":[{"const":"a","title":"A"}]}"#, "A", expect: "must be one of a")
    try check(#"{"type":"string","oneOf":[{"const":"a","title":"A"}]}"#, "a", expect: nil)
  }

  @Test("numbers are checked for range and wholeness")
  func numbers() throws {
    try check(#"{"type":"number","minimum":1.5}"#, .double(1.5), expect: nil)
    try check(#"{"type":"number","minimum":1.5}"#, 1, expect: "must be at least 1.5")
    try check(#"{"type":"number","maximum":1.5}"#, 2, expect: "may be at most 1.5")
    try check(#"{"type":"number"}"#, "1", expect: "must be a number")
    try check(#"{"type":"integer"}"#, .double(2.0), expect: nil)
    try check(#"{"type":"integer"}"#, .double(2.5), expect: "must be a whole number")
    try check(#"{"type":"integer"}"#, true, expect: "must be a number")
    try check(#"{"type":"boolean"}"#, false, expect: nil)
    try check(#"{"type":"boolean"}"#, 0, expect: "must be true or false")
  }

  @Test("choices of several are checked for each one and their number")
  func choices() throws {
    let field =
      #"{"type":"array","items":{"type":"string","enum":["a","b"]},"minItems":1,"maxItems":1}"#
    try check(field, ["a"], expect: nil)
    try check(field, ["c"], expect: "may only hold a, b")
    try check(field, [], expect: "needs at least 1 of them")
    try check(field, ["a", "b"], expect: "may hold at most 1 of them")
    try check(field, "a", expect: "must be a list")
    try check(field, [1], expect: "must be a list of texts")
    let titled = #"{"type":"array","items":{"anyOf":[{"const":"a","title":"A"}]}}"#
    try check(titled, ["a"], expect: nil)
    try check(titled, ["A"], expect: "may only hold a")
  }

  @Test("a type that forms do not have, and a field nobody asked for, are named")
  func strange() throws {
    try check(
      #"{"type":"object"}"#, [:], expect: "is of a type that forms do not have: object")
    try check("{}", 1, expect: "is of a type that forms do not have: none")
    let form = ElicitationForm(try Self.form("{}"))
    #expect(form.violations(of: ["x": 1]) == ["x was not asked for"])
  }

  @Test("choices come with their words, however the revision writes them")
  func titles() throws {
    let fields: [(String, [String])] = [
      (#"{"type":"string","enum":["a","b"]}"#, ["a=a", "b=b"]),
      (#"{"type":"string","enum":["a","b"],"enumNames":["A","B"]}"#, ["a=A", "b=B"]),
      (#"{"type":"string","enum":["a","b"],"enumNames":["A"]}"#, ["a=a", "b=b"]),
      (#"{"type":"string","oneOf":[{"const":"a","title":"A"},{"const":"b"}]}"#, ["a=A", "b=b"]),
      (#"{"type":"array","items":{"anyOf":[{"const":"a","title":"A"}]}}"#, ["a=A"]),
      (#"{"type":"array","items":{"type":"string","enum":["a"]}}"#, ["a=a"]),
    ]
    for (field, expected) in fields {
      let form = ElicitationForm(try Self.form(#"{"f":\#(field)}"#))
      #expect(form.fields[0].choices?.map { "\($0.value)=\($0.title)" } == expected)
    }
    let free = ElicitationForm(try Self.form(#"{"f":{"type":"string"}}"#))
    #expect(free.fields[0].choices == nil)
  }

  @Test(
    "formats are checked by their outer shape",
    arguments: [
      ("email", "a@b.example", true), ("email", "a b@c", false), ("email", "@b", false),
      ("email", "a@", false), ("email", "a@b@c", true), ("email", "a@.b", false),
      ("uri", "https://x", true), ("uri", "urn:x", true), ("uri", "x", false), ("uri", ":x", false),
      ("uri", "1a:x", false), ("uri", "a:", false), ("uri", "a:b c", false),
      ("date", "2026-02-28", true), ("date", "2024-02-29", true), ("date", "2026-02-29", false),
      ("date", "2026-13-01", false), ("date", "2026-1-01", false), ("date", "26-01-01", false),
      ("date-time", "2026-07-28T09:30:00Z", true),
      ("date-time", "2026-07-28t09:30:60.5+02:00", true),
      ("date-time", "2026-07-28T09:30:00", false), ("date-time", "2026-07-28T24:00:00Z", false),
      ("date-time", "2026-07-28T09:30:00.Z", false), ("date-time", "2026-07-28", false),
      ("date-time", "2026-07-28T09:30:00+2:00", false), ("unknown", "anything", true),
    ])
  func formats(format: String, text: String, isFine: Bool) throws {
    let schema = try Self.form(#"{"f":{"type":"string","format":"\#(format)"}}"#)
    #expect(ElicitationForm(schema).violations(of: ["f": .string(text)]).isEmpty == isFine)
  }
}
