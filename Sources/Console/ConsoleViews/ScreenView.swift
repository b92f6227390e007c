package import ConsoleState
package import Screen

/// Paints a frame: what to show is in the model, where and how is decided here.
package enum ScreenView {
  /// Draws `model` on a canvas of any size, panes first, then chrome, then overlays back to front.
  ///
  /// The rows of the chrome are those of ``Layout/frame(of:)``; a part without content is not drawn.
  /// Returns the cell where the terminal's own cursor belongs while something is being typed, nil
  /// otherwise.
  package static func draw(
    _ model: ScreenModel, on canvas: inout Canvas
  ) -> (x: Int, y: Int)? {
    guard canvas.size.columns > 0, canvas.size.rows > 0 else { return nil }
    var cursor: (x: Int, y: Int)?
    for pane in model.panes {
      let place = PaneView.draw(pane, on: &canvas)
      cursor = cursor ?? place
    }
    cursor = ChromeView.draw(model, on: &canvas) ?? cursor
    for overlay in model.overlays {
      OverlayView.draw(overlay, on: &canvas)
    }
    let isTyping = model.status.prompt != nil || model.overlays.isEmpty
    return isTyping ? cursor : nil
  }
}
