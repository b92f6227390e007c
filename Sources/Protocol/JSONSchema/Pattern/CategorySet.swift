/// A set of general categories of Unicode scalars.
struct CategorySet: OptionSet, Sendable, Hashable {
  let rawValue: UInt32

  init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The set of one category.
  init(_ category: Unicode.GeneralCategory) {
    let place: UInt32 =
      switch category {
      case .uppercaseLetter: 0
      case .lowercaseLetter: 1
      case .titlecaseLetter: 2
      case .modifierLetter: 3
      case .otherLetter: 4
      case .nonspacingMark: 5
      case .spacingMark: 6
      case .enclosingMark: 7
      case .decimalNumber: 8
      case .letterNumber: 9
      case .otherNumber: 10
      case .connectorPunctuation: 11
      case .dashPunctuation: 12
      case .openPunctuation: 13
      case .closePunctuation: 14
      case .initialPunctuation: 15
      case .finalPunctuation: 16
      case .otherPunctuation: 17
      case .mathSymbol: 18
      case .currencySymbol: 19
      case .modifierSymbol: 20
      case .otherSymbol: 21
      case .spaceSeparator: 22
      case .lineSeparator: 23
      case .paragraphSeparator: 24
      case .control: 25
      case .format: 26
      case .surrogate: 27
      case .privateUse: 28
      case .unassigned: 29
      @unknown default: 29
      }
    rawValue = 1 << place
  }

  /// The category of `scalar`.
  init(of scalar: Unicode.Scalar) {
    self =
      scalar.isASCII
      ? Self.ascii[Int(scalar.value)] : CategorySet(scalar.properties.generalCategory)
  }

  /// The categories of the ASCII scalars, which every set of scalars asks for.
  private static let ascii = (0..<128).map {
    CategorySet(Unicode.Scalar(UInt8($0)).properties.generalCategory)
  }

  /// Every category: each scalar has exactly one.
  static let all = CategorySet(rawValue: 1 << 30 - 1)

  /// The categories of `name`, a value of General_Category by its short or long name.
  ///
  /// Names and groups are those of the Unicode Character Database, PropertyValueAliases.txt, `gc`.
  init?(named name: String) {
    guard let found = Self.names[name] else { return nil }
    self = found
  }

  private static let names: [String: CategorySet] = {
    var names: [String: CategorySet] = [:]
    for (aliases, categories) in table {
      let set = categories.reduce(into: CategorySet()) { $0.insert(CategorySet($1)) }
      for alias in aliases.split(separator: " ") { names[String(alias)] = set }
    }
    return names
  }()

  private static let table: [(aliases: String, categories: [Unicode.GeneralCategory])] = [
    ("Lu Uppercase_Letter", [.uppercaseLetter]),
    ("Ll Lowercase_Letter", [.lowercaseLetter]),
    ("Lt Titlecase_Letter", [.titlecaseLetter]),
    ("LC Cased_Letter", [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter]),
    ("Lm Modifier_Letter", [.modifierLetter]),
    ("Lo Other_Letter", [.otherLetter]),
    (
      "L Letter",
      [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter]
    ),
    ("Mn Nonspacing_Mark", [.nonspacingMark]),
    ("Mc Spacing_Mark", [.spacingMark]),
    ("Me Enclosing_Mark", [.enclosingMark]),
    ("M Mark Combining_Mark", [.nonspacingMark, .spacingMark, .enclosingMark]),
    ("Nd Decimal_Number digit", [.decimalNumber]),
    ("Nl Letter_Number", [.letterNumber]),
    ("No Other_Number", [.otherNumber]),
    ("N Number", [.decimalNumber, .letterNumber, .otherNumber]),
    ("Pc Connector_Punctuation", [.connectorPunctuation]),
    ("Pd Dash_Punctuation", [.dashPunctuation]),
    ("Ps Open_Punctuation", [.openPunctuation]),
    ("Pe Close_Punctuation", [.closePunctuation]),
    ("Pi Initial_Punctuation", [.initialPunctuation]),
    ("Pf Final_Punctuation", [.finalPunctuation]),
    ("Po Other_Punctuation", [.otherPunctuation]),
    (
      "P Punctuation punct",
      [
        .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
        .initialPunctuation, .finalPunctuation, .otherPunctuation,
      ]
    ),
    ("Sm Math_Symbol", [.mathSymbol]),
    ("Sc Currency_Symbol", [.currencySymbol]),
    ("Sk Modifier_Symbol", [.modifierSymbol]),
    ("So Other_Symbol", [.otherSymbol]),
    ("S Symbol", [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol]),
    ("Zs Space_Separator", [.spaceSeparator]),
    ("Zl Line_Separator", [.lineSeparator]),
    ("Zp Paragraph_Separator", [.paragraphSeparator]),
    ("Z Separator", [.spaceSeparator, .lineSeparator, .paragraphSeparator]),
    ("Cc Control cntrl", [.control]),
    ("Cf Format", [.format]),
    ("Cs Surrogate", [.surrogate]),
    ("Co Private_Use", [.privateUse]),
    ("Cn Unassigned", [.unassigned]),
    ("C Other", [.control, .format, .surrogate, .privateUse, .unassigned]),
  ]
}

/// The binary properties a pattern may name.
enum BinaryProperty: String, Sendable {
  case alphabetic = "Alphabetic"
  case lowercase = "Lowercase"
  case uppercase = "Uppercase"
  case whiteSpace = "White_Space"

  /// Whether `scalar` has the property.
  func holds(for scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .alphabetic: scalar.properties.isAlphabetic
    case .lowercase: scalar.properties.isLowercase
    case .uppercase: scalar.properties.isUppercase
    case .whiteSpace: scalar.properties.isWhitespace
    }
  }
}
