//! The tokens and operators of Go.

/// What a token is. The order groups the keywords at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Token {
    EndOfFile,
    Name,
    Literal,
    /// An operator without a token of its own; which one, [`Operator`] says.
    Operator,
    /// `+=` and its kin.
    AssignOperator,
    /// `++` or `--`.
    Increment,
    Assign,
    Define,
    Arrow,
    Star,
    OpenParen,
    OpenBracket,
    OpenBrace,
    CloseParen,
    CloseBracket,
    CloseBrace,
    Comma,
    /// Written, or put in at a line's end or the end of the file.
    Semicolon,
    Colon,
    Dot,
    Ellipsis,
    Break,
    Case,
    Chan,
    Const,
    Continue,
    Default,
    Defer,
    Else,
    Fallthrough,
    For,
    Func,
    Go,
    Goto,
    If,
    Import,
    Interface,
    Map,
    Package,
    Range,
    Return,
    Select,
    Struct,
    Switch,
    Type,
    Var,
}

impl Token {
    /// The keyword that a word is, if it is one.
    pub fn keyword(word: &str) -> Option<Token> {
        Some(match word {
            "break" => Token::Break,
            "case" => Token::Case,
            "chan" => Token::Chan,
            "const" => Token::Const,
            "continue" => Token::Continue,
            "default" => Token::Default,
            "defer" => Token::Defer,
            "else" => Token::Else,
            "fallthrough" => Token::Fallthrough,
            "for" => Token::For,
            "func" => Token::Func,
            "go" => Token::Go,
            "goto" => Token::Goto,
            "if" => Token::If,
            "import" => Token::Import,
            "interface" => Token::Interface,
            "map" => Token::Map,
            "package" => Token::Package,
            "range" => Token::Range,
            "return" => Token::Return,
            "select" => Token::Select,
            "struct" => Token::Struct,
            "switch" => Token::Switch,
            "type" => Token::Type,
            "var" => Token::Var,
            _ => return None,
        })
    }

    pub fn is_keyword(self) -> bool {
        self >= Token::Break
    }

    /// The token as the compiler names it in messages, without the word "keyword".
    pub fn text(self) -> &'static str {
        match self {
            Token::EndOfFile => "EOF",
            Token::Name => "name",
            Token::Literal => "literal",
            Token::Operator => "op",
            Token::AssignOperator => "op=",
            Token::Increment => "opop",
            Token::Assign => "=",
            Token::Define => ":=",
            Token::Arrow => "<-",
            Token::Star => "*",
            Token::OpenParen => "(",
            Token::OpenBracket => "[",
            Token::OpenBrace => "{",
            Token::CloseParen => ")",
            Token::CloseBracket => "]",
            Token::CloseBrace => "}",
            Token::Comma => "comma",
            Token::Semicolon => "semicolon or newline",
            Token::Colon => ":",
            Token::Dot => ".",
            Token::Ellipsis => "...",
            Token::Break => "break",
            Token::Case => "case",
            Token::Chan => "chan",
            Token::Const => "const",
            Token::Continue => "continue",
            Token::Default => "default",
            Token::Defer => "defer",
            Token::Else => "else",
            Token::Fallthrough => "fallthrough",
            Token::For => "for",
            Token::Func => "func",
            Token::Go => "go",
            Token::Goto => "goto",
            Token::If => "if",
            Token::Import => "import",
            Token::Interface => "interface",
            Token::Map => "map",
            Token::Package => "package",
            Token::Range => "range",
            Token::Return => "return",
            Token::Select => "select",
            Token::Struct => "struct",
            Token::Switch => "switch",
            Token::Type => "type",
            Token::Var => "var",
        }
    }

    /// The token as messages quote it: `keyword return`, `comma`, `)`.
    pub fn described(self) -> String {
        if self.is_keyword() { format!("keyword {}", self.text()) } else { self.text().to_owned() }
    }

    /// The token's bit in a [`TokenSet`].
    pub const fn bit(self) -> u64 {
        1 << self as u8
    }
}

/// A set of tokens, one bit each.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokenSet(pub u64);

impl TokenSet {
    pub const fn of(tokens: &[Token]) -> TokenSet {
        let mut bits = 0;
        let mut rest = tokens;
        while let [first, tail @ ..] = rest {
            bits |= first.bit();
            rest = tail;
        }
        TokenSet(bits)
    }

    pub fn has(self, token: Token) -> bool {
        self.0 & token.bit() != 0
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Operator {
    #[default]
    None,
    Not,
    Tilde,
    Receive,
    OrOr,
    AndAnd,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Add,
    Subtract,
    Or,
    Xor,
    Multiply,
    Divide,
    Remainder,
    And,
    AndNot,
    ShiftLeft,
    ShiftRight,
}

impl Operator {
    pub fn text(self) -> &'static str {
        match self {
            Operator::None => "",
            Operator::Not => "!",
            Operator::Tilde => "~",
            Operator::Receive => "<-",
            Operator::OrOr => "||",
            Operator::AndAnd => "&&",
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterEqual => ">=",
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Or => "|",
            Operator::Xor => "^",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::Remainder => "%",
            Operator::And => "&",
            Operator::AndNot => "&^",
            Operator::ShiftLeft => "<<",
            Operator::ShiftRight => ">>",
        }
    }

    /// How tightly a binary operator binds, 1 to 5; 0 for what is no binary operator.
    pub fn precedence(self) -> u8 {
        match self {
            Operator::None | Operator::Not | Operator::Tilde | Operator::Receive => 0,
            Operator::OrOr => 1,
            Operator::AndAnd => 2,
            Operator::Equal | Operator::NotEqual | Operator::Less | Operator::LessEqual | Operator::Greater | Operator::GreaterEqual => 3,
            Operator::Add | Operator::Subtract | Operator::Or | Operator::Xor => 4,
            Operator::Multiply | Operator::Divide | Operator::Remainder | Operator::And | Operator::AndNot | Operator::ShiftLeft | Operator::ShiftRight => 5,
        }
    }
}

/// What a literal denotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LiteralKind {
    #[default]
    Integer,
    Float,
    Imaginary,
    Rune,
    String,
}
