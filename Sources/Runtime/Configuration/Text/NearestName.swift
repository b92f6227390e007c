/// Finds what somebody meant who wrote a name slightly wrong.
enum NearestName {
  /// The name closest to `word`, if it is close enough to be a slip of the finger.
  ///
  /// Distance counts inserted, missing, changed and swapped characters; case does not count. At
  /// most a third of the characters may differ.
  static func find(_ word: String, among names: [String]) -> String? {
    let wanted = Array(word.lowercased().unicodeScalars.prefix(64))
    let limit = max(1, wanted.count / 3)
    var best: (name: String, distance: Int)?
    for name in names {
      let distance = distance(wanted, Array(name.lowercased().unicodeScalars.prefix(64)))
      if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name
  }

  /// `did you mean x?`, or the known names when nothing is close.
  static func hint(_ word: String, among names: [String]) -> String {
    if let name = find(word, among: names) { return "did you mean \(name)?" }
    if names.isEmpty { return "remove it" }
    return "known: \(names.prefix(12).joined(separator: ", "))\(names.count > 12 ? ", …" : "")"
  }

  /// Optimal string alignment: Levenshtein's distance with swaps of neighbours.
  private static func distance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...other.count)
    for row in one.indices {
      var current = [row + 1]
      for column in other.indices {
        let isSame = one[row] == other[column]
        var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (isSame ? 0 : 1))
        if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[other.count]
  }
}
