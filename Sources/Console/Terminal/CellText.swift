import CNcurses
import Screen

/// A cell as ncurses can take it: scalars for each column, so that the C library's idea of width and
/// ours always agree.
struct CellText: Equatable {
  /// One list of scalars for each ncurses cell, with its columns.
  struct Piece: Equatable {
    var scalars: [UInt32]
    var width: Int
  }

  var pieces: [Piece]
  /// Terminals differ on what this takes: the next text must be addressed absolutely.
  var isDoubtful: Bool

  /// Widths are asked of `width`, which is the C library's `wcwidth` in the running program.
  ///
  /// A cluster is reduced to its first scalar and the combining ones behind it: joiners and
  /// variation selectors are dropped, because terminals disagree about the width of what they join.
  init(_ cell: Cell, width: (UInt32) -> Int) {
    let scalars = cell.text.unicodeScalars
    if scalars.count == 1, let only = scalars.first, only.isASCII {
      pieces = [Piece(scalars: [only.value], width: 1)]
      isDoubtful = false
    } else {
      let base = scalars.first?.value ?? 0x20
      isDoubtful = scalars.count > 1 || base >= 0x1f000 || (0x2300..<0x2800).contains(base)
      pieces = Self.pieces(scalars, columns: cell.width, width: width)
    }
    let used = pieces.reduce(0) { $0 + $1.width }
    pieces += Array(
      repeating: Piece(scalars: [0x20], width: 1), count: max(0, cell.width - used))
  }

  private static func pieces(
    _ scalars: String.UnicodeScalarView, columns: Int, width: (UInt32) -> Int
  ) -> [Piece] {
    let regional: ClosedRange<UInt32> = 0x1f1e6...0x1f1ff
    if scalars.allSatisfy({ regional.contains($0.value) }) {
      // A flag: its two letters are what it means where flags are not drawn.
      return scalars.prefix(columns).map {
        Piece(scalars: [$0.value - regional.lowerBound + 0x41], width: 1)
      }
    }
    guard let base = scalars.first?.value else { return [] }
    let baseWidth = width(base)
    guard baseWidth > 0, baseWidth <= columns else { return [Piece(scalars: [0x3f], width: 1)] }
    let isJoinerOrSelector = { (scalar: UInt32) in
      scalar == 0x200d || (0xfe00...0xfe0f).contains(scalar)
    }
    let combining = scalars.dropFirst().prefix { width($0.value) == 0 }
      .map(\.value).filter { !isJoinerOrSelector($0) }
    return [Piece(scalars: [base] + combining.prefix(4), width: baseWidth)]
  }
}
