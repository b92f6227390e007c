package import JSON
package import MCPHTTP

/// How authorization talks to peers: small answers, short waits, redirects only where they are harmless.
package struct AuthorizationHTTP: Sendable {
  private let fetcher: any HTTPFetching
  private let limits: AuthorizationLimits

  /// Makes requests through `fetcher`.
  package init(_ fetcher: any HTTPFetching, limits: AuthorizationLimits) {
    self.fetcher = fetcher
    self.limits = limits
  }

  /// Makes one request and follows no redirect. `what` names the peer in errors.
  package func send(
    _ method: String, _ url: HTTPURL, fields: HTTPFields = HTTPFields(), body: [UInt8]? = nil,
    to what: String
  ) async throws(AuthorizationError) -> HTTPFetchResponse {
    var fields = fields
    if fields["Accept"] == nil { fields["Accept"] = "application/json" }
    let request = HTTPFetchRequest(
      method, url.text, fields: fields, body: body, connectTimeout: limits.connectTimeout,
      timeout: limits.exchangeTimeout, maximumBodyBytes: limits.documentBytes, maximumRedirects: 0)
    do { return try await fetcher.fetch(request) } catch {
      throw Self.error(error, "\(what) at \(url.display)")
    }
  }

  /// Posts a form.
  package func post(
    form: [FormText.Pair], to url: HTTPURL, fields: HTTPFields = HTTPFields(), what: String
  ) async throws(AuthorizationError) -> HTTPFetchResponse {
    var fields = fields
    fields["Content-Type"] = "application/x-www-form-urlencoded"
    return try await send(
      "POST", url, fields: fields, body: Array(FormText.encode(form).utf8), to: what)
  }

  /// Gets a JSON document; nil when there is none: not found, a page for people, or a redirect elsewhere.
  package func document(
    _ url: HTTPURL, _ what: String, fields: HTTPFields = HTTPFields()
  ) async throws(AuthorizationError) -> JSONObject? {
    var place = url
    for _ in 0...limits.metadataRedirects {
      let response = try await send("GET", place, fields: fields, to: what)
      switch response.status {
      case 200: return try Self.document(response, "\(what) at \(place.display)")
      case 301, 302, 303, 307, 308:
        guard let next = Self.redirect(response, from: place) else { return nil }
        place = next
      case 400...407, 409...428, 430...499: return nil
      default: throw Self.unavailable(response, "\(what) at \(place.display)")
      }
    }
    throw AuthorizationError(.metadata, "\(what) at \(url.display) redirects in circles")
  }

  /// Where a redirect leads, within the origin of `url`.
  private static func redirect(_ response: HTTPFetchResponse, from url: HTTPURL) -> HTTPURL? {
    guard let location = response.fields["Location"], let next = try? url.resolve(location),
      next.origin == url.origin, next.userInformation == nil
    else { return nil }
    return next
  }

  private static func document(
    _ response: HTTPFetchResponse, _ what: String
  ) throws(AuthorizationError) -> JSONObject? {
    let type = response.fields["Content-Type"]?.lowercased() ?? ""
    // Applications answer every unknown path with their start page.
    if type.hasPrefix("text/html") { return nil }
    guard let object = object(response.body) else {
      throw AuthorizationError(.metadata, "\(what) is no JSON object")
    }
    return object
  }

  /// The JSON object of a body; nil when it is none.
  package static func object(_ body: [UInt8]) -> JSONObject? {
    var limits = JSONLimits()
    limits.maximumDepth = 32
    return (try? JSONParser.parse(body, limits: limits))?.object
  }

  /// The error for a peer that cannot serve now: 408, 429, 5xx and what no server should answer.
  package static func unavailable(
    _ response: HTTPFetchResponse, _ what: String
  ) -> AuthorizationError {
    let wait = response.fields["Retry-After"].map {
      " (retry after \(SafeText.printable($0, limit: 40)))"
    }
    return AuthorizationError(
      .unavailable, "\(what) answered with status \(response.status)\(wait ?? ""); try again later")
  }

  private static func error(_ error: HTTPFetchError, _ what: String) -> AuthorizationError {
    let code: AuthorizationError.Code =
      switch error.code {
      case .badURL: .unsafeURL
      case .unknownHost, .unreachable, .insecure, .timedOut: .unavailable
      case .tooLarge, .broken: .invalidAnswer
      case .cancelled: .cancelled
      }
    return AuthorizationError(code, "\(what): \(error.message)")
  }
}
