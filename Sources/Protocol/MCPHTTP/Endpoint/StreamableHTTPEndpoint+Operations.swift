import Basics
import EventLoop
import JSON
import JSONRPC
import MCPTransport

extension StreamableHTTPEndpoint {
  /// Asks the authorizer, which may take its time, and goes on with its answer.
  func authorize(
    _ visit: Visit, _ authorizer: any HTTPAuthorizer
  ) throws(EndpointRefusal) {
    try context.checkRoom(for: nil)
    context.enter()
    let endpoint = LoopBound(self, to: context.loop)
    let waiting = LoopBound(visit, to: context.loop)
    let request = visit.request
    let task = context.tasks.start {
      let decision = await authorizer.authorize(request)
      endpoint.value.authorized(waiting.value, decision)
    }
    let tasks = context.tasks
    visit.exchange.whenGone = { tasks.cancel(task) }
  }

  private func authorized(_ visit: Visit, _ decision: HTTPAuthorization) {
    visit.exchange.whenGone = nil
    defer { context.leave() }
    guard visit.exchange.isOpen else { return }
    do throws(EndpointRefusal) {
      switch decision {
      case .allowed(let principal):
        var visit = visit
        visit.principal = principal
        try admit(visit)
      case .refused(let status, let fields, let message):
        context.counters.unauthorized += 1
        throw .invalid(status, message, fields: fields)
      }
    } catch {
      refuse(error, visit.request, visit.exchange)
    }
  }

  /// Says that the server lives.
  func answerHealth(_ visit: Visit) throws(EndpointRefusal) {
    let uptime = context.now() - started
    let health: JSONValue = [
      "status": .string(isStopping ? "stopping" : "ok"), "server": .string(options.serverName),
      "uptimeSeconds": .int(Int(uptime.components.seconds)),
    ]
    try answer(
      visit, "application/json", JSONWriter.bytes(health), status: isStopping ? 503 : 200)
  }

  /// Gives every counter to whoever watches the server.
  func answerMetrics(_ visit: Visit) throws(EndpointRefusal) {
    let counters = context.counters.list + gauges + service.counters() + serverCounters()
    try answer(visit, PrometheusText.contentType, Array(PrometheusText.text(counters).utf8))
  }

  /// Answers a GET with a document.
  func answer(
    _ visit: Visit, _ contentType: String, _ document: [UInt8], status: Int = 200
  ) throws(EndpointRefusal) {
    guard visit.request.method == "GET" else {
      throw .methodNotAllowed(visit.request.method, allowed: "GET")
    }
    let fields: HTTPFields = ["Content-Type": contentType, "Cache-Control": "no-store"]
    visit.exchange.respond(status: status, fields: fields, body: document)
  }

  /// What is open now.
  private var gauges: [(name: String, help: String, value: Int)] {
    [
      ("mcp_http_sessions", "Open sessions.", sessions.count),
      ("mcp_http_subscriptions", "Open subscriptions.", context.subscriptions.count),
      ("mcp_http_requests_pending", "Requests being authorized or served.", context.pending),
      (
        "mcp_http_uptime_seconds", "Seconds since the start.",
        Int((context.now() - started).components.seconds)
      ),
    ]
  }
}
