/// A value that is only ever touched on one loop's thread, on its way through places that cannot know that.
public struct LoopBound<Value>: @unchecked Sendable {
  // Safe: `value` checks that the caller is on the loop's one thread, so no two threads reach it.
  private let stored: Value
  private let loop: EventLoop

  /// Binds `value` to `loop`. On the loop, or before anybody else can know the value.
  public init(_ value: Value, to loop: EventLoop) {
    stored = value
    self.loop = loop
  }

  /// The value. Loop thread only.
  public var value: Value {
    precondition(loop.isCurrent, "this value belongs to an event loop's own thread")
    return stored
  }
}
