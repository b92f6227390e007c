import CLinux
import EventLoop
import Glibc
import JSON
import MCPAuth
import MCPHTTP

/// Makes the guard of an HTTP endpoint from the command line; nil when none is asked for.
enum HTTPGuard {
  static func make(
    _ options: HTTPOptions, host: String, port: Int, loop: EventLoop
  ) throws -> (any HTTPAuthorizer)? {
    guard options.tokens != nil || !options.issuer.isEmpty else { return nil }
    guard options.tokens == nil || options.issuer.isEmpty else {
      throw CommandFailure(
        code: .usage, message: "--tokens and --issuer exclude each other: choose one")
    }
    let shown = host.contains(":") ? "[\(host)]" : host
    let resource = options.resource ?? "http://\(shown):\(port)/mcp"
    var configuration = ResourceServer.Configuration(resource: resource)
    configuration.requiredScopes = Set(options.scope)
    do throws(AuthorizationError) {
      if let file = options.tokens {
        let validator = try StaticTokenValidator(try entries(in: file))
        return try ResourceServer(configuration, validator: validator)
      }
      configuration.authorizationServers = options.issuer
      if !options.scope.isEmpty { configuration.scopesSupported = options.scope }
      let validator = JWTValidator(
        issuers: options.issuer.map { JWTValidator.Issuer($0) }, audiences: [resource],
        fetcher: HTTPClient(loop: loop), now: { clx_realtime() / 1_000_000_000 })
      return try ResourceServer(configuration, validator: validator)
    } catch {
      throw CommandFailure(code: .usage, message: error.message)
    }
  }

  private static func entries(
    in file: String
  ) throws(AuthorizationError) -> [StaticTokenValidator.Entry] {
    func refused(_ problem: String) -> AuthorizationError {
      AuthorizationError(.configuration, "\(file): \(problem)")
    }
    let mode = clx_file_mode(file)
    guard mode >= 0 else { throw refused(String(cString: strerror(errno))) }
    guard mode & 0o077 == 0 else {
      throw refused("others can read it: chmod 600 it, since it holds secrets")
    }
    guard let bytes = FileBytes.read(file, limit: 1 << 20) else {
      throw refused("it cannot be read, or is larger than 1 MiB")
    }
    let value: JSONValue
    do throws(JSONError) { value = try JSONParser.parse(bytes) } catch {
      throw refused("not JSON: \(error.message) at byte \(error.offset)")
    }
    guard let list = value["tokens"]?.array else {
      throw refused("it needs \"tokens\": a list of {\"token\", \"subject\", \"scopes\"}")
    }
    var entries: [StaticTokenValidator.Entry] = []
    for (index, entry) in list.enumerated() {
      guard let token = entry["token"]?.string, let subject = entry["subject"]?.string else {
        throw refused("entry \(index + 1) needs \"token\" and \"subject\", both strings")
      }
      let scopes = (entry["scopes"]?.array ?? []).compactMap(\.string)
      entries.append(.init(token: Secret(token), subject: subject, scopes: Set(scopes)))
    }
    return entries
  }
}
