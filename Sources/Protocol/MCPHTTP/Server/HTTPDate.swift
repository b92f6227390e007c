/// Dates as HTTP writes them (RFC 9110 §5.6.7).
package enum HTTPDate {
  /// `Sun, 06 Nov 1994 08:49:37 GMT` for seconds since 1970, in the years 0 to 9999.
  package static func text(_ seconds: Int) -> String {
    let (days, second) = split(seconds, 86_400)
    let (year, month, day) = civil(days)
    let weekday = split(days + 4, 7).rest
    return "\(weekdays[weekday]), \(two(day)) \(months[month - 1]) \(two(year / 100))"
      + "\(two(year % 100)) \(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60)) GMT"
  }

  /// The year, month and day of the month, `days` after 1 January 1970.
  ///
  /// Years are counted from 1 March, so that the leap day comes last and months have a fixed rhythm: 153 days in
  /// each five months. Each 400 years have 146 097 days.
  package static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let (era, dayOfEra) = split(days + 719_468, 146_097)
    let leapDays = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
    let yearOfEra = (dayOfEra - leapDays) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
  }

  /// The quotient rounded down and the rest that belongs to it, which is never negative.
  private static func split(_ number: Int, _ divisor: Int) -> (whole: Int, rest: Int) {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
