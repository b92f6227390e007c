/// Names sessions: 192 random bits each, in hexadecimal, so that nobody can guess one.
struct SessionIdentifiers {
  private var random: any RandomNumberGenerator

  init(_ random: any RandomNumberGenerator) { self.random = random }

  mutating func next() -> String {
    (0..<3).map { _ in
      let digits = String(random.next(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
