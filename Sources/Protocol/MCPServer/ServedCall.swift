import JSON
import JSONRPC
import MCPSchema
import MCPTransport

/// One request on its way through the server: what it says, and in whose words it is answered.
struct ServedCall: Sendable {
  let request: IncomingRequest
  let params: JSONObject
  let codec: ResultCodec
  var context: RequestContext
  let link: RequestLink
  /// The conversation it belongs to; nil for a request that stands for itself.
  let conversation: ServerConversation?

  var method: String { request.method }
  var isModern: Bool { codec.revision.era == .modern }

  /// A required string among the params.
  func string(_ name: String) throws(JSONRPCError) -> String {
    guard let text = params[name]?.string else {
      throw .invalidParams("\(method) needs \(name), a string")
    }
    return text
  }
}
