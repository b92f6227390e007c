import JSON
import JSONRPC
import Testing

@Suite("Batches of 2025-03-26")
struct BatchTests {
  private func core(accepts: Bool = true) -> SessionCore {
    var core = SessionCore(answersStray: true)
    _ = core.handle(.batches(accepts))
    return core
  }

  private func request(_ id: String, _ method: String = "work") -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)"}"#
  }

  private func feed(_ core: inout SessionCore, _ line: String) -> [SessionCore.Effect] {
    core.handle(.received(Array(line.utf8)))
  }

  private func sent(_ effects: [SessionCore.Effect]) -> [String] {
    effects.compactMap { effect in
      guard case .send(let message) = effect else { return nil }
      var bytes: [UInt8] = []
      message.append(to: &bytes)
      return String(decoding: bytes.dropLast(), as: UTF8.self)
    }
  }

  private func served(_ effects: [SessionCore.Effect]) -> [RequestID] {
    effects.compactMap { if case .serve(let id, _, _) = $0 { id } else { nil } }
  }

  @Test("is answered by one array once every request in it has been served")
  func oneArray() {
    var core = core()
    let effects = feed(&core, " [\(request("1")),\(request("\"b\""))]")
    #expect(served(effects) == [.number(1), .string("b")])
    #expect(sent(effects).isEmpty)
    #expect(sent(core.handle(.finished(.string("b"), .result(RawJSON([:]))))).isEmpty)
    let last = sent(core.handle(.finished(.number(1), .error(.methodNotFound("work")))))
    #expect(
      last == [
        #"[{"jsonrpc":"2.0","id":"b","result":{}},{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no method named work"}}]"#
      ])
    #expect(core.incomingCount == 0)
  }

  @Test("delivers notifications, and answers nothing when there are only those")
  func notifications() {
    var core = core()
    let effects = feed(&core, #"[{"jsonrpc":"2.0","method":"n"},{"jsonrpc":"2.0","method":"m"}]"#)
    let methods = effects.compactMap {
      if case .deliver(let method, _) = $0 { method } else { nil }
    }
    #expect(methods == ["n", "m"])
    #expect(sent(effects).isEmpty)
  }

  @Test(
    "answers each part that is no message, and the rest as always",
    arguments: [
      ("[1]", ["a message"]), ("[]", ["an empty batch"]),
      (#"[{"jsonrpc":"2.0","id":5,"method":"initialize"}]"#, ["initialize may not"]),
    ])
  func invalid(line: String, words: [String]) {
    var core = core()
    let answers = sent(feed(&core, line))
    #expect(answers.count == 1)
    #expect(answers.first?.contains("-32600") == true)
  }

  @Test("goes out without a cancelled request")
  func cancelled() {
    var core = core()
    _ = feed(&core, "[\(request("1")),\(request("2"))]")
    _ = core.handle(.finished(.number(1), .result(RawJSON([:]))))
    let effects = feed(
      &core,
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}"#)
    #expect(sent(effects) == [#"[{"jsonrpc":"2.0","id":1,"result":{}}]"#])
  }

  @Test("is refused in every other revision")
  func refused() {
    var core = core(accepts: false)
    let answers = sent(feed(&core, "[\(request("1"))]"))
    #expect(answers.count == 1)
    #expect(answers.first?.contains("-32600") == true)
  }

  @Test("resolves calls of ours whose answers come in one")
  func answers() {
    var core = SessionCore(answersStray: false)
    _ = core.handle(.batches(true))
    for _ in 0..<2 { _ = core.handle(.submit(method: "m", params: nil, timeout: nil, id: nil)) }
    let effects = feed(
      &core, #"[{"jsonrpc":"2.0","id":2,"result":{}},{"jsonrpc":"2.0","id":1,"result":{}}]"#)
    let resolved = effects.compactMap { if case .resolve(let id, _) = $0 { id } else { nil } }
    #expect(resolved == [.number(2), .number(1)])
  }
}
