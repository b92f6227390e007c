import FoundationEssentials
import JSON
import Screen
import Testing

@Suite("Themes") struct ThemeTests {
  private struct Missing: Error {}

  private func parse(
    _ text: String, _ others: [String: String] = [:]
  ) throws(ThemeError) -> Theme {
    try Theme.parse(Array(text.utf8), named: "test") { name in
      guard let other = others[name] else { throw Missing() }
      return Array(other.utf8)
    }
  }

  private func check(
    _ text: String, _ others: [String: String] = [:], fails expected: String,
    _ place: SourceLocation = #_sourceLocation
  ) {
    #expect(sourceLocation: place) {
      try parse(text, others)
    } throws: { error in
      let description = "\(error)"
      if description != expected { Issue.record("\(description)", sourceLocation: place) }
      return true
    }
  }

  // Shipped files

  private static let shippedNames = ["default", "dark", "light", "mono"]

  private func file(_ name: String) throws -> [UInt8] {
    let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return Array(try Data(contentsOf: top.appending(path: "themes/\(name).json")))
  }

  private func shipped(_ name: String) throws -> Theme {
    try Theme.parse(file(name), named: name, resolve: file)
  }

  @Test("are strict JSON, without warnings, and style every role", arguments: shippedNames)
  func files(name: String) throws {
    let roles = try #require(try JSONParser.parse(file(name))["roles"]?.object)
    #expect(Set(roles.keys) == Set(Role.allCases.map(\.rawValue)))
    let theme = try shipped(name)
    #expect(theme.name == name)
    #expect(theme.warnings == [])
  }

  @Test("say the same as the built-in ones")
  func builtIn() throws {
    for role in Role.allCases {
      #expect(try shipped("default")[role] == Theme.default[role], "\(role)")
      #expect(try shipped("mono")[role] == Theme.mono[role], "\(role)")
    }
    #expect(Theme.default.name == "default")
    #expect(Theme.mono.name == "mono")
  }

  @Test("the built-in themes set no background, and mono no colour at all")
  func plainness() {
    for role in Role.allCases {
      #expect(Theme.default[role].bg ?? .default == .default)
      #expect(Theme.mono[role].fg ?? .default == .default)
      #expect(Theme.mono[role].bg ?? .default == .default)
      if case .rgb? = Theme.default[role].fg { Issue.record("\(role) is no terminal colour") }
    }
  }

  @Test("tell important roles from plain text at every depth", arguments: shippedNames)
  func distinction(name: String) throws {
    let theme = try shipped(name)
    let important: [Role] = [
      .title, .cursor, .selection, .match, .error, .stateFailed, .levelError, .dagCritical,
    ]
    for depth in ColorDepth.allCases where depth > .mono || name == "mono" {
      for role in important {
        #expect(
          theme.style(role, depth: depth) != theme.style(.text, depth: depth), "\(role) \(depth)")
      }
    }
  }

  // Reading

  @Test("roles take colours, overrides for fewer colours, and attributes")
  func styles() throws {
    let theme = try parse(
      """
      { // comments and trailing commas are welcome
        "name": "dusk", "version": 1, "background": "dark",
        "roles": {
          "key": {"fg": "#9aa0a6", "fg256": 247, "fg16": "brightblack", "attr": ["bold", "underline"],},
          "match": {"fg": "black", "bg": "#e9c46a"},
        },
      }
      """)
    #expect(theme.name == "dusk")
    #expect(theme.background == .dark)
    #expect(theme.warnings == [])
    #expect(theme[.key].fg == .rgb(0x9a, 0xa0, 0xa6))
    #expect(theme[.key].attributes == [.bold, .underline])
    #expect(theme.style(.key, .reverse, depth: .indexed).fg == .indexed256(247))
    #expect(
      theme.style(.key, .reverse, depth: .indexed).attributes == [.bold, .underline, .reverse])
    #expect(theme.style(.key, depth: .sixteen).fg == .indexed16(8))
    #expect(theme.style(.match, depth: .mono).attributes == .reverse)
    #expect(theme[.error] == Theme.default[.error])
  }

  @Test("what a style leaves open is taken from text")
  func textColors() throws {
    let theme = try parse(
      ##"{"roles": {"text": {"fg": "#eeeeee", "bg": "#101010", "bg16": "black"}, "cursor": {"attr": ["reverse"]}}}"##
    )
    #expect(theme[.cursor].fg == .rgb(0xee, 0xee, 0xee))
    #expect(theme.style(.cursor, depth: .sixteen).bg == .indexed16(0))
    #expect(theme[.error].bg == .rgb(0x10, 0x10, 0x10))
  }

  @Test("a role that follows another follows it into themes laid over")
  func following() throws {
    let base = ##"{"roles": {"state.failed": {"fg": "red"}, "level.error": "state.failed"}}"##
    let theme = try parse(
      ##"{"extends": "base", "roles": {"state.failed": {"fg": "blue"}}}"##, ["base": base])
    #expect(theme[.levelError].fg == .indexed16(4))
    #expect(theme.name == "test")
  }

  @Test("built-in themes can be extended without files")
  func extendBuiltIn() throws {
    let theme = try parse(#"{"extends": "mono", "roles": {}}"#)
    for role in Role.allCases { #expect(theme[role] == Theme.mono[role]) }
  }

  @Test("odd members are warnings with their place")
  func warnings() throws {
    let theme = try parse(
      """
      {"colour": 1, "roles": {
        "state.sleepy": {"fg": "red"},
        "error": {"fg": "blue", "blink": true}
      }}
      """)
    #expect(
      theme.warnings == [
        "test:1:2: colour: unknown member, ignored",
        "test:2:3: roles.state.sleepy: unknown role, ignored",
        "test:3:27: roles.error.blink: unknown member, ignored; a role has fg bg fg256 bg256 fg16 bg16 attr",
      ])
    #expect(theme[.error].fg == .indexed16(4))
  }

  @Test("broken files are refused with file, line and key")
  func failures() {
    check("[]", fails: "test:1:1: a theme is a JSON object with the member 'roles'")
    check(
      "{\n\"roles\": []}", fails: "test:2:1: roles: an object of roles is expected, not array")
    check("{\"version\": 2}", fails: "test:1:2: version: this program reads version 1")
    check("{\"name\": 2}", fails: "test:1:2: name: a string is expected, not number")
    check(
      "{\"background\": \"blue\"}", fails: "test:1:2: background: 'blue' must be dark or light")
    check(
      "{\"roles\": {\n\"ok\": 4}}",
      fails:
        "test:2:1: roles.ok: a role is an object such as {\"fg\": \"red\"}, or another role's name")
    check(
      "{\"roles\": {\"ok\":\n {\"fg\": \"reddish\"}}}",
      fails:
        "test:2:3: roles.ok.fg: \"reddish\" is no colour: give #rrggbb, default or one of the 16 colour names"
    )
    check(
      "{\"roles\": {\"ok\":\n {\"fg256\": 256}}}",
      fails: "test:2:3: roles.ok.fg256: 256 is no colour of 256: give a number from 0 to 255")
    check(
      "{\"roles\": {\"ok\":\n {\"bg16\": \"#ffffff\"}}}",
      fails:
        "test:2:3: roles.ok.bg16: \"#ffffff\" is no colour of 16: give a name such as brightblack")
    check(
      "{\"roles\": {\"ok\": {\"attr\":\n [\"bold\",\n\"blink\"]}}}",
      fails: "test:3:1: roles.ok.attr.1: \"blink\" is no attribute: give bold reverse underline dim"
    )
    check(
      "{\"roles\": {\"ok\": \"fine\"}}",
      fails: "test:1:12: roles.ok: there is no role 'fine' to follow")
  }

  @Test("text that is no JSON is refused with its place")
  func syntax() {
    #expect {
      try parse("{\n  \"roles\": {\n    \"ok\": {\"fg\": red}\n  }\n}")
    } throws: { error in
      let error = error as? ThemeError
      return error?.line == 3 && error?.file == "test" && error?.message.isEmpty == false
    }
  }

  @Test("circles and missing themes are refused")
  func circles() {
    check(
      "{\"roles\": {\"ok\": \"warn\",\n\"warn\": \"error\",\n\"error\": \"ok\"}}",
      fails:
        "test:3:1: roles.error: roles must not follow each other in a circle: ok → warn → error → ok"
    )
    check(
      "{\"extends\": \"a\"}", ["a": "{\"extends\": \"b\"}", "b": "{\n\"extends\": \"a\"}"],
      fails: "b:2:1: extends: themes must not extend each other in a circle: a → b → a")
    check(
      "{\"extends\": \"gone\"}", fails: "test:1:2: extends: cannot read theme 'gone': Missing()")
    #expect {
      try parse("{\"extends\": \"a\"}", ["a": "{\n]"])
    } throws: { error in
      "\(error)".hasPrefix("a:2:1: ")
    }
  }
}
