use std::iter::Peekable;
use std::str::Chars;

#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    Number(f64),
    Name(String),
    Sign(char),
}

pub struct Tokenizer<'a> {
    signs: Peekable<Chars<'a>>,
}

impl<'a> Tokenizer<'a> {
    pub fn new(text: &'a str) -> Self {
        Tokenizer { signs: text.chars().peekable() }
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let mut word = String::new();
        while let Some(&sign) = self.signs.peek() {
            if !wanted(sign) {
                break;
            }
            word.push(sign);
            self.signs.next();
        }
        word
    }
}

impl Iterator for Tokenizer<'_> {
    type Item = Result<Token, String>;

    fn next(&mut self) -> Option<Self::Item> {
        self.take_while(char::is_whitespace);
        let &sign = self.signs.peek()?;
        let token = if sign.is_ascii_digit() {
            let digits = self.take_while(|sign| sign.is_ascii_digit() || sign == '.');
            digits.parse().map(Token::Number).map_err(|_| format!("not a number: {digits}"))
        } else if sign.is_alphabetic() {
            Ok(Token::Name(self.take_while(char::is_alphanumeric)))
        } else {
            self.signs.next();
            Ok(Token::Sign(sign))
        };
        Some(token)
    }
}

pub fn tokens(text: &str) -> Result<Vec<Token>, String> {
    Tokenizer::new(text).collect()
}

pub fn longest_name<'t>(tokens: &'t [Token]) -> Option<&'t str> {
    let mut longest: Option<&str> = None;
    for token in tokens {
        if let Token::Name(name) = token {
            if longest.map_or(true, |known| name.len() > known.len()) {
                longest = Some(name);
            }
        }
    }
    longest
}

fn main() {
    match tokens("area = 3.14 * radius ^ 2") {
        Ok(found) => println!("{} tokens, longest name {:?}", found.len(), longest_name(&found)),
        Err(problem) => eprintln!("{problem}"),
    }
}
