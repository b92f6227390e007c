import ConsoleState
import ConsoleViews
import Screen
import Testing

/// A frame whose picture is kept in `Golden/<name>.txt`: what a person sees, its styles, and the cursor.
///
/// Add a case to a list in `GoldenCase.all` and run the tests with `UPDATE_GOLDEN=1` to draw it; the
/// differences are reviewed as code. A picture without a case is a failure.
struct GoldenCase: CustomTestStringConvertible {
  let name: String
  let size: Size
  let model: ScreenModel

  var testDescription: String { name }

  /// Every picture there is.
  static let all: [GoldenCase] = screens + overlays + forms + graphs + sessions

  init(_ name: String, _ columns: Int, _ rows: Int, _ model: ScreenModel) {
    self.name = name
    size = Size(columns: columns, rows: rows)
    self.model = model
  }

  /// The picture as the file holds it.
  func drawn() -> String {
    var canvas = Canvas(size: size)
    let cursor = ScreenView.draw(model, on: &canvas)
    let place = cursor.map { "\ncursor \($0.x),\($0.y)" } ?? ""
    return "\(canvas.text)\n\n---- styles ----\n\(canvas.styleLayer)\n\(place)\n"
  }
}
