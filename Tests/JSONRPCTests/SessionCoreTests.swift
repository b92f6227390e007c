import JSON
import JSONRPC
import Testing

@Suite("The rules of a session")
struct SessionCoreTests {
  private func line(_ text: String) -> SessionCore.Input { .received(Array(text.utf8)) }

  private func request(_ id: Int, _ method: String = "m") -> SessionCore.Input {
    line(#"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)"}"#)
  }

  private func submit(
    _ method: String = "m", timeout: Duration? = nil, id: RequestID? = nil
  ) -> SessionCore.Input {
    .submit(method: method, params: nil, timeout: timeout, id: id)
  }

  /// Applies `inputs` and expects the effects of the last one, in short form.
  private func check(
    _ inputs: [SessionCore.Input], answersStray: Bool = false, expect: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var core = SessionCore(answersStray: answersStray)
    var effects: [SessionCore.Effect] = []
    for input in inputs { effects = core.handle(input) }
    #expect(effects.map(short) == expect, sourceLocation: sourceLocation)
  }

  private func short(_ effect: SessionCore.Effect) -> String {
    switch effect {
    case .send(let message):
      var bytes: [UInt8] = []
      message.append(to: &bytes)
      return "send " + String(decoding: bytes.dropLast().dropFirst(17), as: UTF8.self)
    case .serve(let id, let method, _): return "serve \(id.json) \(method)"
    case .stopServing(let id): return "stop \(id.json)"
    case .deliver(let method, _): return "deliver \(method)"
    case .resolve(let id, .result(let raw)): return "resolve \(id.json) \(raw.text)"
    case .resolve(let id, .error(let error)): return "resolve \(id.json) error \(error.code)"
    case .resolve(let id, .failed(let error)): return "resolve \(id.json) \(error.code)"
    case .arm(let id, let duration): return "arm \(id.json) \(duration)"
    case .disarm(let id): return "disarm \(id.json)"
    case .stray(let problem, _): return "stray \(problem)"
    }
  }

  @Test("a call is sent, its deadline armed, and its answer resolves it")
  func call() {
    check([submit()], expect: [#"send "id":1,"method":"m"}"#])
    check(
      [submit(timeout: .seconds(2))], expect: [#"send "id":1,"method":"m"}"#, "arm 1 2.0 seconds"])
    check(
      [submit(), line(#"{"jsonrpc":"2.0","id":1,"result":{"a":1.0}}"#)],
      expect: [#"resolve 1 {"a":1.0}"#])
    check(
      [
        submit(timeout: .seconds(2)),
        line(#"{"jsonrpc":"2.0","id":1,"error":{"code":5,"message":""}}"#),
      ],
      expect: ["disarm 1", "resolve 1 error 5"])
  }

  @Test("an answer to nothing is stray: unknown, of the other id type, late, or sent twice")
  func strayAnswers() {
    let answer = line(#"{"jsonrpc":"2.0","id":1,"result":{}}"#)
    let stray = ["stray an answer to no call in flight"]
    check([answer], expect: stray)
    check([submit(), answer, answer], expect: stray)
    check([submit(), line(#"{"jsonrpc":"2.0","id":"1","result":{}}"#)], expect: stray)
    check([submit(), .abandon(.number(1), reason: "x"), answer], expect: stray)
    check([submit(timeout: .seconds(1)), .deadlinePassed(.number(1)), answer], expect: stray)
    check(
      [submit(), line(#"{"jsonrpc":"2.0","error":{"code":1,"message":""}}"#)],
      expect: ["stray an error about no request in particular"])
  }

  @Test("giving up tells the peer, except of initialize, which may not be cancelled")
  func givingUp() {
    check(
      [submit(), .abandon(.number(1), reason: "why")],
      expect: [
        #"send "method":"notifications/cancelled","params":{"requestId":1,"reason":"why"}}"#,
        "resolve 1 cancelled",
      ])
    check(
      [submit(timeout: .seconds(1)), .deadlinePassed(.number(1))],
      expect: [
        "disarm 1",
        #"send "method":"notifications/cancelled","params":{"requestId":1,"reason":"no answer in time"}}"#,
        "resolve 1 deadlineExceeded",
      ])
    check(
      [submit("initialize"), .abandon(.number(1), reason: "x")], expect: ["resolve 1 cancelled"])
    check([.abandon(.number(1), reason: "x")], expect: [])
    check([submit(), .abandon(.number(1), reason: "x"), .deadlinePassed(.number(1))], expect: [])
  }

  @Test("a request is served and answered once, by its own id")
  func serving() {
    let done = SessionCore.Input.finished(.number(7), .result(RawJSON([:])))
    check([request(7)], expect: ["serve 7 m"])
    check([request(7), done], expect: [#"send "id":7,"result":{}}"#])
    check([request(7), done, done], expect: [])
    check([request(7), done, request(7)], expect: ["serve 7 m"])
    check(
      [request(7), .finished(.number(7), .error(.methodNotFound("m")))],
      expect: [#"send "id":7,"error":{"code":-32601,"message":"no method named m"}}"#])
    check(
      [request(7), request(7)],
      expect: [
        #"send "id":7,"error":{"code":-32600,"message":"a request with this id is still being served"}}"#
      ])
    check(
      [request(7), line(#"{"jsonrpc":"2.0","id":"7","method":"m"}"#)], expect: [#"serve "7" m"#])
  }

  @Test("nothing is sent for a request after its cancel")
  func cancelled() {
    let cancel = line(
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}"#)
    let done = SessionCore.Input.finished(.number(7), .result(RawJSON([:])))
    check([request(7), cancel], expect: ["stop 7"])
    check([request(7), cancel, done], expect: [])
    check([request(7), cancel, cancel], expect: ["deliver notifications/cancelled"])
    check([request(7), done, cancel], expect: ["deliver notifications/cancelled"])
    check([request(7), cancel, request(7)], expect: ["serve 7 m"])
    for params in ["", #","params":{}"#, #","params":{"requestId":"7"}"#, #","params":[7]"#] {
      check(
        [request(7), line(#"{"jsonrpc":"2.0","method":"notifications/cancelled"\#(params)}"#)],
        expect: ["deliver notifications/cancelled"])
    }
  }

  @Test("unreadable input is answered by servers and reported by clients")
  func unreadable() {
    let cases: [(String, Int, String)] = [
      ("x", -32700, ""), ("[]", -32600, ""), (#"{"id":3}"#, -32600, #""id":3,"#),
      (#"{"jsonrpc":"2.0","id":null,"method":"m"}"#, -32600, ""),
    ]
    for (text, code, id) in cases {
      var server = SessionCore(answersStray: true)
      let answer = server.handle(line(text)).map(short)
      #expect(answer.count == 1)
      #expect(
        answer.first?.hasPrefix(#"send \#(id)"error":{"code":\#(code),"#) == true, "\(answer)")
      var client = SessionCore(answersStray: false)
      #expect(client.handle(line(text)).map(short).first?.hasPrefix("stray ") == true)
    }
    check(
      [.oversized(bytes: 99, start: [1])], expect: ["stray a line of 99 bytes is over the limit"])
    check(
      [.oversized(bytes: 99, start: [1])], answersStray: true,
      expect: [
        #"send "error":{"code":-32700,"message":"a line of 99 bytes is over the limit"}}"#
      ])
  }

  @Test("a close ends everything in the order it began, and nothing happens afterwards")
  func close() {
    let begin = [submit(), request(7), submit(timeout: .seconds(1)), request(3), submit("x")]
    let closed = SessionCore.Input.closed(reason: "gone")
    check(
      begin + [closed],
      expect: [
        "stop 7", "stop 3", "resolve 1 closed", "disarm 2", "resolve 2 closed", "resolve 3 closed",
      ])
    let later: [SessionCore.Input] = [
      closed, request(8), .notify(method: "n", params: nil), .oversized(bytes: 1, start: []),
      .finished(.number(7), .result(RawJSON([:]))), .deadlinePassed(.number(2)),
      .abandon(.number(1), reason: "x"), line("x"), line(#"{"jsonrpc":"2.0","id":1,"result":1}"#),
    ]
    for input in later {
      check(begin + [closed, input], answersStray: true, expect: [])
    }
    check(begin + [closed, submit()], expect: ["resolve 4 closed"])
  }

  @Test("the numbers of our calls grow and never meet an id given by hand")
  func numbers() {
    var core = SessionCore(answersStray: false)
    #expect(core.nextID == .number(1))
    _ = core.handle(submit(id: .string("probe")))
    #expect(core.nextID == .number(1))
    _ = core.handle(submit(id: .number(5)))
    #expect(core.nextID == .number(6))
    _ = core.handle(submit(id: .number(-3)))
    _ = core.handle(submit(id: .number(.max)))
    #expect(core.handle(submit()).map(short) == [#"send "id":6,"method":"m"}"#])
    #expect(core.outstanding.count == 5)
  }

  @Test("calls and requests over the limit are refused, and accepted again later")
  func limits() {
    var limits = SessionCore.Limits()
    limits.maximumIncoming = 2
    limits.maximumOutgoing = 2
    limits.json.maximumDepth = 2
    var core = SessionCore(limits: limits, answersStray: true)
    for _ in 0..<2 { _ = core.handle(submit()) }
    #expect(core.handle(submit()).map(short) == ["resolve 3 overloaded"])
    _ = core.handle(line(#"{"jsonrpc":"2.0","id":1,"result":1}"#))
    #expect(core.handle(submit()).map(short) == [#"send "id":4,"method":"m"}"#])

    for id in 1...2 { _ = core.handle(request(id)) }
    #expect(core.incomingCount == 2)
    #expect(core.handle(request(3)).map(short)[0].hasPrefix(#"send "id":3,"error":{"code":-32603"#))
    _ = core.handle(.finished(.number(1), .result(RawJSON(1))))
    #expect(core.handle(request(3)).map(short) == ["serve 3 m"])

    let deep = core.handle(line(#"{"jsonrpc":"2.0","method":"m","params":{"a":{}}}"#))
    #expect(deep.map(short)[0].hasPrefix(#"send "error":{"code":-32700"#))
  }
}
