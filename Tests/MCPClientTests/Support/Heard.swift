import JSON
import JSONRPC

/// A message as the scripted server hears it.
struct Heard: Sendable {
  let line: String
  let value: JSONValue

  init(_ line: String) {
    self.line = line
    value = (try? JSONParser.parse(line)) ?? .null
  }

  /// The id as it stands in the text.
  var id: String { value["id"].map { JSONWriter.string($0) } ?? "" }
  var requestID: RequestID? { value["id"].flatMap { RequestID($0) } }
  var method: String { value["method"]?.string ?? "" }
  var params: JSONValue? { value["params"] }
  var meta: JSONValue? { params?["_meta"] }
  var token: String { meta?["progressToken"].map { JSONWriter.string($0) } ?? "" }
  /// The answer to a request of the server's, or an error.
  var result: JSONValue? { value["result"] }
  var errorCode: Int? { value["error"]?["code"]?.int }
}

/// What a scripted server does.
enum Reaction: Sendable {
  case say(String)
  /// The transport says that it could not carry the request.
  case fail(Heard, TransportFailure.Code)
  case close

  /// Answers with a result, the text of which is given.
  static func answer(_ request: Heard, _ result: String) -> Reaction {
    .say(#"{"jsonrpc":"2.0","id":\#(request.id),"result":\#(result)}"#)
  }

  /// Answers with an error.
  static func refuse(
    _ request: Heard, _ code: Int, _ message: String = "no", data: String = "null"
  ) -> Reaction {
    .say(
      #"{"jsonrpc":"2.0","id":\#(request.id),"error":"#
        + #"{"code":\#(code),"message":"\#(message)","data":\#(data)}}"#)
  }

  /// Tells something.
  static func notify(_ method: String, _ params: String = "{}") -> Reaction {
    .say(#"{"jsonrpc":"2.0","method":"\#(method)","params":\#(params)}"#)
  }

  /// Asks the client something.
  static func ask(_ id: String, _ method: String, _ params: String? = nil) -> Reaction {
    let members = params.map { #","params":\#($0)"# } ?? ""
    return .say(#"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)"\#(members)}"#)
  }
}

/// What a scripted server does on each message.
typealias Script = @Sendable (Heard) -> [Reaction]
