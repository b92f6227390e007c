import JSON
import JSONRPC
import MCPSchema
import MCPTransport

extension ServerCore {
  /// One page of a list, as the result of its method. Cursors are sealed: −32602 for one that is not ours.
  func list<Element>(
    _ name: String, _ all: [Element], _ call: ServedCall, _ encode: (Element) -> JSONValue
  ) throws(JSONRPCError) -> RawJSON {
    let size = definition.limits.pageSize
    let binding = StateSeal.Binding(principal: "", method: call.method, params: [:])
    var start = 0
    if let cursor = call.params["cursor"] {
      guard let text = cursor.string,
        let place = try? seal.open(text, for: binding, now: clock() / 1000).int
      else { throw .invalidParams("this cursor is unknown: list again from the beginning") }
      start = place
    }
    let page = all.dropFirst(start).prefix(size)
    var members: JSONObject = [name: .array(page.map(encode))]
    if start + size < all.count {
      let expiry = clock() / 1000 + Int64(definition.limits.stateLifetimeSeconds)
      members["nextCursor"] = .string(
        try seal.seal(.int(start + size), for: binding, expiry: expiry))
    }
    return call.codec.cacheable(
      members, ttlMs: definition.catalog.changesLists ? 0 : 3_600_000, isPublic: true)
  }
}
