import JSON
import JSONRPC
import MCPSchema
import MCPTransport

extension ServerCore {
  /// Serves `subscriptions/listen` until the client cancels it or the server ends it (mcp-protocol §4.8).
  func listen(_ call: ServedCall) throws(JSONRPCError) -> Reply {
    guard let wanted = SubscriptionFilter(call.params["notifications"]) else {
      throw .invalidParams(
        "subscriptions/listen needs notifications: an object of toolsListChanged, "
          + "promptsListChanged, resourcesListChanged (booleans) and resourceSubscriptions (URIs)")
    }
    let filter = try honoured(wanted, call)
    guard filter.resources.count <= definition.limits.maximumSubscriptions else {
      throw .invalidParams(
        "a stream takes at most \(definition.limits.maximumSubscriptions) resources")
    }
    let (changes, source) = AsyncStream.makeStream(
      of: ChangeHub.Change.self,
      bufferingPolicy: .bufferingOldest(definition.limits.maximumWaitingChanges))
    return .later {
      let meta: JSONValue = [MetaKey.subscriptionID: call.request.id.value]
      // Changes wait in the stream, so none of them is told before the acknowledgement.
      let joined = self.hub.join(
        { change in
          guard Self.wants(change, filter) else { return }
          // A client that lets this many changes pile up does not read: end its stream.
          if case .dropped = source.yield(change) { source.finish() }
        }, end: { source.finish() })
      guard let joined else {
        return .error(
          .internalError("no more streams can listen (\(self.hub.listenCount) do): try again later")
        )
      }
      await call.link.route.notify(
        "notifications/subscriptions/acknowledged",
        RawJSON(["notifications": filter.value, "_meta": meta]), for: call.request.id)
      for await change in changes {
        let (method, params) = Self.message(change, meta, call.codec)
        await call.link.route.notify(method, params, for: call.request.id)
      }
      self.hub.leave(joined)
      if call.link.canCall, !Task.isCancelled {
        await call.link.route.notify(
          "notifications/cancelled", RawJSON(["requestId": call.request.id.value]),
          for: call.request.id)
      }
      return .result(call.codec.subscriptionEnded(call.request.id.value))
    }
  }

  /// The part of the filter that what the server offers can honour.
  private func honoured(
    _ wanted: SubscriptionFilter, _ call: ServedCall
  ) throws(JSONRPCError) -> SubscriptionFilter {
    let offered = capabilities(for: call.codec.revision, call.link.principal)
    func changes(_ name: String) -> Bool { offered[name]?["listChanged"]?.bool == true }
    var filter = wanted
    filter.toolsListChanged = wanted.toolsListChanged && changes("tools")
    filter.promptsListChanged = wanted.promptsListChanged && changes("prompts")
    filter.resourcesListChanged = wanted.resourcesListChanged && changes("resources")
    if offered["resources"]?["subscribe"]?.bool != true { filter.resources = [] }
    if !wanted.tasks.isEmpty {
      guard TasksExtension.isDeclared(in: call.context.clientCapabilities) else {
        throw .missingCapability(TasksExtension.requirement)
      }
      filter.tasks = wanted.tasks.filter { tasks.find($0, for: call.link.principal) != nil }
    }
    return filter
  }

  private static func wants(_ change: ChangeHub.Change, _ filter: SubscriptionFilter) -> Bool {
    switch change {
    case .tools: filter.toolsListChanged
    case .prompts: filter.promptsListChanged
    case .resources: filter.resourcesListChanged
    case .resource(let uri): filter.resources.contains(uri)
    case .task(let entry): filter.tasks.contains(entry.id)
    }
  }

  private static func message(
    _ change: ChangeHub.Change, _ meta: JSONValue, _ codec: ResultCodec
  ) -> (method: String, params: RawJSON) {
    switch change {
    case .tools: ("notifications/tools/list_changed", RawJSON(["_meta": meta]))
    case .prompts: ("notifications/prompts/list_changed", RawJSON(["_meta": meta]))
    case .resources: ("notifications/resources/list_changed", RawJSON(["_meta": meta]))
    case .resource(let uri):
      ("notifications/resources/updated", RawJSON(["uri": .string(uri), "_meta": meta]))
    case .task(let entry):
      (
        "notifications/tasks",
        RawJSON(
          .object(JSONObject(entry.details(codec).members + [.init(key: "_meta", value: meta)])))
      )
    }
  }
}
