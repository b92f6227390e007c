import ConsoleState
import JSON
import Screen
import SessionLog
import Testing

@Suite("Events become servers, calls, tools and log lines")
struct FoldTests {
  private func check(
    _ story: Story, keys: String = "", shows words: [String], hides hidden: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var desk = Desk(story)
    desk.type(keys)
    for word in words {
      #expect(desk.text.contains(word), "\(desk.text)", sourceLocation: sourceLocation)
    }
    for word in hidden {
      #expect(!desk.text.contains(word), "\(desk.text)", sourceLocation: sourceLocation)
    }
  }

  @Test("a server's state, reason and numbers are in its row")
  func serverRow() {
    var desk = Desk()
    #expect(desk.rows.count == 2)
    #expect(desk.rows[0].contains("* orchestrator ready"))
    #expect(desk.rows[0].contains("2 1 40ms"))
    #expect(desk.rows[1].contains("x skills failed"))
    #expect(desk.rows[1].contains("gave up 8/8"))
    desk.type("j!")
    for word in [
      "fix it, then press s", "exit 1", "fatal: no such file", "2 of 8", "TOKEN", "/srv/skills",
    ] {
      #expect(desk.text.contains(word), "\(word)")
    }
  }

  @Test(
    "a call's state follows its messages",
    arguments: [
      (#"{"jsonrpc":"2.0","id":7,"result":{"content":[]}}"#, "ok"),
      (#"{"jsonrpc":"2.0","id":7,"result":{"content":[],"isError":true}}"#, "error"),
      (#"{"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"no such tool"}}"#, "failed"),
    ])
  func outcomes(answer: String, word: String) {
    var story = Story()
    story.start("a")
    story.call("a", id: 7, "work", result: nil)
    story.answer("a", answer, after: .milliseconds(2))
    var desk = Desk(story)
    desk.type("2")
    #expect(desk.selected.contains(" \(word) 2ms"), "\(desk.selected)")
  }

  @Test("a call without an answer is pending, then hung, and closed when the process dies")
  func hangs() {
    var story = Story()
    story.start("a")
    story.call("a", id: 7, "work", result: nil)
    var desk = Desk(story)
    desk.type("2")
    #expect(desk.selected.contains("pending"))
    _ = desk.state.handle(.tick(.seconds(31)))
    #expect(desk.selected.contains("hung"))
    desk.tell({ $0.add("a", .exited(code: nil, signal: 9), after: .seconds(40)) }, after: story)
    #expect(desk.selected.contains("closed"))
    #expect(desk.selected.contains("signal KILL"))
  }

  @Test("a cancelled call is cancelled, and late when the answer comes after all")
  func cancelled() {
    var story = Story()
    story.start("a")
    story.call("a", id: 7, "work", result: nil)
    story.send(
      "a", #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}"#)
    check(story, keys: "2", shows: ["cancelled"])
    story.answer("a", #"{"jsonrpc":"2.0","id":7,"result":{}}"#)
    check(story, keys: "2", shows: ["late"])
  }

  @Test("the same id in another generation is another call")
  func generations() {
    var story = Story()
    story.start("a")
    story.call("a", id: 1, "first", result: nil)
    story.generation = 2
    story.call("a", id: 1, "second")
    var desk = Desk(story)
    desk.type("2")
    #expect(desk.rows.count == 2)
    #expect(desk.rows[0].contains("pending") && desk.rows[0].contains("first"))
    #expect(desk.rows[1].contains("ok") && desk.rows[1].contains("second"))
  }

  @Test("progress is shown with its call")
  func progress() {
    var story = Story()
    story.start("a")
    story.send(
      "a",
      #"{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"w","_meta":{"progressToken":"p"}}}"#
    )
    story.answer(
      "a",
      #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"p","progress":12,"total":40}}"#
    )
    check(story, keys: "2", shows: ["w  12/40", "notifications/progress 12/40"])
  }

  @Test("the cockpit's own requests are hidden until asked for")
  func housekeeping() {
    var desk = Desk()
    desk.type("2")
    #expect(desk.rows.count == 2)
    desk.type("&origin:all\n")
    #expect(desk.rows.count == 4)
  }

  @Test("a listing replaces the tools, its further pages append")
  func toolPages() {
    var story = Story()
    story.start("a")
    story.tools("a", id: 1, [#"{"name":"one"}"#])
    story.send(
      "a", #"{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{"cursor":"n"}}"#,
      origin: .cockpit)
    story.answer("a", #"{"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":"two"}]}}"#)
    var desk = Desk(story)
    desk.type("3")
    #expect(desk.rows.map { $0.contains("one") || $0.contains("two") } == [true, true])
    desk.tell({ $0.tools("a", id: 3, [#"{"name":"three"}"#]) }, after: story)
    #expect(desk.rows.count == 1 && desk.rows[0].contains("three"))
  }

  @Test(
    "the level of a stderr line is what it claims, else unknown",
    arguments: [
      ("ERROR: disk full", "ERROR"), ("[warn] slow", "WARN"), ("2026-11-21 10:00 INFO up", "INFO"),
      (#"{"level":"error","msg":"x"}"#, "ERROR"), (#"{"level":40,"msg":"x"}"#, "WARN"),
      ("level=debug msg=x", "DEBUG"), ("an error happened", ""), ("INFORMATION desk", "INFO"),
      ("", ""),
    ])
  func levels(line: String, level: String) throws {
    var story = Story()
    story.add("a", .stderr(line))
    var desk = Desk(story)
    desk.type("6")
    let cells = try #require(desk.table?.rows.last?.cells)
    #expect(cells[3].text == level)
  }

  @Test("hostile text is made visible on entry")
  func hostile() {
    var story = Story()
    story.add("a", .stderr("red \u{1B}[31m and \u{202E}back"))
    story.add("a", .stray("\u{07}bell"))
    var desk = Desk(story)
    desk.type("6")
    #expect(!desk.text.contains("\u{1B}"))
    #expect(!desk.text.contains("\u{202E}"))
    #expect(!desk.text.contains("\u{07}"))
    #expect(desk.text.contains("bad"))
  }

  @Test("messages that cannot be read are lines, not traps")
  func unreadable() {
    var story = Story()
    story.send("a", "{")
    story.send("a", "[]")
    story.answer("a", #"{"jsonrpc":"2.0","id":99,"result":{}}"#)
    check(story, keys: "6", shows: ["unreadable message", "answers nothing we know"])
  }

  @Test("a flood keeps ten thousand lines")
  func flood() {
    var story = Story()
    for index in 0..<12_000 { story.add("a", .stderr("line \(index)")) }
    var desk = Desk(story)
    desk.type("6")
    #expect(desk.table?.rowCount == 10_000)
    #expect(desk.selected.contains("line 11999"))
  }

  @Test("request and response are indented when they are shown")
  func bodies() {
    var desk = Desk()
    desk.type("2k\n")
    #expect(desk.text.contains(#""content": []"#))
    desk.type("[")
    #expect(desk.text.contains(#""title": "Write tests""#))
  }
}
