import Basics
import JSON
import SessionLog
import Testing

@Suite("Redaction") struct RedactorTests {
  private static let rules = RedactionRules(
    secrets: ["hunter22", "a\"b\\c", "päss/wörd", "hunter22extra"], keys: ["token", "api_key"],
    patterns: ["sk-[A-Za-z0-9]{8,}"], paths: ["$.params.arguments.secret", "$.result.items[*].pin"])

  private func redactor(_ rules: RedactionRules = RedactorTests.rules) throws -> Redactor {
    try Redactor(rules, sessionKey: 42)
  }

  /// Marks are shown as `#`, since their digits depend on the key.
  private func masked(_ text: String) -> String {
    text.replacing(#/«redacted:[0-9a-f]{4}»/#, with: "#")
  }

  private func check(_ message: String, _ expected: String) throws {
    let output = try redactor().redact(Samples.raw(message))
    #expect(masked(output.text) == expected)
    _ = try output.parse()
    #expect(try redactor().redact(output) == output, "a second time changes nothing")
  }

  @Test(
    "secrets are taken out of messages, everything else stays byte for byte",
    arguments: [
      (#"{"a" : 1.0,"b":[true]}"#, #"{"a" : 1.0,"b":[true]}"#),
      (#"{"a":{"x":"hunter22"}}"#, ##"{"a":{"x":"#"}}"##),
      (#"{"a":"x hunter22 y hunter22extra"}"#, ##"{"a":"x # y #"}"##),
      (#"{"a":"a\"b\\c"}"#, ##"{"a":"#"}"##),
      (#"{"a":"\u0061\u0022b\u005Cc"}"#, ##"{"a":"#"}"##),
      (#"{"a":"hunter\u00322"}"#, ##"{"a":"#"}"##),
      (#"{"a":"p\u00e4ss\/w\u00F6rd"}"#, ##"{"a":"#"}"##),
      (#"{"a":"{\"x\":\"a\\\"b\\\\c\"}"}"#, ##"{"a":"{\"x\":\"#\"}"}"##),
      (#"{"a":"http://h?p=p%C3%A4ss%2Fw%C3%B6rd"}"#, ##"{"a":"http://h?p=#"}"##),
      (#"{"a":{"hunter22":1}}"#, ##"{"a":{"#":1}}"##),
      (#"{"a":"my sk-abcdefgh12 key"}"#, ##"{"a":"my # key"}"##),
    ])
  func secrets(message: String, expected: String) throws { try check(message, expected) }

  @Test(
    "values of hidden names go whole, whatever their spelling",
    arguments: [
      (#"{"p":{"token":"x","n":1}}"#, ##"{"p":{"token":"#","n":1}}"##),
      (#"{"p":{"Api-Key":{"a":[1]}}}"#, ##"{"p":{"Api-Key":"#"}}"##),
      (#"{"p":{"APIKEY":12345,"to\u006ben":"x"}}"#, ##"{"p":{"APIKEY":"#","to\u006ben":"#"}}"##),
      (#"{"p":{"token":null,"apiKey":true}}"#, #"{"p":{"token":null,"apiKey":true}}"#),
      (#"{"p":{"progressToken":"7","tokens":3}}"#, #"{"p":{"progressToken":"7","tokens":3}}"#),
      (#"{"h":{"Authorization":"Bearer x"}}"#, ##"{"h":{"Authorization":"#"}}"##),
      (#"{"h":{"set-cookie":"a=b"}}"#, ##"{"h":{"set-cookie":"#"}}"##),
      (#"{"h":{"Mcp-Param-Region":"eu"}}"#, ##"{"h":{"Mcp-Param-Region":"#"}}"##),
      (#"{"t":"{\"token\": \"abc\"}"}"#, ##"{"t":"{\"token\": \"#\"}"}"##),
    ])
  func keys(message: String, expected: String) throws { try check(message, expected) }

  @Test(
    "JSON paths name places, also in lists",
    arguments: [
      (
        #"{"params":{"arguments":{"secret":[1,2]}}}"#, ##"{"params":{"arguments":{"secret":"#"}}}"##
      ),
      (#"{"params":{"secret":"x"}}"#, #"{"params":{"secret":"x"}}"#),
      (
        #"{"result":{"items":[{"pin":1},{"pin":"2"}]}}"#,
        ##"{"result":{"items":[{"pin":"#"},{"pin":"#"}]}}"##
      ),
    ])
  func paths(message: String, expected: String) throws { try check(message, expected) }

  @Test("in schemas a hidden name keeps its schema and loses its samples")
  func schemas() throws {
    try check(
      #"{"result":{"tools":[{"inputSchema":{"properties":{"#
        + #""token":{"type":"string","default":"x","enum":["y"]},"n":{"default":1}}}}]}}"#,
      ##"{"result":{"tools":[{"inputSchema":{"properties":{"##
        + ##""token":{"type":"string","default":"#","enum":"#"},"n":{"default":1}}}}]}}"##)
  }

  @Test("the envelope is never touched, even when a secret is spelled like it")
  func envelope() throws {
    let redactor = try redactor(
      RedactionRules(secrets: ["tools/call", "12345", "method", "2.0.0"]))
    let message = Samples.raw(#"{"jsonrpc":"2.0","id":12345,"method":"tools/call","params":{}}"#)
    #expect(redactor.redact(message) == message)
    let number = redactor.redact(Samples.raw(#"{"params":{"n":12345}}"#))
    #expect(masked(number.text) == ##"{"params":{"n":"#"}}"##)
  }

  @Test("equal secrets get equal marks, other secrets and other sessions others")
  func marks() throws {
    let text = try redactor().redact("hunter22 hunter22 a\"b\\c")
    let parts = text.split(separator: " ")
    #expect(parts[0] == parts[1])
    #expect(parts[0] != parts[2])
    let other = try Redactor(Self.rules, sessionKey: 43)
    #expect(other.redact("hunter22") != String(parts[0]))
    let inMessage = try redactor().redact(Samples.raw(#"{"p":{"token":"hunter22"}}"#))
    #expect(inMessage.text.contains(parts[0]))
  }

  @Test("overlapping secrets are hidden together")
  func overlapping() throws {
    let redactor = try redactor(RedactionRules(secrets: ["abcdef", "defghi"]))
    #expect(masked(redactor.redact("x abcdefghi y")) == "x # y")
  }

  @Test(
    "plain text loses secrets, headers and name=value pairs",
    arguments: [
      ("listening on 8080", "listening on 8080"), ("key sk-abcdefgh12!", "key #!"),
      ("token=abc&x=1", "token=#&x=1"), ("API_KEY: 'abc'", "API_KEY: '#'"),
      ("curl -H \"Authorization: Bearer a b\" url", "curl -H \"Authorization: #\" url"),
      ("Cookie: a=b; c=d\nnext", "Cookie: #\nnext"), ("mytoken=abc", "mytoken=abc"),
      ("token", "token"), ("token=", "token="), ("", ""),
    ])
  func text(text: String, expected: String) throws {
    let output = try redactor().redact(text)
    #expect(masked(output) == expected)
    #expect(try redactor().redact(output) == output)
  }

  @Test("secrets of fewer than four bytes are left alone")
  func short() throws {
    let redactor = try redactor(RedactionRules(secrets: ["1", "abc", ""]))
    #expect(redactor.redact("1 abc") == "1 abc")
  }

  @Test("events lose secrets wherever text can stand")
  func events() throws {
    let redactor = try redactor(RedactionRules(secrets: ["line", "handshake", "dist/index.js"]))
    for body in Samples.bodies {
      let event = redactor.redact(
        SessionEvent(number: 1, time: .zero, server: "s", generation: 1, body: body))
      let line = String(decoding: SessionEventCodec.line(event), as: UTF8.self)
      #expect(!line.contains("handshake\""))
      #expect(!line.contains("dist/index.js"))
    }
  }

  @Test(
    "rules that cannot be used are refused by name",
    arguments: [
      (RedactionRules(patterns: ["[a"]), "[a"),
      (RedactionRules(paths: ["a.b"]), "must begin with $"),
      (RedactionRules(paths: ["$"]), "names the whole message"),
      (RedactionRules(paths: ["$.a[x]"]), "use [0], [*] or ['name']"),
      (RedactionRules(paths: ["$..a"]), "has an empty name"),
      (RedactionRules(paths: ["$.a[0"]), "lacks a ]"),
    ])
  func badRules(rules: RedactionRules, words: String) {
    #expect {
      _ = try Redactor(rules, sessionKey: 1)
    } throws: { error in
      (error as? RedactionError)?.message.contains(words) == true
    }
  }

  @Test("an expression without a plain start still finds its matches")
  func slowPattern() throws {
    let redactor = try redactor(RedactionRules(patterns: ["[0-9]{4}-[0-9]{4}", "(?i)pin"]))
    #expect(masked(redactor.redact("a 1234-5678 PIN")) == "a # #")
    let output = redactor.redact(Samples.raw(#"{"a":{"x":"1234-5678"}}"#))
    #expect(masked(output.text) == ##"{"a":{"x":"#"}}"##)
  }

  @Test("garbage never traps and never lets a secret through", arguments: UInt64(0)..<200)
  func garbage(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var bytes = Array(#"{"p":{"token":"x","a":["hunter22","\u00e4\"",{"b":1}],"c":"\\"}}"#.utf8)
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0...2, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: place)
      default: bytes = Array(bytes[..<place])
      }
      if bytes.isEmpty { break }
    }
    let output = try redactor().redact(RawJSON(bytes: bytes))
    #expect(!output.text.contains("hunter22"), "seed \(seed)")
  }
}
