import MCPHTTP
import Testing

@Suite("Dates and status codes")
struct HTTPDateTests {
  @Test(
    "a date is written as HTTP wants it",
    arguments: [
      (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
      (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
      (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
      (951_868_799, "Tue, 29 Feb 2000 23:59:59 GMT"),
      (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT"),
      (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
      (1_795_250_000, "Sat, 21 Nov 2026 08:33:20 GMT"),
      (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
      (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
      (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
      (-62_135_596_800, "Mon, 01 Jan 0001 00:00:00 GMT"),
      (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ])
  func text(seconds: Int, expected: String) {
    #expect(HTTPDate.text(seconds) == expected)
  }

  @Test("each day of 800 years follows the one before")
  func everyDay() {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var (year, month, day) = (1600, 1, 1)
    // 1 January 1600 is 135 140 days before 1970.
    for days in -135_140..<(-135_140 + 2 * 146_097) {
      let date = HTTPDate.civil(days)
      guard date == (year, month, day) else {
        Issue.record("day \(days): \(date) instead of \((year, month, day))")
        return
      }
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      day += 1
      if day > lengths[month - 1] + (month == 2 && isLeap ? 1 : 0) { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
    }
    #expect((year, month, day) == (2400, 1, 1))
  }

  @Test("known status codes have their phrases, others none")
  func reasons() {
    #expect(HTTPStatus.reason(200) == "OK")
    #expect(HTTPStatus.reason(202) == "Accepted")
    #expect(HTTPStatus.reason(404) == "Not Found")
    #expect(HTTPStatus.reason(431) == "Request Header Fields Too Large")
    #expect(HTTPStatus.reason(299).isEmpty)
    #expect(HTTPStatus.reason(-1).isEmpty)
  }
}
