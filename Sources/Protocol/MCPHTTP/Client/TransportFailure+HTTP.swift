import JSONRPC

extension TransportFailure {
  /// What a request without an answer means for a call.
  init(_ error: HTTPFetchError) {
    let code: Code =
      switch error.code {
      case .unknownHost, .unreachable: .unreachable
      case .insecure: .insecure
      case .timedOut: .timedOut
      case .cancelled: .cancelled
      case .badURL, .tooLarge, .broken: .broken
      }
    self.init(code, error.message)
  }

  /// What an unwanted status means for a call.
  init(status: Int, body: [UInt8]) {
    let isAuthorization = status == 401 || status == 403
    self.init(
      isAuthorization ? .unauthorized : .http(status: status),
      "the server answered \(MessageText.refusal(status, body))")
  }
}
