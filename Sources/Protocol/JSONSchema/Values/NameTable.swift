/// Names with numbers, found fast.
struct NameTable: Sendable {
  /// The names; a name's number is its place.
  private(set) var names: [String] = []
  private var numbers: [ExactText: Int] = [:]

  /// An empty table.
  init() {}

  /// The number of `name`, a new one for a name not seen before.
  mutating func insert(_ name: String) -> Int {
    if let number = numbers[ExactText(name)] { return number }
    numbers[ExactText(name)] = names.count
    names.append(name)
    return names.count - 1
  }

  /// The number of `name`; nil when it is not in the table. `likely` is looked at first.
  @inline(__always)
  func number(of name: String, likely: Int) -> Int? {
    if likely < names.count, ExactText.same(names[likely], name) { return likely }
    // Few names are compared faster than hashed.
    if names.count > 8 { return numbers[ExactText(name)] }
    for index in names.indices where ExactText.same(names[index], name) { return index }
    return nil
  }
}
