import CCurl
import EventLoop

/// The transfers of one HTTP client, driven by an event loop: libcurl says which sockets and when, the loop tells
/// it what became ready. Loop thread only. Without transfers nothing is watched and no timer runs.
final class CurlMulti {
  private let loop: EventLoop
  /// nil when libcurl is not installed.
  private let multi: UnsafeMutableRawPointer?
  private var watches: [curl_socket_t: Watch] = [:]
  private var timer: TimerID?
  private var transfers: [UnsafeMutableRawPointer: CurlTransfer] = [:]
  private var news: [CurlTransfer] = []
  private var isDeliveryScheduled = false
  private var isClosed = false
  /// Handles to use again, which is cheaper than making them.
  private var spare: [UnsafeMutableRawPointer] = []

  private static let maximumSpare = 32
  /// Once per process; libcurl guards it against other threads.
  private static let globalCode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  /// Makes an empty set of transfers.
  init(loop: EventLoop, policy: HTTPClientPolicy) {
    self.loop = loop
    multi = Self.globalCode == CURLE_OK ? curl_multi_init() : nil
    guard let multi else { return }
    let context = Unmanaged.passUnretained(self).toOpaque()
    _ = ccurl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, policy.maximumIdleConnections)
    _ = ccurl_multi_set_socket_callback(
      multi,
      { easy, socket, what, context, _ in
        CurlMulti.from(context).watch(socket, what, for: easy)
        return 0
      }, context)
    _ = ccurl_multi_set_timer_callback(
      multi,
      { _, milliseconds, context in
        CurlMulti.from(context).schedule(milliseconds)
        return 0
      }, context)
  }

  deinit { close() }

  /// Whether nothing is under way: no transfer, no descriptor watched, no timer set.
  var isIdle: Bool { transfers.isEmpty && watches.isEmpty && timer == nil }

  /// Starts a request. `whenNews` is called whenever something arrived or the transfer ended, never from here.
  func start(
    _ request: CurlRequest, whenNews: @escaping () -> Void
  ) throws(HTTPFetchError) -> CurlTransfer {
    guard let multi else {
      throw HTTPFetchError(
        .unreachable, "requests need libcurl, which is not installed: install libcurl4")
    }
    guard let handle = spare.popLast() ?? curl_easy_init() else {
      throw HTTPFetchError(.unreachable, "no memory for another request")
    }
    let transfer: CurlTransfer
    do {
      transfer = try CurlTransfer(request, handle: handle)
    } catch {
      curl_easy_cleanup(handle)
      throw error
    }
    transfer.whenNews = whenNews
    transfer.announce = { [unowned self] in note($0) }
    transfers[handle] = transfer
    curl_multi_add_handle(multi, handle)
    return transfer
  }

  /// Takes a transfer out, finished or not; its connection survives only when it has finished.
  func remove(_ transfer: CurlTransfer) {
    guard transfers.removeValue(forKey: transfer.handle) != nil else { return }
    transfer.whenNews = {}
    curl_multi_remove_handle(multi, transfer.handle)
    // After a failed look-up a handle refuses some options, so only those that ended well are used again.
    if transfer.result == CURLE_OK, !isClosed, spare.count < Self.maximumSpare {
      curl_easy_reset(transfer.handle)
      spare.append(transfer.handle)
    } else {
      curl_easy_cleanup(transfer.handle)
    }
  }

  /// Lets a transfer go on whose body has been taken, or that is no longer paused.
  func proceed(_ transfer: CurlTransfer) {
    guard transfers[transfer.handle] != nil, transfer.proceed() else { return }
    deliverSoon()
  }

  /// Ends everything and gives every handle back.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    for transfer in Array(transfers.values) { remove(transfer) }
    for handle in spare { curl_easy_cleanup(handle) }
    spare = []
    curl_multi_cleanup(multi)
    for watch in watches.values { loop.cancel(watch) }
    watches = [:]
    if let timer { loop.cancel(timer) }
    timer = nil
  }

  // MARK: Acting

  private func act(_ socket: curl_socket_t, _ flags: Int32) {
    guard !isClosed else { return }
    var running: Int32 = 0
    curl_multi_socket_action(multi, socket, flags, &running)
    readResults()
    deliver()
  }

  private func readResults() {
    var waiting: Int32 = 0
    while let message = curl_multi_info_read(multi, &waiting) {
      guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
        let transfer = transfers[handle]
      else { continue }
      transfer.result = message.pointee.data.result
      note(transfer)
    }
  }

  private func note(_ transfer: CurlTransfer) {
    guard !transfer.hasNews else { return }
    transfer.hasNews = true
    news.append(transfer)
  }

  private func deliver() {
    while !news.isEmpty {
      let transfers = news
      news = []
      for transfer in transfers {
        transfer.hasNews = false
        transfer.whenNews()
      }
    }
  }

  private func deliverSoon() {
    guard !isDeliveryScheduled else { return }
    isDeliveryScheduled = true
    loop.atEndOfTurn { [weak self] in
      self?.isDeliveryScheduled = false
      self?.deliver()
    }
  }

  // MARK: Called by libcurl

  private func watch(
    _ socket: curl_socket_t, _ what: Int32, for handle: UnsafeMutableRawPointer
  ) {
    if what == CURL_POLL_REMOVE {
      if let watch = watches.removeValue(forKey: socket) { loop.cancel(watch) }
      return
    }
    var interest: Interest = []
    if what & CURL_POLL_IN != 0 { interest.insert(.readable) }
    if what & CURL_POLL_OUT != 0 { interest.insert(.writable) }
    if let watch = watches[socket] { return loop.update(watch, interest) }
    do {
      watches[socket] = try loop.watch(socket, interest) { [weak self] readiness in
        self?.act(socket, Self.flags(readiness))
      }
    } catch {
      transfers[handle]?.refusal = HTTPFetchError(.unreachable, error.message)
      if let transfer = transfers[handle] { note(transfer) }
      deliverSoon()
    }
  }

  private static func flags(_ readiness: Readiness) -> Int32 {
    var flags: Int32 = 0
    if readiness.contains(.readable) || readiness.contains(.hangup) { flags |= CURL_CSELECT_IN }
    if readiness.contains(.writable) { flags |= CURL_CSELECT_OUT }
    if readiness.contains(.error) { flags |= CURL_CSELECT_ERR }
    return flags
  }

  private func schedule(_ milliseconds: Int) {
    if let timer { loop.cancel(timer) }
    timer = nil
    guard milliseconds >= 0 else { return }
    timer = loop.schedule(after: .milliseconds(milliseconds)) { [weak self] in
      self?.timer = nil
      self?.act(ccurl_timeout_socket, 0)
    }
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> CurlMulti {
    guard let context else { preconditionFailure("libcurl lost the context of the transfers") }
    return Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue()
  }
}
