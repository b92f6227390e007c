/// A moment in UTC to the millisecond, written `2026-11-21T14:03:07.120Z`.
package struct UTCTime: Sendable, Equatable, Comparable {
  /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  package var milliseconds: Int

  /// Wraps milliseconds since 1970.
  package init(milliseconds: Int) { self.milliseconds = milliseconds }

  /// Reads the form written by `text`; fractions of a second may have any length or be absent.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z") else { return nil }
    for (place, mark) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")] {
      guard bytes[place] == Array(mark.utf8)[0] else { return nil }
    }
    func number(_ range: Range<Int>) -> Int? {
      guard bytes[range].allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      return Int(String(decoding: bytes[range], as: UTF8.self))
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
    else { return nil }
    var fraction = 0
    if bytes.count > 20 {
      guard bytes[19] == UInt8(ascii: "."), bytes.count > 21,
        bytes[20..<bytes.count - 1].allSatisfy({ (0x30...0x39).contains($0) })
      else { return nil }
      var unit = 100
      for byte in bytes[20..<bytes.count - 1] {
        fraction += (Int(byte) - 0x30) * unit
        unit /= 10
      }
    }
    let days = Self.days(year: year, month: month, day: day)
    milliseconds = ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + fraction
  }

  /// The moment as `2026-11-21T14:03:07.120Z`.
  package var text: String {
    "\(date)T\(clock(separator: ":")).\(Self.padded(milliseconds.modulo(1000), 3))Z"
  }

  /// The moment to the second, fit for a file name: `2026-11-21T14-03-07Z`.
  package var fileStem: String { "\(date)T\(clock(separator: "-"))Z" }

  /// Earlier is less.
  package static func < (one: UTCTime, other: UTCTime) -> Bool {
    one.milliseconds < other.milliseconds
  }

  private var date: String {
    let (year, month, day) = Self.civil(days: milliseconds.floored(by: 86_400_000))
    return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
  }

  private func clock(separator: String) -> String {
    let seconds = milliseconds.modulo(86_400_000) / 1000
    return [seconds / 3600, seconds / 60 % 60, seconds % 60]
      .map { Self.padded($0, 2) }.joined(separator: separator)
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Days since 1970 in the proleptic Gregorian calendar; years begin in March so that the leap day
  /// comes last.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = year.floored(by: 400)
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The inverse of `days(year:month:day:)`.
  private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted.floored(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }
}

extension Int {
  /// Division rounding down.
  fileprivate func floored(by divisor: Int) -> Int {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }

  /// The remainder of `floored(by:)`, never negative.
  fileprivate func modulo(_ divisor: Int) -> Int { self - floored(by: divisor) * divisor }
}
