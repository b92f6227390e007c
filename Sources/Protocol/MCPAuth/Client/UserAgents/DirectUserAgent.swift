public import MCPHTTP

/// Visits the authorization URL itself and takes the redirect as the answer: for servers that ask no person, as in
/// tests and conformance runs.
public struct DirectUserAgent: AuthorizationUserAgent {
  private let fetcher: any HTTPFetching
  private let redirect: String

  /// Names `redirectURI` as the place to come back to; it is never visited.
  public init(fetcher: any HTTPFetching, redirectURI: String = "http://localhost:3000/callback") {
    self.fetcher = fetcher
    redirect = redirectURI
  }

  /// The redirect URI given.
  public func redirectURI() async throws(AuthorizationError) -> String { redirect }

  /// Gets the URL without following the redirect.
  public func authorize(
    _ url: String, redirectURI: String
  ) async throws(AuthorizationError) -> String {
    let response: HTTPFetchResponse
    do { response = try await fetcher.fetch(HTTPFetchRequest("GET", url)) } catch {
      throw AuthorizationError(
        error.code == .cancelled ? .cancelled : .unavailable,
        "the authorization endpoint: \(error.message)")
    }
    guard (300...399).contains(response.status), let location = response.fields["Location"] else {
      throw AuthorizationError(
        .noConsent,
        "the authorization endpoint answered with status \(response.status) and no redirect: it wants a person"
      )
    }
    return location
  }
}
