import CCurl

/// Sets the options of one libcurl handle and keeps the first failure.
struct CurlOptions {
  private let handle: UnsafeMutableRawPointer
  /// The first code that was not `CURLE_OK`, else that.
  private(set) var code = CURLE_OK

  /// Begins with a handle.
  init(_ handle: UnsafeMutableRawPointer) { self.handle = handle }

  private mutating func note(_ code: CURLcode) {
    if self.code == CURLE_OK { self.code = code }
  }

  mutating func set(_ option: CURLoption, number: Int) {
    note(ccurl_set_number(handle, option, number))
  }

  mutating func set(_ option: CURLoption, text: String) {
    note(ccurl_set_text(handle, option, text))
  }

  mutating func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?) {
    note(ccurl_set_list(handle, option, list))
  }

  mutating func set(_ option: CURLoption, context: UnsafeMutableRawPointer) {
    note(ccurl_set_context(handle, option, context))
  }

  mutating func set(_ option: CURLoption, _ callback: @escaping ccurl_bytes_callback) {
    note(ccurl_set_bytes_callback(handle, option, callback))
  }

  mutating func setOpenSocket(_ callback: @escaping ccurl_open_callback) {
    note(ccurl_set_open_callback(handle, callback))
  }

  mutating func set(body: [UInt8]) {
    // A pointer is wanted even for no bytes at all; without one libcurl would ask for a body by callback.
    let bytes = body.isEmpty ? [0] : body
    note(
      bytes.withUnsafeBytes { pointer in
        guard let start = pointer.baseAddress else { return CURLE_OUT_OF_MEMORY }
        return ccurl_set_body(handle, start, body.count)
      })
  }
}
