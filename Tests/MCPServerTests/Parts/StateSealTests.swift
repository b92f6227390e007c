import Basics
import JSON
import JSONRPC
import MCPServer
import Testing

@Suite("The seal of carried state")
struct StateSealTests {
  private static let binding = StateSeal.Binding(
    principal: "ann", method: "tools/call", params: ["name": "a", "arguments": ["x": 1]])

  private func code(_ open: () throws(JSONRPCError) -> JSONValue) -> Int? {
    do throws(JSONRPCError) {
      _ = try open()
      return nil
    } catch {
      return error.code
    }
  }

  @Test(
    "gives back what was put in",
    arguments: [
      nil, 1, "text", [], [:], ["a": [1, nil, "é\u{0}"]], .double(1.5),
      .string(String(repeating: "x", count: 100_000)),
    ] as [JSONValue])
  func roundTrip(contents: JSONValue) throws {
    let seal = StateSeal()
    let text = try seal.seal(contents, for: Self.binding, expiry: 100)
    #expect(text.hasPrefix("v1."))
    #expect(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
    #expect(try seal.open(text, for: Self.binding, now: 0) == contents)
  }

  @Test("holds until its last second", arguments: [(99, nil), (100, nil), (101, -32602)])
  func expiry(now: Int64, code: Int?) throws {
    let seal = StateSeal()
    let text = try seal.seal(1, for: Self.binding, expiry: 100)
    #expect(
      self.code { () throws(JSONRPCError) in
        try seal.open(text, for: Self.binding, now: now)
      } == code)
  }

  private static let others: [(StateSeal.Binding, Bool)] = [
    (
      .init(principal: "ann", method: "tools/call", params: ["name": "a", "arguments": ["x": 1]]),
      true
    ),
    (
      .init(principal: "ann", method: "tools/call", params: ["arguments": ["x": 1], "name": "a"]),
      true
    ),
    (
      .init(
        principal: "ann", method: "tools/call",
        params: [
          "name": "a", "arguments": ["x": 1], "_meta": ["a": 1], "inputResponses": [:],
          "requestState": "v1.x",
        ]), true
    ),
    (
      .init(principal: "bob", method: "tools/call", params: ["name": "a", "arguments": ["x": 1]]),
      false
    ),
    (
      .init(principal: "", method: "tools/call", params: ["name": "a", "arguments": ["x": 1]]),
      false
    ),
    (
      .init(principal: "ann", method: "prompts/get", params: ["name": "a", "arguments": ["x": 1]]),
      false
    ),
    (
      .init(principal: "ann", method: "tools/call", params: ["name": "a", "arguments": ["x": 2]]),
      false
    ),
    (
      .init(
        principal: "ann", method: "tools/call", params: ["name": "a", "arguments": ["x": "1"]]),
      false
    ),
    (.init(principal: "ann", method: "tools/call", params: ["name": "a"]), false),
    (
      .init(
        principal: "ann", method: "tools/call",
        params: ["name": "a", "arguments": ["x": 1], "more": nil]), false
    ),
    (
      .init(
        principal: "ann", method: "tools/call",
        params: ["name": "a", "arguments": ["x": 1, "_meta": 1]]), false
    ),
  ]

  @Test("opens for the same request of the same principal alone", arguments: others.indices)
  func bound(index: Int) throws {
    let (other, opens) = Self.others[index]
    let seal = StateSeal()
    let text = try seal.seal(1, for: Self.binding, expiry: 100)
    #expect(
      self.code { () throws(JSONRPCError) in
        try seal.open(text, for: other, now: 0)
      } == (opens ? nil : -32602))
  }

  @Test("knows its own key", arguments: [true, false])
  func keys(isShared: Bool) throws {
    let key = isShared ? [UInt8](repeating: 1, count: 32) : nil
    let text = try StateSeal(key: key).seal(1, for: Self.binding, expiry: 100)
    #expect(
      code { () throws(JSONRPCError) in
        try StateSeal(key: key).open(text, for: Self.binding, now: 0)
      } == (isShared ? nil : -32602))
  }

  @Test("refuses every text with some byte changed, added or left out", arguments: 0..<50)
  func tampered(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let seal = StateSeal()
    let text = Array(try seal.seal(["s": "x"], for: Self.binding, expiry: 100).utf8)
    let place = Int.random(in: 0..<text.count, using: &random)
    var changed = text
    switch Int.random(in: 0..<3, using: &random) {
    case 0: changed[place] ^= UInt8.random(in: 1...127, using: &random)
    case 1: changed.insert(UInt8.random(in: 0x20...0x7E, using: &random), at: place)
    default: changed.remove(at: place)
    }
    let string = String(decoding: changed, as: UTF8.self)
    guard Array(string.utf8) != text else { return }
    #expect(
      code { () throws(JSONRPCError) in
        try seal.open(string, for: Self.binding, now: 0)
      } == -32602, "seed \(seed)")
  }

  @Test(
    "refuses what was never sealed",
    arguments: ["", "v1.", "v1", "v1.====", "v1.AAAA", "v0.AAAA", "{}", "v1.é", "null"])
  func foreign(text: String) {
    #expect(
      code { () throws(JSONRPCError) in
        try StateSeal().open(text, for: Self.binding, now: 0)
      } == -32602)
  }
}
