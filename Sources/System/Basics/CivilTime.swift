/// A moment of the proleptic Gregorian calendar in UTC, from seconds since 1970 and back, without Foundation.
public struct CivilTime: Sendable, Hashable {
  /// The year, such as 2026.
  public let year: Int
  /// 1 to 12.
  public let month: Int
  /// 1 to 31.
  public let day: Int
  /// 0 to 23.
  public let hour: Int
  /// 0 to 59.
  public let minute: Int
  /// 0 to 59.
  public let second: Int
  /// 0 (Sunday) to 6.
  public let weekday: Int

  /// The moment so many seconds after the beginning of 1970 (Howard Hinnant's day count by eras of 400 years).
  public init(unixSeconds: Int64) {
    let days = Int((unixSeconds >= 0 ? unixSeconds : unixSeconds - 86_399) / 86_400)
    let rest = Int(unixSeconds) - days * 86_400
    (hour, minute, second) = (rest / 3600, rest % 3600 / 60, rest % 60)
    weekday = ((days + 4) % 7 + 7) % 7
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// `2026-11-21T08:30:00Z`, with milliseconds when given.
  public func iso8601(milliseconds: Int? = nil) -> String {
    let date = "\(Self.padded(year, 4))-\(Self.padded(month))-\(Self.padded(day))"
    let time = "\(Self.padded(hour)):\(Self.padded(minute)):\(Self.padded(second))"
    return "\(date)T\(time)\(milliseconds.map { "." + Self.padded($0, 3) } ?? "")Z"
  }

  /// A number with zeros in front.
  static func padded(_ value: Int, _ width: Int = 2) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
