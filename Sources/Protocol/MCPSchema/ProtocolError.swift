import JSON
public import JSONRPC

extension JSONRPCError {
  /// The code of `unsupportedVersion`.
  public static let unsupportedVersionCode = -32022
  /// The code of a missing client capability.
  public static let missingCapabilityCode = -32021
  /// The code of a header that differs from the body.
  public static let headerMismatchCode = -32020

  /// A modern request for a revision this server does not serve.
  public static func unsupportedVersion(_ requested: String) -> JSONRPCError {
    JSONRPCError(
      code: unsupportedVersionCode, message: "protocol version \(requested) is not supported here",
      data: [
        "supported": .array(Revision.modern.map { .string($0.name) }),
        "requested": .string(requested),
      ])
  }
}
