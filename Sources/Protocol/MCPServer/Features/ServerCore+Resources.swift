import JSON
import JSONRPC
import MCPSchema
import MCPTransport

extension ServerCore {
  func listResources(_ call: ServedCall) throws(JSONRPCError) -> RawJSON {
    try list("resources", definition.catalog.resources, call) { .object($0.description.definition) }
  }

  func listTemplates(_ call: ServedCall) throws(JSONRPCError) -> RawJSON {
    try list("resourceTemplates", definition.catalog.templates, call) {
      .object($0.description.definition)
    }
  }

  func readResource(_ call: ServedCall) throws(JSONRPCError) -> Reply {
    let uri = try call.string("uri")
    let revision = call.codec.revision
    let context = try contextWithAnswers(call)
    let read = try reader(of: uri, revision)
    let work = Work(
      run: { context in
        guard let (contents, ttl) = try await read(context), !contents.isEmpty else {
          throw JSONRPCError.resourceNotFound(uri, for: revision)
        }
        return call.codec.cacheable(
          ["contents": .array(contents.map { .object($0.object) })], ttlMs: ttl, isPublic: false)
      }, failed: { Self.requestFailure("reading \(uri) failed", $0) })
    return .later { await self.interact(call, context, work) }
  }

  private typealias Reading =
    @Sendable (RequestContext) async throws -> (contents: [ResourceContents], ttlMs: Int)?

  /// What reads a URI: the resource of that name, else the first template it is of.
  private func reader(of uri: String, _ revision: Revision) throws(JSONRPCError) -> Reading {
    if let resource = definition.catalog.resources.first(where: { $0.uri == uri }) {
      return { (try await resource.read($0), resource.timeToLiveMs) }
    }
    for template in definition.catalog.templates {
      guard let variables = template.template.match(uri) else { continue }
      return { context in try await template.read(uri, variables, context).map { ($0, 0) } }
    }
    throw .resourceNotFound(uri, for: revision)
  }

  /// What a failed request other than a tool call is answered with.
  static func requestFailure(_ what: String, _ error: any Error) -> Outcome {
    switch error {
    case let failure as ToolFailure: .error(.internalError("\(what): \(failure.message)"))
    case is CancellationError: .error(.internalError("\(what): it was cancelled"))
    default: .error(.internalError("\(what): \(error)"))
    }
  }

  func subscribe(_ call: ServedCall, _ wanted: Bool) throws(JSONRPCError) -> Reply {
    let uri = try call.string("uri")
    let limit = definition.limits.maximumSubscriptions
    if wanted { _ = try reader(of: uri, call.codec.revision) }
    let isDone = call.conversation?.update { agreement in
      guard wanted else {
        agreement.subscriptions.remove(uri)
        return true
      }
      agreement.subscriptions.insert(uri)
      guard agreement.subscriptions.count > limit else { return true }
      agreement.subscriptions.remove(uri)
      return false
    }
    guard isDone == true else {
      throw .invalidParams("there are \(limit) subscriptions already: unsubscribe from some first")
    }
    return .now(.result(call.codec.result([:])))
  }
}
