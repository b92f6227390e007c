import ConsoleState
import JSON
import Screen
import SessionLog
import Testing

@Suite("The command line")
struct CommandTests {
  @Test(
    "commands give what they say",
    arguments: [
      (":stop orch", [ConsoleCommand.session(.stop(server: "orchestrator"))]),
      (":start skills", [.session(.start(server: "skills"))]),
      (":rest orchestrator", [.session(.restart(server: "orchestrator", generation: 1))]),
      (
        ":call orch ping {\"a\": 1}",
        [.session(.call(server: "orchestrator", tool: "ping_all", arguments: RawJSON(["a": 1])))]
      ),
      (":record start", [.session(.startRecording)]),
      (":record mark before it broke", [.session(.mark("before it broke"))]),
      (":theme li", [.setTheme("light")]),
      (":", []),
    ])
  func commands(line: String, expected: [ConsoleCommand]) {
    var desk = Desk()
    desk.type(line + "\n")
    #expect(desk.commands == expected)
    #expect(desk.model.status.prompt == nil)
  }

  @Test(
    "errors stay in the line and name the word",
    arguments: [
      (":frobnicate", "frobnicate: no such command"), (":st orchestrator", "st: could be"),
      (":stop nobody", "nobody: no such server"), (":stop", "which server?"),
      (":call orch nothing {}", "nothing: no such tool of orchestrator"),
      (":call orch ping 12", "12: arguments are a JSON object"),
      (":call orch ping {\"a\" 1}", "expected :"), (":record", "usage: :record"),
      (":record mark", "mark: needs a text"), (":theme pink", "pink: no such theme"),
      (":set wrap maybe", "maybe: is on or off"), (":set", "usage"),
      (":seek 10", "only in a replay"), (":speed 2", "only in a replay"),
    ])
  func errors(line: String, words: String) {
    var desk = Desk()
    desk.type(line + "\n")
    #expect(desk.commands.isEmpty)
    #expect(desk.status.hasPrefix(line), "\(desk.status)")
    #expect(desk.status.contains(words), "\(desk.status)")
    desk.press(.escape)
    #expect(desk.model.status.prompt == nil)
  }

  @Test("Tab completes commands, servers, tools and themes")
  func completion() {
    var desk = Desk()
    desk.type(":rec")
    desk.press(.tab)
    #expect(desk.status.hasPrefix(":record "))
    desk.press(.escape)
    desk.type(":call o")
    desk.press(.tab)
    desk.type("c")
    desk.press(.tab)
    #expect(desk.status.hasPrefix(":call orchestrator create_task "))
    desk.press(.escape)
    desk.type(":s")
    desk.press(.tab)
    #expect(desk.status.contains("seek servers set"))
  }

  @Test("up recalls earlier lines, down comes back to the one being typed")
  func history() {
    var desk = Desk()
    desk.type(":set wrap on\n:logs\n:se")
    desk.press(.up, .up)
    #expect(desk.status.hasPrefix(":set wrap on"))
    desk.press(.down, .down)
    #expect(desk.status.hasPrefix(":se "))
  }

  @Test("views are commands, with a filter")
  func views() {
    var desk = Desk()
    desk.type(":logs queue\n")
    #expect(desk.model.tabs.first(where: \.selected)?.name == "Logs")
    #expect(desk.rows.count == 1)
  }

  @Test("editing keys work in the line")
  func editing() {
    var desk = Desk()
    desk.type(":stop abc def")
    desk.press(.control("w"), .backspace, .left, .left, .left, .delete, .home, .delete)
    desk.press(.character("X"), .end, .character("Y"))
    #expect(desk.status.hasPrefix(":Xtop bcY"))
    desk.press(.control("u"))
    #expect(desk.status.hasPrefix(":  "))
  }
}
