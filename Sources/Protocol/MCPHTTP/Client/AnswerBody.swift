/// The body of an answer as it arrives: an event stream, one JSON text, or something only to be shown.
struct AnswerBody {
  /// What the body is.
  enum Form: Hashable {
    case events
    case json
    /// Whatever else: a refusal, or nothing at all.
    case other
  }

  /// What the body is.
  let form: Form
  /// The bytes of a body that is no event stream, as far as it may be kept.
  private(set) var bytes: [UInt8] = []
  /// Whether more came than may be kept.
  private(set) var isTooLarge = false
  private(set) var events: SSEParser
  private let maximumBytes: Int

  /// Makes the body that goes with a head.
  init(status: Int, fields: HTTPFields, limits: StreamableHTTPLimits) {
    let hasAnswer = (200..<300).contains(status) && status != 202 && status != 204
    form =
      switch Self.mediaType(fields) {
      case "text/event-stream" where hasAnswer: .events
      case "application/json" where hasAnswer: .json
      default: .other
      }
    maximumBytes = form == .other ? limits.maximumErrorBytes : limits.maximumMessageBytes
    events = SSEParser(maximumEventBytes: limits.maximumMessageBytes)
  }

  /// Takes the next bytes; those of an event stream give events.
  mutating func take(_ next: [UInt8], _ handle: (SSEParser.Event) -> Void) {
    if form == .events { return events.feed(next, handle) }
    let room = maximumBytes - bytes.count
    if next.count > room { isTooLarge = true }
    bytes.append(contentsOf: next.prefix(room))
  }

  /// The media type of a message in lower case, without parameters; empty when it has none.
  static func mediaType(_ fields: HTTPFields) -> String {
    let value = fields["Content-Type"] ?? ""
    return value.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
  }
}
