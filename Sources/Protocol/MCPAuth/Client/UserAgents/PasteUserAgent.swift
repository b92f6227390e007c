/// Shows the user the URL and asks for the one the browser ended up at: where no browser can reach this machine.
public struct PasteUserAgent: AuthorizationUserAgent {
  /// Shows the URL and returns what the user pasted; nil when the user gave up.
  public typealias Ask = @Sendable (_ url: String) async -> String?

  private let redirect: String
  private let ask: Ask

  /// Names `redirectURI` as the place to come back to: nothing needs to listen there, the browser's address bar
  /// shows the answer.
  public init(redirectURI: String, ask: @escaping Ask) {
    redirect = redirectURI
    self.ask = ask
  }

  /// The redirect URI given.
  public func redirectURI() async throws(AuthorizationError) -> String { redirect }

  /// Asks the user.
  public func authorize(
    _ url: String, redirectURI: String
  ) async throws(AuthorizationError) -> String {
    guard let pasted = await ask(url) else {
      throw AuthorizationError(.noConsent, "the sign-in was given up")
    }
    let bytes = pasted.utf8.drop { $0 <= 0x20 }
    guard bytes.count <= Self.maximumBytes else {
      throw AuthorizationError(.badCallback, "what was pasted is too long for a URL")
    }
    let trimmed = bytes.reversed().drop { $0 <= 0x20 }.reversed()
    return String(decoding: Array(trimmed), as: UTF8.self)
  }

  private static let maximumBytes = 16 << 10
}
