/// The smallest pictures and sounds that are real ones.
enum Samples {
  /// A PNG of one red pixel, in base64.
  static let picture =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="

  /// A WAV of one wave: eight samples of eight bits at 8 kHz, in base64.
  static let sound = "UklGRiwAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQgAAACAsMCwgFBAUA=="
}
