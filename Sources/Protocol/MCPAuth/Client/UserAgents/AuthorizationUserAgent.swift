/// Takes the user to an authorization server and brings back the answer: a browser, or what stands in for one.
///
/// One authorization uses it in this order: `redirectURI`, `authorize`, `close`. It may be used again then.
public protocol AuthorizationUserAgent: Sendable {
  /// Where the next answer will arrive. May begin to listen there.
  func redirectURI() async throws(AuthorizationError) -> String
  /// Lets the user visit `url`, an https URL or one of this machine, and returns the whole URL the authorization
  /// server sent the browser back to, which begins with `redirectURI`.
  func authorize(_ url: String, redirectURI: String) async throws(AuthorizationError) -> String
  /// The authorization is over, one way or another: nothing is listened to any more.
  func close() async
}

extension AuthorizationUserAgent {
  /// Does nothing.
  public func close() async {}
}
