import ConsoleState
import Screen
import Testing

@Suite("The key table")
struct KeyMapTests {
  @Test("no key means two things in one context")
  func noConflicts() {
    for context in KeyContext.allCases {
      var seen: Set<[Key]> = []
      for keys in KeyMap.bindings(in: context).flatMap(\.keys) {
        #expect(seen.insert(keys).inserted, "\(context): \(KeyMap.label(keys, ascii: true))")
      }
      for keys in seen {
        let shorter = (1..<max(keys.count, 1)).map { Array(keys.prefix($0)) }
        #expect(shorter.allSatisfy { !seen.contains($0) }, "\(context) hides a sequence")
      }
    }
  }

  @Test("every action is in the table, with a title", arguments: Action.allCases)
  func everyActionHasATitle(action: Action) throws {
    let binding = try #require(KeyMap.bindings.first { $0.action == action })
    #expect(!binding.title.isEmpty)
    #expect(!binding.keys.isEmpty)
  }

  @Test("the help lists every binding and every command")
  func helpIsComplete() {
    var desk = Desk()
    desk.type("?")
    let text = desk.text
    for binding in KeyMap.bindings {
      #expect(text.contains(binding.title), "\(binding.title)")
    }
    for command in CommandName.allCases { #expect(text.contains(command.title)) }
  }

  @Test("movement keys never act, in any pane")
  func movementNeverActs() {
    let keys: [Key] = [
      .character("h"), .character("j"), .character("k"), .character("G"), .up, .down, .left,
      .control("d"), .control("u"), .control("e"), .control("y"), .pageUp, .pageDown, .home, .end,
    ]
    for view in ["1", "2", "3", "5", "6"] {
      var desk = Desk()
      desk.type(view)
      for key in keys {
        desk.press(key)
        #expect(desk.commands.isEmpty)
        #expect(desk.model.overlays.isEmpty)
      }
    }
  }

  @Test("disabled actions keep their place in the hints and say why")
  func disabledHints() throws {
    var desk = Desk()
    let start = try #require(desk.model.hints.first { $0.label == "start" })
    #expect(start.disabledReason == "it is ready")
    let order = desk.model.hints.map(\.label)
    desk.type("j")
    #expect(desk.model.hints.map(\.label) == order)
    #expect(desk.model.hints.first { $0.label == "stop" }?.disabledReason == "it is failed")
    desk.type("x")
    #expect(desk.commands.isEmpty)
    #expect(desk.status.contains("it is failed"))
  }

  @Test("sequences: g g to the top, g and a letter to a view")
  func sequences() {
    var desk = Desk()
    desk.type("jgg")
    #expect(desk.selected.contains("orchestrator"))
    desk.type("gl")
    #expect(desk.model.tabs.first(where: \.selected)?.name == "Logs")
    desk.type("-")
    #expect(desk.model.tabs.first(where: \.selected)?.name == "Servers")
  }

  @Test("pasted text is inserted where text is typed and does nothing elsewhere")
  func paste() {
    var desk = Desk()
    desk.press(.paste("xq:q\n"))
    #expect(desk.commands.isEmpty && desk.model.overlays.isEmpty)
    desk.type(":")
    desk.press(.paste("theme\nda"))
    #expect(desk.status.hasPrefix(":theme da"))
  }
}
