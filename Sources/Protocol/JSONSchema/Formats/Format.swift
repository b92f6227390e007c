/// A format of text that can be checked (Validation 2020-12, section 7.3).
enum Format: String, Sendable {
  case dateTime = "date-time"
  case date
  case time
  case email
  case uri
  case uriReference = "uri-reference"
  case uuid
  case ipv4
  case ipv6

  /// The format in words, with an example where one helps.
  var words: String {
    switch self {
    case .dateTime: "a date and time such as 2026-07-28T12:30:00Z"
    case .date: "a date such as 2026-07-28"
    case .time: "a time with offset such as 12:30:00Z"
    case .email: "an email address"
    case .uri: "a URI such as https://example.com/"
    case .uriReference: "a URI or a relative reference"
    case .uuid: "a UUID such as 123e4567-e89b-12d3-a456-426614174000"
    case .ipv4: "an IPv4 address"
    case .ipv6: "an IPv6 address"
    }
  }

  /// Whether `text` has the format.
  func matches(_ text: String) -> Bool {
    var scanner = FormatScanner(text)
    let isFound =
      switch self {
      case .dateTime: scanner.skipDateTime()
      case .date: scanner.skipDate()
      case .time: scanner.skipTime()
      case .email: scanner.skipEmail()
      case .uri: scanner.skipURI(mayBeRelative: false)
      case .uriReference: scanner.skipURI(mayBeRelative: true)
      case .uuid: scanner.skipUUID()
      case .ipv4: scanner.skipIPv4()
      case .ipv6: scanner.skipIPv6()
      }
    return isFound && scanner.isAtEnd
  }
}
