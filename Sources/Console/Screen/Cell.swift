/// One place on the screen.
///
/// A wide character owns two cells: a lead of width 2 with the text, and a continuation of width 0
/// without.
package struct Cell: Hashable, Sendable {
  /// One grapheme cluster; empty in the right half of a wide one.
  package let text: String
  /// What the text means.
  package let role: Role
  /// Attributes on top of the role's style.
  package private(set) var emphasis: Emphasis
  private let columns: UInt8

  /// Columns the cell's text takes: 1, 2 for the lead of a wide character, 0 for its continuation.
  package var width: Int { Int(columns) }

  /// Whether terminals disagree about the width of this text (sequences of several scalars drawn as
  /// one wide character), so that what follows needs the cursor to be placed anew.
  package var hasDoubtfulWidth: Bool {
    columns == 2 && text.unicodeScalars.count > 1
  }

  /// Makes a cell; `text` must be one cluster of display width `width`, or empty for width 0.
  init(text: String, role: Role, emphasis: Emphasis, width: Int) {
    assert((0...2).contains(width) && text.isEmpty == (width == 0))
    self.text = text
    self.role = role
    self.emphasis = emphasis
    columns = UInt8(width)
  }

  /// A space in the role `text`.
  package static let blank = Cell(text: " ", role: .text, emphasis: [], width: 1)

  /// This cell with further attributes.
  func emphasized(_ more: Emphasis) -> Cell {
    var copy = self
    copy.emphasis.formUnion(more)
    return copy
  }

  /// A space in the style of this cell.
  var blanked: Cell { Cell(text: " ", role: role, emphasis: emphasis, width: 1) }
  /// The right half of this wide cell.
  var continuation: Cell { Cell(text: "", role: role, emphasis: emphasis, width: 0) }
}
