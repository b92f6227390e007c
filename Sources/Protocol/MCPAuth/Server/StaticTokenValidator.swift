import Crypto
import MCPTransport

/// Knows its tokens from the configuration: for simple deployments without an authorization server.
public struct StaticTokenValidator: AccessTokenValidator {
  /// One token and what it stands for.
  public struct Entry: Sendable {
    /// The token.
    public var token: Secret
    /// Who has it.
    public var subject: String
    /// What it allows.
    public var scopes: Set<String>

    /// Makes an entry.
    public init(token: Secret, subject: String, scopes: Set<String> = []) {
      self.token = token
      self.subject = subject
      self.scopes = scopes
    }
  }

  private let known: [(digest: [UInt8], principal: Principal)]

  /// Accepts these tokens; throws for one that could be guessed or cannot stand in a header.
  public init(_ entries: [Entry]) throws(AuthorizationError) {
    for (place, entry) in entries.enumerated() {
      let text = entry.token.value
      guard text.utf8.count >= Self.minimumCharacters, BearerToken.isToken(text[...]) else {
        throw AuthorizationError(
          .configuration,
          "token \(place + 1) (for \(SafeText.printable(entry.subject))) is unusable: take at least "
            + "\(Self.minimumCharacters) random characters of A-Z a-z 0-9 - . _ ~ + /")
      }
    }
    known = entries.map {
      (Self.digest($0.token), Principal(subject: $0.subject, scopes: $0.scopes))
    }
  }

  /// Compares with every known token, in a time that does not depend on the answer.
  public func validate(_ token: Secret) async -> TokenVerdict {
    let digest = Self.digest(token)
    var found: Principal?
    for entry in known where Secret.isSame(entry.digest, digest) { found = entry.principal }
    return found.map { .accepted($0) } ?? .refused("the token is not known here")
  }

  private static func digest(_ token: Secret) -> [UInt8] {
    Array(SHA256.hash(data: Array(token.value.utf8)))
  }

  /// Shorter ones can be guessed.
  private static let minimumCharacters = 20
}
