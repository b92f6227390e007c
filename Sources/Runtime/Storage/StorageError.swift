internal import Foundation
internal import GRDB

/// Why a database could not be opened, read or written.
///
/// The message names the file and the remedy, for example
/// `"/home/ada/.mcp/tasks/tasks.db": the disk is full. Free some space and try again.`
package struct StorageError: Error, Hashable, Sendable {
  /// The kind of failure, for code that reacts to one.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    /// The file or its folder cannot be created, opened or written: permissions, a read-only disk.
    case notWritable
    /// The file holds something else than an SQLite database.
    case notADatabase
    /// The file is a database, but damaged.
    case corrupt
    /// The disk, or the allowance of the user, is used up.
    case full
    /// The file has migrations this program does not know.
    case newerVersion
    /// Another process held the write lock for longer than the busy timeout.
    case busy
    /// Anything else SQLite reports: an I/O error, a broken rule of the schema.
    case failed
  }

  /// The kind of failure.
  package let code: Code
  /// What happened to which file, and what to do: plain English, one paragraph.
  package let message: String

  init(_ code: Code, path: String, detail: String? = nil) {
    self.code = code
    let reason = detail.map { " (\($0))" } ?? ""
    message = "\"\(path)\": \(StorageError.words(for: code))\(reason). \(StorageError.remedy(code))"
  }
}

extension StorageError {
  /// Translates what SQLite said about the file at `path`.
  init(_ error: DatabaseError, path: String) {
    self.init(Self.code(of: error), path: path, detail: error.message)
  }

  /// Translates any error met while opening the file at `path`.
  init(opening path: String, _ error: any Error) {
    switch error {
    case let error as StorageError: self = error
    case let error as DatabaseError: self.init(error, path: path)
    default: self.init(.failed, path: path, detail: error.localizedDescription)
    }
  }

  /// The meaning of SQLite's result codes (sqlite.org/rescode.html) for our callers.
  private static func code(of error: DatabaseError) -> Code {
    switch error.resultCode {
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: .notWritable
    case .SQLITE_NOTADB, .SQLITE_FORMAT: .notADatabase
    case .SQLITE_CORRUPT: .corrupt
    case .SQLITE_FULL: .full
    case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
    default: .failed
    }
  }

  private static func words(for code: Code) -> String {
    switch code {
    case .notWritable: "cannot be opened for writing"
    case .notADatabase: "is not an SQLite database"
    case .corrupt: "is damaged"
    case .full: "the disk is full"
    case .newerVersion: "was written by a newer version of this program"
    case .busy: "is locked by another process"
    case .failed: "the database reported an error"
    }
  }

  private static func remedy(_ code: Code) -> String {
    switch code {
    case .notWritable:
      "Check the permissions of the file and its folder, or choose another folder with MCP_HOME."
    case .notADatabase, .corrupt:
      "Move the file away to start afresh, or restore a copy; it has been left as it is."
    case .full: "Free some space and try again; nothing half-written was kept."
    case .newerVersion: "Update this program or move the file away; it has been left as it is."
    case .busy: "Wait for the other process to finish, or end it, and try again."
    case .failed: "Try again; if it persists, check the disk and move the file away."
    }
  }
}
