import CCurl
import Glibc

/// One request on the wire and what came of it. Loop thread only.
///
/// libcurl calls into it while `CurlMulti` acts; what arrives is only kept then, and handed on when libcurl has
/// returned, so that whoever takes it may start, pause and remove transfers.
final class CurlTransfer {
  /// libcurl's handle of the transfer.
  let handle: UnsafeMutableRawPointer
  /// The head of the answer as far as it came.
  private(set) var head: HTTPHeadReader
  /// How libcurl ended; nil while it has not.
  var result: CURLcode?
  /// Why we ended it ourselves.
  var refusal: HTTPFetchError?
  /// Whether nothing more is taken for now.
  private(set) var isPaused = false
  /// Whether it stands in the list of those with news.
  var hasNews = false
  /// Called outside of libcurl when something arrived or the transfer ended.
  var whenNews: () -> Void = {}
  /// Called inside of libcurl.
  var announce: (CurlTransfer) -> Void = { _ in }

  private let request: CurlRequest
  private var lines: UnsafeMutablePointer<curl_slist>?
  private let errorText: UnsafeMutablePointer<CChar>
  private var body: [UInt8] = []
  private var bodyBytes = 0
  /// Whether libcurl was told to wait.
  private var isHeld = false
  /// Bytes of the body kept until they can be handed on.
  private static let maximumKeptBytes = 1 << 20

  /// Prepares `handle`, a fresh one, for a request. Throws when the request cannot be put on the wire.
  init(_ request: CurlRequest, handle: UnsafeMutableRawPointer) throws(HTTPFetchError) {
    self.request = request
    self.handle = handle
    head = HTTPHeadReader(maximumBytes: request.policy.maximumHeadBytes)
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    for line in try request.headerLines() {
      guard let longer = curl_slist_append(lines, line) else { continue }
      lines = longer
    }
    let code = configure()
    guard code == CURLE_OK else {
      throw HTTPFetchError(.badURL, "the request cannot be made: \(CurlFailure.text(code))")
    }
  }

  deinit {
    curl_slist_free_all(lines)
    errorText.deallocate()
  }

  /// The body that arrived since the last time.
  func takeBody() -> [UInt8] {
    defer { body = [] }
    return body
  }

  /// The failure that ended the transfer; nil when it ended well or has not ended.
  var failure: HTTPFetchError? {
    if let refusal { return refusal }
    guard let result, result != CURLE_OK else { return nil }
    let detail = String(cString: errorText)
    return CurlFailure(result, detail: detail, afterHead: head.isComplete).error
  }

  /// Takes nothing more; libcurl learns of it with the next bytes.
  func pause() { isPaused = true }

  /// Goes on taking what arrives.
  func resume() { isPaused = false }

  /// Tells libcurl to go on when it waits and need not; outside of libcurl only. True when it did.
  func proceed() -> Bool {
    guard isHeld, !isPaused else { return false }
    isHeld = false
    curl_easy_pause(handle, CURLPAUSE_CONT)
    return true
  }

  // MARK: Called by libcurl

  private func takeHeader(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let wasComplete = head.isComplete
    guard head.read(bytes) else {
      refusal = HTTPFetchError(
        .tooLarge, "the head of the answer is over \(request.policy.maximumHeadBytes) bytes")
      return -1
    }
    if head.isComplete != wasComplete { announce(self) }
    return bytes.count
  }

  private func takeBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    // libcurl reads on as long as there is something, so what is kept has to be bounded here.
    if isPaused || body.count >= Self.maximumKeptBytes {
      isHeld = true
      return Int(CURL_WRITEFUNC_PAUSE)
    }
    guard bytes.count <= request.maximumBodyBytes - bodyBytes else {
      refusal = HTTPFetchError(
        .tooLarge, "the answer is over \(request.maximumBodyBytes) bytes")
      return -1
    }
    bodyBytes += bytes.count
    body.append(contentsOf: bytes)
    announce(self)
    return bytes.count
  }

  private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    let family = address.pointee.family
    if !request.policy.allowsPrivateAddresses {
      let peer = PeerAddress(address)
      guard let peer, peer.isPublic else {
        let text = peer?.text ?? "of family \(family)"
        refusal = HTTPFetchError(
          .unreachable, "the address \(text) is of this machine or a private network")
        return ccurl_bad_socket
      }
    }
    let type = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
    return Glibc.socket(family, type, address.pointee.protocol)
  }

  // MARK: Options

  private func configure() -> CURLcode {
    var options = CurlOptions(handle)
    let context = Unmanaged.passUnretained(self).toOpaque()
    options.set(CURLOPT_ERRORBUFFER, context: errorText)
    options.set(CURLOPT_HTTPHEADER, list: lines)
    options.set(CURLOPT_HEADERDATA, context: context)
    options.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      CurlTransfer.from(context).takeHeader(CurlTransfer.buffer(bytes, size * count))
    }
    options.set(CURLOPT_WRITEDATA, context: context)
    options.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      CurlTransfer.from(context).takeBody(CurlTransfer.buffer(bytes, size * count))
    }
    options.set(CURLOPT_OPENSOCKETDATA, context: context)
    options.setOpenSocket { context, _, address in CurlTransfer.from(context).open(address) }
    request.configure(&options)
    return options.code
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> CurlTransfer {
    guard let context else { preconditionFailure("libcurl lost the context of a transfer") }
    return Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  }

  private static func buffer(
    _ bytes: UnsafeMutablePointer<CChar>, _ count: Int
  ) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self), count: count)
  }
}

extension PeerAddress {
  /// Reads an address libcurl is about to dial; nil for another family than IPv4 and IPv6.
  init?(_ address: UnsafePointer<curl_sockaddr>) {
    let bytes = ccurl_address_bytes(address)
    switch address.pointee.family {
    case AF_INET:
      let inner = bytes.load(as: sockaddr_in.self).sin_addr
      self.init(bytes: withUnsafeBytes(of: inner) { Array($0) })
    case AF_INET6:
      let inner = bytes.load(as: sockaddr_in6.self).sin6_addr
      self.init(bytes: withUnsafeBytes(of: inner) { Array($0) })
    default: return nil
    }
  }
}
