import JSON
import JSONRPC

/// Bodies of answers as the lines a session takes, and as text for a person.
enum MessageText {
  /// A message on one line. Line ends in JSON can only be white space, so they become spaces.
  static func line(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return bytes }
    return bytes.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
  }

  /// The messages of a JSON body: one, or the elements of an array (a batch of revision 2025-03-26).
  static func lines(ofBody body: [UInt8], limits: JSONLimits) throws(JSONError) -> [[UInt8]] {
    let first = body.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
    guard first == UInt8(ascii: "[") else { return [line(body)] }
    let batch = try JSONParser.parse(body, limits: limits)
    return (batch.array ?? []).map { JSONWriter.bytes($0) }
  }

  /// An error message with the id of the request it answers, its error object as it came.
  static func error(_ message: [UInt8], _ envelope: Envelope, for id: RequestID) -> [UInt8] {
    guard let range = envelope.error else { return message }
    return Array("{\"jsonrpc\":\"2.0\",\"id\":\(id.json),\"error\":".utf8) + message[range] + [0x7D]
  }

  /// The beginning of a body for a person: at most 200 characters, without controls and without line ends.
  static func excerpt(_ body: [UInt8]) -> String {
    var text = ""
    var isGap = false
    for scalar in String(decoding: body.prefix(4_096), as: UTF8.self).unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .spaceSeparator, .lineSeparator, .paragraphSeparator: isGap = !text.isEmpty
      case .format, .privateUse, .surrogate, .unassigned: break
      default:
        if isGap { text.append(" ") }
        isGap = false
        text.unicodeScalars.append(scalar)
      }
    }
    return String(text.prefix(200))
  }

  /// What an unwanted status says: `404 Not Found: no such thing`.
  static func refusal(_ status: Int, _ body: [UInt8]) -> String {
    let reason = HTTPStatus.reason(status)
    let line = reason.isEmpty ? "\(status)" : "\(status) \(reason)"
    let text = excerpt(body)
    return text.isEmpty ? line : "\(line): \(text)"
  }
}
