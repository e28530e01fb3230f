use std::io::Read;

fn count(text: &str) -> HashMap<String, usize> {
    let counts = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_lowercase()).or_insert(0) += 1;
    }
    counts
}

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).expect("standard input is text");
    for (word, count) in count(&txt) {
        println!("{count:>6} {word}");
    }
}
