public import JSON
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

  /// A modern client that lacks a capability the request needs; `required` is a capabilities object.
  public static func missingCapability(_ required: JSONObject) -> JSONRPCError {
    let names = required.keys.joined(separator: ", ")
    return JSONRPCError(
      code: missingCapabilityCode,
      message: "this request needs a client that declares the capability \(names)",
      data: ["requiredCapabilities": .object(required)])
  }

  /// A header that is missing, malformed or not what the body says.
  public static func headerMismatch(_ message: String) -> JSONRPCError {
    JSONRPCError(code: headerMismatchCode, message: message)
  }

  /// The code for a resource that does not exist, before 2026-07-28.
  public static let resourceNotFoundCode = -32002

  /// A resource that does not exist, in the words of `revision`.
  public static func resourceNotFound(_ uri: String, for revision: Revision) -> JSONRPCError {
    JSONRPCError(
      code: revision.era == .modern ? -32602 : resourceNotFoundCode,
      message: "there is no resource \(uri)", data: ["uri": .string(uri)])
  }

  /// The code by which a 2025-11-25 server asks for addresses to be opened before a call is made again.
  public static let urlElicitationRequiredCode = -32042
}
