import Synchronization

/// The random numbers of an authorization, from the generator it was given.
///
/// A mutex, because proofs are made synchronously wherever a request is about to leave.
public final class RandomSource: Sendable {
  private let generator: Mutex<any RandomNumberGenerator & Sendable>

  /// Takes a generator: `SystemRandomNumberGenerator()` outside of tests.
  public init(_ generator: some RandomNumberGenerator & Sendable) {
    self.generator = Mutex(generator)
  }

  /// 256 unguessable bits as text: see `RandomText.token`.
  package func token() -> String {
    generator.withLock { generator in
      var random = generator
      defer { generator = random }
      return RandomText.token(using: &random)
    }
  }

  /// Unguessable bytes.
  package func bytes(_ count: Int) -> [UInt8] {
    generator.withLock { generator in
      var random = generator
      defer { generator = random }
      return RandomText.bytes(count, using: &random)
    }
  }
}
