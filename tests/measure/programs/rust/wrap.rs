use std::borrow::Cow;

#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    pub width: usize,
    pub prefix: &'a str,
    pub justify: bool,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options { width: 72, prefix: "", justify: false }
    }
}

fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").map(str::trim).filter(|block| !block.is_empty())
}

fn expand_tabs(text: &str) -> Cow<'_, str> {
    if text.contains('\t') {
        Cow::Owned(text.replace('\t', "    "))
    } else {
        Cow::Borrowed(text)
    }
}

fn justified(words: &[&str], width: usize) -> String {
    let letters: usize = words.iter().map(|word| word.chars().count()).sum();
    let gaps = words.len().saturating_sub(1);
    if gaps == 0 || letters + gaps > width {
        return words.join(" ");
    }
    let mut line = String::with_capacity(width);
    let spaces = width - letters;
    for (at, word) in words.iter().enumerate() {
        line.push_str(word);
        if at < gaps {
            let wide = spaces / gaps + usize::from(at < spaces % gaps);
            line.push_str(&" ".repeat(wide));
        }
    }
    line
}

pub fn wrap(text: &str, options: &Options) -> Vec<String> {
    let room = options.width.saturating_sub(options.prefix.len()).max(1);
    let text = expand_tabs(text);
    let mut lines = Vec::new();
    for paragraph in paragraphs(&text) {
        let mut words: Vec<&str> = Vec::new();
        let mut length = 0;
        for word in paragraph.split_whitespace() {
            let size = word.chars().count();
            if !words.is_empty() && length + 1 + size > room {
                let line = if options.justify { justified(&words, room) } else { words.join(" ") };
                lines.push(format!("{}{line}", options.prefix));
                words.clear();
                length = 0;
            }
            length += size + usize::from(!words.is_empty());
            words.push(word);
        }
        lines.push(format!("{}{}", options.prefix, words.join(" ")));
    }
    lines
}
