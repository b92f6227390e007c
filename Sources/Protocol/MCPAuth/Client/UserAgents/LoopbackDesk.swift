import MCPHTTP

/// Takes the answer a browser brings to this machine, and sends everybody else away. Loop thread only.
final class LoopbackDesk: HTTPRequestHandler {
  /// Where answers come in.
  static let path = "/callback"

  /// Address and port as a browser writes them into `Host`: other names are of pages that guess.
  var host = ""
  private var expected: (state: String, answer: LoopbackAnswer)?

  /// Waits for the answer with that state.
  func expect(state: String?, _ answer: LoopbackAnswer) {
    expected = state.map { ($0, answer) }
  }

  func handle(_ request: HTTPRequest, _ exchange: any HTTPExchange) {
    guard request.fields["Host"] == host, request.path == Self.path else {
      return respond(exchange, 404, "There is nothing here.")
    }
    guard request.method == "GET" else { return respond(exchange, 405, "Only GET is served here.") }
    let query = request.query ?? ""
    let states = (FormText.decode(query) ?? []).filter { $0.name == "state" }
    // Any page could make a browser come here, so only the answer to our own request is taken, and only once.
    guard let expected, states.count == 1, Secret(states[0].value) == Secret(expected.state) else {
      return respond(
        exchange, 400, "No sign-in is waiting for this. Start it again in the program.")
    }
    self.expected = nil
    respond(
      exchange, 200, "The answer has arrived. You can close this page and go back to the program.")
    expected.answer.finish(.success(query))
  }

  private func respond(_ exchange: any HTTPExchange, _ status: Int, _ text: String) {
    let page =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>MCP Cockpit</title><p>\(text)</p></html>"
    exchange.respond(
      status: status,
      fields: [
        "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'", "Referrer-Policy": "no-referrer",
        "Connection": "close",
      ], body: Array(page.utf8))
  }
}
