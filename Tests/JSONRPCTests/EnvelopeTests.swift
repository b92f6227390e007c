import JSON
import JSONRPC
import Testing

@Suite("The envelope of a message")
struct EnvelopeTests {
  private func scan(_ text: String) throws(EnvelopeError) -> Envelope {
    try Envelope(scanning: Array(text.utf8))
  }

  /// The problem found in `text`; nil when it is a message.
  private func problem(_ text: String) -> EnvelopeError? {
    do throws(EnvelopeError) {
      _ = try scan(text)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "every shape of message is told apart",
    arguments: [
      (#"{"jsonrpc":"2.0","id":1,"method":"m"}"#, .request(.number(1), method: "m")),
      (#"{"jsonrpc":"2.0","id":"1","method":"m"}"#, .request(.string("1"), method: "m")),
      (#"{"jsonrpc":"2.0","id":"","method":""}"#, .request(.string(""), method: "")),
      (#"{"jsonrpc":"2.0","id":-7,"method":"m"}"#, .request(.number(-7), method: "m")),
      (#"{"jsonrpc":"2.0","method":"m"}"#, .notification(method: "m")),
      (#"{"jsonrpc":"2.0","id":1,"result":null}"#, .result(.number(1))),
      (#"{"jsonrpc":"2.0","id":1,"error":{}}"#, .error(.number(1))),
      (#"{"jsonrpc":"2.0","id":null,"error":{}}"#, .error(nil)),
      (#"{"jsonrpc":"2.0","error":{}}"#, .error(nil)),
      (
        #" { "method" : "m" , "id" : 9007199254740993 , "x":[{}], "jsonrpc" : "2.0" } "#,
        .request(.number(9_007_199_254_740_993), method: "m")
      ),
      (
        #"{"json\u0072pc":"2.0","\u0069d":3,"\u006dethod":"a\/b"}"#,
        .request(.number(3), method: "a/b")
      ),
      (#"{"jsonrpc":"\u0032.0","\u0072esult":1,"id":4}"#, .result(.number(4))),
      (
        #"{"jsonrpc":"2.0","method":"m","idx":1,"ie":2,"Method":3,"paramz":4,"errox":5}"#,
        .notification(method: "m")
      ),
    ] as [(String, Envelope.Kind)])
  func kinds(text: String, kind: Envelope.Kind) throws {
    #expect(try scan(text).kind == kind)
  }

  @Test("the parts lie where they stand in the text")
  func parts() throws {
    let request = #"{"jsonrpc":"2.0","id":1,"method":"m","params": {"a":[1, 2]} }"#
    let found = try scan(request)
    let message = IncomingMessage(bytes: Array(request.utf8), envelope: found)
    #expect(found.params.map { message.part($0).text } == #"{"a":[1, 2]}"#)
    #expect(try message.params()?["a"]?[1] == 2)
    #expect(found.result == nil && found.error == nil)

    let result = #"{"jsonrpc":"2.0","id":1,"result":-1.50}"#
    let answer = IncomingMessage(bytes: Array(result.utf8), envelope: try scan(result))
    #expect(answer.envelope.result.map { answer.part($0).text } == "-1.50")
    #expect(try answer.params() == nil)
  }

  @Test(
    "JSON that is no single message is invalid, with the id where there is one",
    arguments: [
      ("[]", nil), (#"[{"jsonrpc":"2.0","method":"m"}]"#, nil), ("1", nil), ("null", nil),
      (#""x""#, nil), ("{}", nil), (#"{"id":1}"#, .number(1)), (#"{"method":"m"}"#, nil),
      (#"{"id":1,"method":"m"}"#, .number(1)),
      (#"{"jsonrpc":"1.0","id":1,"method":"m"}"#, .number(1)),
      (#"{"jsonrpc":"2.00","id":1,"method":"m"}"#, .number(1)),
      (#"{"jsonrpc":2.0,"id":1,"method":"m"}"#, .number(1)),
      (#"{"jsonrpc":{"a":[]},"id":1,"method":"m"}"#, .number(1)),
      (#"{"jsonrpc":null,"id":"a","method":"m"}"#, .string("a")),
      (#"{"jsonrpc":"2.0","id":1}"#, .number(1)),
      (#"{"jsonrpc":"2.0","id":null,"method":"m"}"#, nil),
      (#"{"jsonrpc":"2.0","id":1.5,"method":"m"}"#, nil),
      (#"{"jsonrpc":"2.0","id":1.0,"method":"m"}"#, nil),
      (#"{"jsonrpc":"2.0","id":1e3,"method":"m"}"#, nil),
      (#"{"jsonrpc":"2.0","id":99999999999999999999,"method":"m"}"#, nil),
      (#"{"jsonrpc":"2.0","id":true,"method":"m"}"#, nil),
      (#"{"jsonrpc":"2.0","id":{},"method":"m"}"#, nil),
      (#"{"jsonrpc":"2.0","id":[1],"method":"m"}"#, nil),
      (#"{"jsonrpc":"2.0","id":null,"result":1}"#, nil), (#"{"jsonrpc":"2.0","result":1}"#, nil),
      (#"{"jsonrpc":"2.0","id":1,"method":7}"#, .number(1)),
      (#"{"jsonrpc":"2.0","id":1,"method":null}"#, .number(1)),
      (#"{"jsonrpc":"2.0","id":1,"result":1,"error":{}}"#, .number(1)),
      (#"{"jsonrpc":"2.0","id":1,"method":"m","result":1}"#, .number(1)),
      (#"{"jsonrpc":"2.0","id":1,"method":"m","error":{}}"#, .number(1)),
      (#"{"jsonrpc":"2.0","jsonrpc":"2.0","id":1,"method":"m"}"#, .number(1)),
      (#"{"jsonrpc":"2.0","id":1,"id":2,"method":"m"}"#, .number(2)),
      (#"{"jsonrpc":"2.0","id":1,"\u0069d":2,"method":"m"}"#, .number(2)),
      (#"{"jsonrpc":"2.0","id":1,"method":"m","method":"n"}"#, .number(1)),
      (#"{"jsonrpc":"2.0","id":1,"method":"m","params":1,"params":2}"#, .number(1)),
      (#"{"jsonrpc":"2.0","id":1,"result":1,"result":2}"#, .number(1)),
      (#"{"jsonrpc":"2.0","id":1,"error":1,"error":2}"#, .number(1)),
    ] as [(String, RequestID?)])
  func invalid(text: String, id: RequestID?) {
    guard case .invalid(let message, let found) = problem(text) else {
      Issue.record("\(String(describing: problem(text)))")
      return
    }
    #expect(found == id)
    #expect(!message.isEmpty)
  }

  @Test(
    "what is not JSON is told apart from what is no message",
    arguments: [
      "", "x", "{", #"{"jsonrpc":"2.0","id":1,"method":"m""#,
      #"{"jsonrpc":"2.0","id":,"method":"m"}"#,
      #"{"jsonrpc":"2.0","id":1,"method":"m"} {}"#, "{\"jsonrpc\":\"2.0\",\"method\":\"\u{1}\"}",
      #"{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":01}}"#, "[1,]", "\u{FEFF}{}",
    ])
  func notJSON(text: String) {
    guard case .notJSON = problem(text) else {
      Issue.record("\(String(describing: problem(text)))")
      return
    }
  }

  @Test("the parser and the envelope accept the same texts")
  func sameTexts() {
    let deep = { (depth: Int) in
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    let fragments =
      [127, 128].map(deep) + [
        "1", "-0", "01", "1e", "\"\\ud800\"", "\"\\u12\"", "\"\t\"", "{\"a\":1,\"a\":1}", "{a:1}",
        "[1,]", "// x\n1", "nul", "null", "{\"a\":[}", "\"\u{0}\"", "", "1 1", "\"a\" \"b\"",
      ]
    for name in ["jsonrpc", "id", "method", "params", "result", "error", "other", "\\u0069d"] {
      for fragment in fragments {
        let text = "{\"\(name)\": \(fragment) }"
        let isJSON = (try? JSONParser.parse(text)) != nil
        let found = problem(text)
        if case .notJSON = found {
          #expect(!isJSON, "\(text.prefix(60))")
        } else {
          #expect(isJSON, "\(text.prefix(60))")
        }
      }
    }
  }

  @Test("a message over the size limit is refused")
  func sizeLimit() {
    var limits = JSONLimits()
    limits.maximumBytes = 30
    #expect(throws: EnvelopeError.self) {
      try Envelope(scanning: Array(#"{"jsonrpc":"2.0","method":"much"}"#.utf8), limits: limits)
    }
  }
}

@Suite("Messages on their way out")
struct OutgoingMessageTests {
  @Test(
    "each kind is one line that reads back as itself",
    arguments: [
      (.request(.number(1), method: "m", params: nil), #"{"jsonrpc":"2.0","id":1,"method":"m"}"#),
      (
        .request(.string("a\n\""), method: "m/é", params: RawJSON(["x": 1])),
        #"{"jsonrpc":"2.0","id":"a\n\"","method":"m/é","params":{"x":1}}"#
      ),
      (.notification(method: "n", params: nil), #"{"jsonrpc":"2.0","method":"n"}"#),
      (
        .notification(method: "n", params: RawJSON([:])),
        #"{"jsonrpc":"2.0","method":"n","params":{}}"#
      ),
      (.result(.number(-1), RawJSON(nil)), #"{"jsonrpc":"2.0","id":-1,"result":null}"#),
      (
        .error(.string("x"), .init(code: -1, message: "no", data: [1])),
        #"{"jsonrpc":"2.0","id":"x","error":{"code":-1,"message":"no","data":[1]}}"#
      ),
      (
        .error(nil, .parseError("?")),
        #"{"jsonrpc":"2.0","error":{"code":-32700,"message":"?"}}"#
      ),
    ] as [(OutgoingMessage, String)])
  func lines(message: OutgoingMessage, text: String) throws {
    var bytes: [UInt8] = []
    message.append(to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == text + "\n")
    let kind = try Envelope(scanning: Array(text.utf8)).kind
    switch message {
    case .request(let id, let method, _): #expect(kind == .request(id, method: method))
    case .notification(let method, _): #expect(kind == .notification(method: method))
    case .result(let id, _): #expect(kind == .result(id))
    case .error(let id, _): #expect(kind == .error(id))
    case .batch: Issue.record("a batch is no single message")
    }
  }

  @Test(
    "an error object survives, and what is missing is filled in",
    arguments: [
      (#"{"code":-32601,"message":"m","data":{"x":1.0}}"#, -32601, "m"),
      (#"{"code":0,"message":""}"#, 0, ""), (#"{"message":"m"}"#, -32603, "m"),
      (#"{"code":"7"}"#, -32603, "the peer sent an error without a message"),
      ("null", -32603, "the peer sent an error without a message"),
    ])
  func errors(text: String, code: Int, message: String) throws {
    let error = JSONRPCError(try JSONParser.parse(text))
    #expect(error.code == code)
    #expect(error.message == message)
    #expect(JSONRPCError(error.value) == error)
  }
}
