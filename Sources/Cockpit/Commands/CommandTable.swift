import Screen

/// Rows for a terminal or a pipe: columns padded to their widest cell, text made safe.
enum CommandTable {
  /// The rows as lines; the last column is not padded.
  static func text(_ rows: [[String]]) -> String {
    let cleaned = rows.map { $0.map { TextCleaner.line($0) } }
    let count = cleaned.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      cleaned.map { $0.indices.contains(column) ? displayWidth($0[column]) : 0 }.max() ?? 0
    }
    return cleaned.map { row in
      row.enumerated().map { column, cell in
        column == row.count - 1
          ? cell : cell + String(repeating: " ", count: widths[column] - displayWidth(cell))
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
