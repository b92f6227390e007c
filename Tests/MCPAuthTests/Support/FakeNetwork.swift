import JSON
import MCPHTTP
import Synchronization

/// A network in memory: hosts by origin, and a log of what was asked of them.
final class FakeNetwork: HTTPFetching {
  typealias Host = @Sendable (Exchange) async throws -> HTTPFetchResponse

  /// A request as a host sees it.
  struct Exchange: Sendable {
    let request: HTTPFetchRequest
    let url: HTTPURL

    var path: String { url.path }
    var form: [String: String] { Self.pairs(String(decoding: request.body ?? [], as: UTF8.self)) }
    var query: [String: String] { Self.pairs(url.query ?? "") }

    static func pairs(_ text: String) -> [String: String] {
      Dictionary((FormPairs.decode(text) ?? []), uniquingKeysWith: { $0 + "|" + $1 })
    }
  }

  private let hosts = Mutex<[String: Host]>([:])
  private let requests = Mutex<[String]>([])
  private let details = Mutex<[HTTPFetchRequest]>([])

  /// Serves an origin.
  func serve(_ origin: String, _ host: @escaping Host) { hosts.withLock { $0[origin] = host } }

  /// Every request so far: `GET https://host/path`, without queries.
  var log: [String] { requests.withLock { $0 } }

  /// Every request so far, whole.
  var all: [HTTPFetchRequest] { details.withLock { $0 } }

  func count(_ line: String) -> Int { log.count { $0 == line } }

  func fetch(_ request: HTTPFetchRequest) async throws(HTTPFetchError) -> HTTPFetchResponse {
    guard let url = try? HTTPURL(request.url) else { throw HTTPFetchError(.badURL, "no URL") }
    requests.withLock { $0.append("\(request.method) \(url.display)") }
    details.withLock { $0.append(request) }
    guard let host = hosts.withLock({ $0[url.origin] }) else {
      throw HTTPFetchError(.unknownHost, "the name does not resolve")
    }
    do {
      let response = try await host(Exchange(request: request, url: url))
      guard response.body.count <= request.maximumBodyBytes else {
        throw HTTPFetchError(.tooLarge, "the answer is too long")
      }
      return response
    } catch let error as HTTPFetchError {
      throw error
    } catch {
      throw HTTPFetchError(.broken, "\(error)")
    }
  }
}

extension HTTPFetchResponse {
  static func json(
    _ value: JSONValue, status: Int = 200, _ fields: HTTPFields = [:]
  ) -> HTTPFetchResponse {
    var all = fields
    all["Content-Type"] = "application/json"
    return HTTPFetchResponse(status: status, fields: all, body: JSONWriter.bytes(value))
  }

  static func status(_ status: Int, _ fields: HTTPFields = [:]) -> HTTPFetchResponse {
    HTTPFetchResponse(status: status, fields: fields)
  }

  static func error(_ code: String, status: Int = 400) -> HTTPFetchResponse {
    .json(["error": .string(code)], status: status)
  }
}

/// A second reading of forms, by other means than the one under test.
enum FormPairs {
  static func decode(_ text: String) -> [(String, String)]? {
    text.split(separator: "&").map { part in
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (plain(sides[0]), sides.count > 1 ? plain(sides[1]) : "")
    }
  }

  private static func plain(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == "%" {
        bytes.append(UInt8(rest.prefix(2), radix: 16) ?? UInt8(ascii: "?"))
        rest = rest.dropFirst(2)
      } else {
        bytes += character == "+" ? [0x20] : Array(String(character).utf8)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
