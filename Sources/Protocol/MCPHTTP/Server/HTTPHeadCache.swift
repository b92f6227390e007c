/// The request lines and field lines that a server has seen lately. One for each server; loop thread only.
package final class HTTPHeadCache {
  /// A field line's field, and what it says about the message.
  typealias Field = (field: HTTPFields.Field, meaning: HTTPRequestHead.Meaning)

  let requestLines = HTTPLineCache(bits: 4, empty: HTTPRequestLine())
  private let fields = HTTPLineCache<Field>(bits: 6, empty: (HTTPFields.Field("", ""), .none))

  /// Makes an empty cache; it takes about 12 KB.
  package init() {}

  @inline(__always)
  func findField(_ line: UnsafeBufferPointer<UInt8>) -> Field? { fields.find(line) }

  /// Keeps a field line, unless it may hold a secret: those are not to outlive their request.
  func keep(_ line: UnsafeBufferPointer<UInt8>, _ field: Field) {
    let name = field.field.name
    guard !HTTPFields.equal(name, "authorization"), !HTTPFields.equal(name, "cookie") else {
      return
    }
    fields.keep(line, field)
  }
}
