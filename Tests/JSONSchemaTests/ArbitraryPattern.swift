import Basics

/// A regular expression that can be matched by trying every way, to compare with.
indirect enum PatternTree {
  case empty, dot, start, end, boundary
  case letter(Character)
  case set([Character], negated: Bool)
  case sequence(PatternTree, PatternTree)
  case choice(PatternTree, PatternTree)
  case repeated(PatternTree, Int, Int?)
  case look(PatternTree, ahead: Bool, negated: Bool)

  /// The pattern as written.
  var source: String {
    switch self {
    case .empty: "(?:)"
    case .dot: "."
    case .start: "^"
    case .end: "$"
    case .boundary: "\\b"
    case .letter(let letter): String(letter)
    case .set(let letters, let negated): "[\(negated ? "^" : "")\(String(letters))]"
    case .sequence(let first, let second): first.source + second.source
    case .choice(let first, let second): "(\(first.source)|\(second.source))"
    case .repeated(let tree, let minimum, let maximum):
      "(?:\(tree.source)){\(minimum),\(maximum.map(String.init) ?? "")}"
    case .look(let tree, let ahead, let negated):
      "(?\(ahead ? "" : "<")\(negated ? "!" : "=")\(tree.source))"
    }
  }

  /// Every place at which a match that begins at `start` can end.
  func ends(_ text: [Unicode.Scalar], from start: Int) -> Set<Int> {
    switch self {
    case .empty: return [start]
    case .dot: return start < text.count && text[start] != "\n" ? [start + 1] : []
    case .start: return start == 0 ? [start] : []
    case .end: return start == text.count ? [start] : []
    case .boundary:
      return Self.isWord(text, start - 1) != Self.isWord(text, start) ? [start] : []
    case .letter(let letter):
      return start < text.count && Character(text[start]) == letter ? [start + 1] : []
    case .set(let letters, let negated):
      guard start < text.count else { return [] }
      return letters.contains(Character(text[start])) != negated ? [start + 1] : []
    case .sequence(let first, let second):
      return first.ends(text, from: start).reduce(into: []) {
        $0.formUnion(second.ends(text, from: $1))
      }
    case .choice(let first, let second):
      return first.ends(text, from: start).union(second.ends(text, from: start))
    case .repeated(let tree, let minimum, let maximum):
      return Self.repeatedEnds(tree, minimum, maximum, text, start)
    case .look(let tree, let ahead, let negated):
      let holds =
        ahead
        ? !tree.ends(text, from: start).isEmpty
        : (0...start).contains { tree.ends(text, from: $0).contains(start) }
      return holds != negated ? [start] : []
    }
  }

  private static func repeatedEnds(
    _ tree: PatternTree, _ minimum: Int, _ maximum: Int?, _ text: [Unicode.Scalar], _ start: Int
  ) -> Set<Int> {
    var result: Set<Int> = minimum == 0 ? [start] : []
    var current: Set<Int> = [start]
    // More rounds than the text has places reach nothing new.
    for round in 1...max(1, min(maximum ?? .max, minimum + text.count + 1)) where maximum != 0 {
      current = current.reduce(into: []) { $0.formUnion(tree.ends(text, from: $1)) }
      if round >= minimum { result.formUnion(current) }
    }
    return result
  }

  private static func isWord(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
    text.indices.contains(index) && "abc".unicodeScalars.contains(text[index])
  }
}

/// Random patterns, and texts in which they may be found.
struct ArbitraryPattern {
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  mutating func tree(depth: Int) -> PatternTree {
    switch Int.random(in: 0..<(depth > 0 ? 16 : 8), using: &random) {
    case 0: return .dot
    case 1: return [.start, .end, .boundary, .empty].randomElement(using: &random) ?? .empty
    case 2: return .set(["a", "é"], negated: Bool.random(using: &random))
    case 3...7: return .letter(["a", "b", "é"].randomElement(using: &random) ?? "a")
    case 8...10: return .sequence(tree(depth: depth - 1), tree(depth: depth - 1))
    case 11, 12: return .choice(tree(depth: depth - 1), tree(depth: depth - 1))
    case 13, 14:
      let minimum = Int.random(in: 0...2, using: &random)
      let maximum = Int.random(in: 0...3, using: &random)
      return .repeated(tree(depth: depth - 1), minimum, maximum == 3 ? nil : minimum + maximum)
    default:
      return .look(
        tree(depth: depth - 1), ahead: Bool.random(using: &random),
        negated: Bool.random(using: &random))
    }
  }

  mutating func text() -> String {
    let letters: [Character] = ["a", "a", "b", "é", "-", "\n"]
    return String(
      (0..<Int.random(in: 0...7, using: &random)).map { _ in
        letters.randomElement(using: &random) ?? "a"
      })
  }
}
