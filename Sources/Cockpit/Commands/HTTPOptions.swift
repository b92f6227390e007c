import ArgumentParser

/// The options of `serve` that concern HTTP.
struct HTTPOptions: ParsableArguments {
  @Option(
    name: .customLong("http"),
    help: ArgumentHelp(
      "Serve Streamable HTTP at /mcp instead of stdio, with /health and /metrics.",
      discussion: "Addresses that other machines reach need --tokens or --issuer.",
      valueName: "host:port"))
  var address: String?

  @Option(
    help: ArgumentHelp(
      "A name clients use besides localhost, for a proxy in front; repeatable.", valueName: "name"))
  var allowHost: [String] = []

  @Option(
    help: ArgumentHelp(
      "The origin of a web page that may use the server; repeatable.", valueName: "origin"))
  var allowOrigin: [String] = []

  @Option(
    help: ArgumentHelp(
      "A JSON file of bearer tokens: {\"tokens\": [{\"token\", \"subject\", \"scopes\"}]}.",
      valueName: "file"))
  var tokens: String?

  @Option(
    help: ArgumentHelp(
      "An issuer of access tokens (JWT) to accept, as its tokens name it; repeatable.",
      valueName: "url"))
  var issuer: [String] = []

  @Option(
    help: ArgumentHelp(
      "The public URL of the endpoint, which tokens must be meant for.", valueName: "url"))
  var resource: String?

  @Option(help: ArgumentHelp("A scope every request needs; repeatable.", valueName: "scope"))
  var scope: [String] = []

  /// The host and port of `--http`; nil without it.
  func hostAndPort() throws -> (host: String, port: Int)? {
    guard let address else { return nil }
    guard let colon = address.lastIndex(of: ":"),
      let port = Int(address[address.index(after: colon)...]), (0...65535).contains(port)
    else {
      throw CommandFailure(
        code: .usage,
        message: "--http takes an address and a port such as 127.0.0.1:8080, not \"\(address)\"")
    }
    var host = String(address[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    return (host.isEmpty ? "127.0.0.1" : host, port)
  }
}
