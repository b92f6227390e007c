public import JSON
public import JSONRPC

/// What a modern request says about itself in `_meta`, checked.
public struct RequestEnvelope: Sendable, Hashable {
  /// The revision it speaks.
  public let revision: Revision
  /// What the client can do, for this request.
  public let clientCapabilities: JSONObject
  /// Who the client says it is.
  public let clientInfo: Implementation?
  /// The least severe log message wanted; nil means none at all.
  public let logLevel: LogLevel?

  /// Whether these params carry a modern envelope, right or wrong.
  public static func isPresent(in params: JSONObject?) -> Bool {
    params?["_meta"]?[MetaKey.protocolVersion] != nil
  }

  /// Checks the envelope: −32602 for a missing or malformed member, −32022 for a foreign revision.
  public init(params: JSONObject?) throws(JSONRPCError) {
    guard let meta = params?["_meta"]?.object else {
      throw .invalidParams("params._meta is missing: a request needs its protocol version")
    }
    guard let version = meta[MetaKey.protocolVersion]?.string else {
      throw .invalidParams("_meta[\"\(MetaKey.protocolVersion)\"] must be a string")
    }
    guard let capabilities = meta[MetaKey.clientCapabilities]?.object else {
      throw .invalidParams("_meta[\"\(MetaKey.clientCapabilities)\"] must be an object")
    }
    if let info = meta[MetaKey.clientInfo], Implementation(info) == nil {
      throw .invalidParams("_meta[\"\(MetaKey.clientInfo)\"] needs a name and a version")
    }
    if let level = meta[MetaKey.logLevel] {
      guard level.string.flatMap(LogLevel.init(rawValue:)) != nil else {
        throw .invalidParams("_meta[\"\(MetaKey.logLevel)\"] must be one of \(LogLevel.list)")
      }
    }
    guard let revision = Revision.modern.first(where: { $0.name == version }) else {
      throw .unsupportedVersion(version)
    }
    self.revision = revision
    clientCapabilities = capabilities
    clientInfo = Implementation(meta[MetaKey.clientInfo])
    logLevel = meta[MetaKey.logLevel]?.string.flatMap(LogLevel.init(rawValue:))
  }
}
