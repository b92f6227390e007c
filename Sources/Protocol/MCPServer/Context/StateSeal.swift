import Basics
import Crypto
package import JSON
package import JSONRPC
import MCPSchema

/// Seals what a client carries for the server between two requests, so that it can neither be read nor changed,
/// nor given back by somebody else, for another request, or too late (mcp-protocol §4.7, §15.9).
package struct StateSeal: Sendable {
  /// What a sealed state is bound to.
  package struct Binding: Sendable {
    /// Who was given the state; empty without authorization.
    package var principal: String
    /// The method, and the params without what changes between rounds.
    var request: JSONValue

    /// Binds to a request, whatever the order of its members.
    package init(principal: String, method: String, params: JSONObject) {
      self.principal = principal
      var params = params
      for name in ["_meta", "inputResponses", "requestState"] { params[name] = nil }
      request = [.string(method), Self.sorted(.object(params))]
    }

    /// The same value whatever the order of members, which a client may change on the way.
    private static func sorted(_ value: JSONValue) -> JSONValue {
      switch value {
      case .array(let elements): .array(elements.map { sorted($0) })
      case .object(let object):
        .object(
          JSONObject(
            object.members.sorted { $0.key < $1.key }.map {
              .init(key: $0.key, value: sorted($0.value))
            }))
      default: value
      }
    }

    var digest: String {
      Base64.encode(Array(SHA256.hash(data: JSONWriter.bytes(request))), .url)
    }
  }

  private let key: SymmetricKey
  private static let prefix = "v1."

  /// Makes a seal. Replicas of a server that share `key` (32 bytes) can open each other's states; without one
  /// the key is random and states end with the process.
  package init(key: [UInt8]? = nil) {
    self.key = key.map { SymmetricKey(data: $0) } ?? SymmetricKey(size: .bits256)
  }

  /// Seals `contents` until `expiry`, in Unix seconds.
  package func seal(
    _ contents: JSONValue, for binding: Binding, expiry: Int64
  ) throws(JSONRPCError) -> String {
    let payload: JSONValue = [
      "p": .string(binding.principal), "d": .string(binding.digest), "x": .int(Int(expiry)),
      "c": contents,
    ]
    do {
      let box = try ChaChaPoly.seal(JSONWriter.bytes(payload), using: key)
      return Self.prefix + Base64.encode(Array(box.combined), .url)
    } catch {
      throw .internalError("the request state could not be sealed")
    }
  }

  /// Opens a sealed state: −32602 for one that is not ours, not for this request, or too old.
  package func open(
    _ text: String, for binding: Binding, now: Int64
  ) throws(JSONRPCError) -> JSONValue {
    let foreign = JSONRPCError.invalidParams(
      "requestState is not one this server gave out: send it back exactly as it came")
    guard text.hasPrefix(Self.prefix),
      let bytes = Base64.decode(text.dropFirst(Self.prefix.count), .url),
      let box = try? ChaChaPoly.SealedBox(combined: bytes),
      let plain = try? ChaChaPoly.open(box, using: key),
      let payload = try? JSONParser.parse(Array(plain))
    else { throw foreign }
    guard payload["p"]?.string == binding.principal, payload["d"]?.string == binding.digest else {
      throw .invalidParams(
        "requestState belongs to another request: send it with the same method and arguments")
    }
    guard let expiry = payload["x"]?.int, Int64(expiry) >= now else {
      throw .invalidParams("requestState has expired: make the request again without it")
    }
    return payload["c"] ?? .null
  }
}
