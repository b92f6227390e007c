import ConsoleState
import JSON
import Screen
import SessionLog
import Testing

@Suite("Call forms")
struct FormTests {
  /// A desk with the form of a tool of the typical story open.
  private func open(_ tool: String) -> Desk {
    var desk = Desk()
    desk.type("3/\(tool)\n\n")
    return desk
  }

  /// The arguments of the call that the last key sent.
  private func sent(_ desk: Desk) -> String? {
    guard case .session(.call(_, _, let arguments))? = desk.commands.first else { return nil }
    return arguments.text
  }

  @Test("rows come from the schema, required ones first, with their types")
  func rows() throws {
    let form = try #require(open("create_task").form)
    #expect(form.rows.map(\.name) == ["title", "priority", "status", "urgent", "tags", "note"])
    #expect(form.rows[0].isRequired)
    #expect(
      form.rows.map(\.type) == [
        "string up to 9 characters", "integer 0...4", "one of pending, blocked", "boolean",
        "array as JSON", "string or null",
      ])
    #expect(form.rows[1].help.contains("default 2"))
    #expect(form.editing != nil, "the first required field opens for typing")
  }

  @Test("untouched fields are not sent; values keep their types and the schema's order")
  func sends() {
    var desk = open("create_task")
    desk.type("Tests\nj\n")
    desk.press(.backspace)
    desk.type("3\nj  j j\n")
    desk.press(.control("u"))
    desk.type("[1,\"a\"]\nr")
    #expect(
      sent(desk)
        == #"{"priority":3,"title":"Tests","status":"blocked","urgent":true,"tags":[1,"a"]}"#)
    #expect(desk.form == nil)
  }

  @Test(
    "what does not fit is said beside the field and not sent",
    arguments: [
      ("\nr", "required"), ("far too long a title\nr", "at most 9 characters"),
      ("ok\nj\n\u{15}9\nr", "at most 4"), ("ok\nj\n\u{15}1.5\nr", "must be an integer"),
      ("ok\njjjj\n\u{15}{}\nr", "must be a JSON array"),
    ])
  func validation(keys: String, problem: String) {
    var desk = open("create_task")
    for character in keys {
      desk.press(
        character == "\u{15}" ? .control("u") : character == "\n" ? .enter : .character(character))
    }
    #expect(desk.commands.isEmpty)
    #expect(
      desk.form?.rows.contains { $0.problem?.contains(problem) == true } == true, "\(desk.text)")
  }

  @Test("null and unset are different, and Backspace unsets")
  func nullAndUnset() {
    var desk = open("create_task")
    desk.type("T\nG r")
    #expect(sent(desk) == #"{"title":"T","note":null}"#)
    desk = open("create_task")
    desk.type("T\nG ")
    desk.press(.backspace)
    desk.type("r")
    #expect(sent(desk) == #"{"title":"T"}"#)
  }

  @Test("raw JSON and the exact request are the same call")
  func representations() {
    var desk = open("create_task")
    desk.type("T\nv")
    #expect(desk.form?.raw?.lines == ["{", #"  "title": "T""#, "}"])
    desk.type("v")
    #expect(desk.text.contains(#""name": "create_task""#))
    desk.type("vv\n")
    desk.press(.control("u"), .backspace, .control("u"), .backspace, .control("u"))
    desk.press(.paste("{\"title\":\n\"Raw\"}"))
    desk.press(.control("r"))
    #expect(sent(desk) == #"{"title":"Raw"}"#)
  }

  @Test("broken raw JSON is not sent and says where it breaks")
  func brokenRaw() {
    var desk = open("create_task")
    desk.type("T\nv\n,")
    #expect(desk.form?.raw?.problem?.contains("line 3") == true)
    desk.press(.control("r"))
    #expect(desk.commands.isEmpty)
  }

  @Test("a tool without arguments says so and can be sent")
  func noArguments() {
    var desk = open("ping_all")
    #expect(desk.text.contains("takes no arguments"))
    desk.type("r")
    #expect(sent(desk) == "{}")
  }

  @Test("a destructive tool asks first")
  func destructive() {
    var desk = open("delete_task")
    desk.type("7\nr")
    #expect(desk.commands.isEmpty)
    desk.press(.escape)
    #expect(desk.form != nil)
    desk.type("ry")
    #expect(sent(desk) == #"{"id":7}"#)
  }

  @Test(
    "odd schemas get a raw JSON form that is never empty",
    arguments: [
      #"{"type":"array"}"#, #"{"anyOf":[{"type":"object"}]}"#, "true", "null",
      ##"{"$ref":"#/missing"}"##, #"{"type":"object","properties":{"a":{"$ref":"http://x"}}}"#,
      #"{"type":"object","properties":{"a":{"type":["string","integer"]}}}"#,
    ])
  func oddSchemas(schema: String) throws {
    var story = Story()
    story.start("a")
    story.tools("a", id: 1, [#"{"name":"odd","inputSchema":\#(schema)}"#])
    var desk = Desk(story)
    desk.type("3\n")
    let form = try #require(desk.form)
    #expect(!form.rows.isEmpty || form.raw?.lines.isEmpty == false)
  }

  @Test("local references are followed")
  func references() throws {
    var story = Story()
    story.start("a")
    story.tools(
      "a", id: 1,
      [
        ##"{"name":"r","inputSchema":{"type":"object","$defs":{"p":{"type":"boolean"}},"properties":{"flag":{"$ref":"#/$defs/p"}}}}"##
      ])
    var desk = Desk(story)
    desk.type("3\n")
    #expect(desk.form?.rows.first?.type == "boolean")
  }

  @Test("a form closed keeps what was typed for the next time")
  func drafts() {
    var desk = open("create_task")
    desk.type("Kept\n")
    desk.press(.escape)
    #expect(desk.form == nil)
    desk.type("c")
    #expect(desk.form?.rows[0].value.text == "Kept")
  }

  @Test("Esc in a field goes back to the row, and letters are commands there")
  func states() {
    var desk = open("create_task")
    desk.type("rx")
    #expect(desk.form?.editing?.text == "rx")
    desk.press(.escape)
    #expect(desk.form?.editing == nil)
    #expect(desk.form?.rows[0].value.text == "rx")
    #expect(desk.status.contains("FORM"))
  }
}
