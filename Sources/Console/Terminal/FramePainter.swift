import CNcurses
import Screen

/// Sends frames to ncurses, only what differs from the last one.
struct FramePainter {
  /// After this many absolute addressings in one frame further doubtful text goes without: each
  /// costs a partial refresh.
  private static let maximumSyncs = 200

  private let device: TerminalDevice
  private let colors: Int32
  private let colorTerm: String
  private var styles: StyleTable?
  /// What the terminal shows; nil when that is unknown and everything must be sent.
  private var shown: Canvas?
  private var shownCursor: (x: Int, y: Int)?

  init(device: TerminalDevice, colors: Int32, colorTerm: String) {
    self.device = device
    self.colors = colors
    self.colorTerm = colorTerm
  }

  /// How many colours frames are drawn with.
  var colorDepth: ColorDepth { StyleTable.depth(colors: colors, colorTerm: colorTerm) }

  /// Forgets what the terminal shows: the next frame clears it and is sent whole.
  mutating func invalidate() {
    shown = nil
  }

  /// Brings the window and the terminal to `canvas`. Without a difference nothing is written.
  mutating func paint(
    _ canvas: Canvas, cursor: (x: Int, y: Int)?, theme: Theme,
    on window: UnsafeMutablePointer<WINDOW>
  ) {
    if styles?.theme != theme {
      styles = StyleTable(theme: theme, colors: colors, colorTerm: colorTerm)
      shown = nil
    }
    let isWhole = shown?.size != canvas.size
    let before = isWhole ? Canvas(size: Size(columns: 0, rows: 0)) : shown ?? canvas
    let runs = FrameDiff.changes(from: before, to: canvas)
    let cursor = Self.clamped(cursor, to: canvas.size)
    let cursorMoves = cursor?.x != shownCursor?.x || cursor?.y != shownCursor?.y
    guard isWhole || !runs.isEmpty || cursorMoves else { return }
    if isWhole {
      werase(window)
      clearok(window, true)
    }
    var syncs = Self.maximumSyncs
    for run in runs { put(run, on: window, syncs: &syncs) }
    place(cursor, on: window)
    shown = canvas
    shownCursor = cursor
  }

  private mutating func put(
    _ run: FrameDiff.Run, on window: UnsafeMutablePointer<WINDOW>, syncs: inout Int
  ) {
    let columns = Int(nc_columns())
    guard run.y < Int(nc_rows()) else { return }
    var x = run.x
    for cell in run.cells where cell.width > 0 {
      guard x + cell.width <= columns, let look = styles?.look(cell.role, cell.emphasis) else {
        return
      }
      let text = CellText(cell) { Int(nc_width($0)) }
      for piece in text.pieces {
        nc_put(
          window, Int32(run.y), Int32(x), piece.scalars, Int32(piece.scalars.count),
          look.attributes, look.pair)
        x += piece.width
      }
      if text.isDoubtful, syncs > 0, x < columns {
        syncs -= 1
        wmove(window, Int32(run.y), Int32(x))
        wnoutrefresh(window)
        doupdate()
        device.write(TerminalModes.address(x: x, y: run.y))
      }
    }
  }

  private func place(_ cursor: (x: Int, y: Int)?, on window: UnsafeMutablePointer<WINDOW>) {
    curs_set(cursor == nil ? 0 : 1)
    wmove(window, Int32(cursor?.y ?? 0), Int32(cursor?.x ?? 0))
    wnoutrefresh(window)
    doupdate()
  }

  private static func clamped(
    _ cursor: (x: Int, y: Int)?, to size: Size
  ) -> (x: Int, y: Int)? {
    guard let cursor, size.columns > 0, size.rows > 0 else { return nil }
    return (min(max(cursor.x, 0), size.columns - 1), min(max(cursor.y, 0), size.rows - 1))
  }
}
