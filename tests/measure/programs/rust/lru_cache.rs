use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::time::{Duration, Instant};

struct Entry<V> {
    value: V,
    added: Instant,
}

pub struct Cache<K, V> {
    capacity: usize,
    lifetime: Duration,
    entries: HashMap<K, Entry<V>>,
    order: VecDeque<K>,
    hits: u64,
    misses: u64,
}

impl<K: Hash + Eq + Clone, V: Clone> Cache<K, V> {
    pub fn new(capacity: usize, lifetime: Duration) -> Self {
        Cache { capacity, lifetime, entries: HashMap::with_capacity(capacity), order: VecDeque::new(), hits: 0, misses: 0 }
    }

    pub fn get(&mut self, key: &K) -> Option<V> {
        let fresh = self.entries.get(key).is_some_and(|entry| entry.added.elapsed() <= self.lifetime);
        if !fresh {
            self.misses += 1;
            self.remove(key);
            return None;
        }
        self.hits += 1;
        self.touch(key);
        self.entries.get(key).map(|entry| entry.value.clone())
    }

    pub fn put(&mut self, key: K, value: V) {
        self.remove(&key);
        while self.order.len() >= self.capacity {
            if let Some(oldest) = self.order.pop_front() {
                self.entries.remove(&oldest);
            }
        }
        self.order.push_back(key.clone());
        self.entries.insert(key, Entry { value, added: Instant::now() });
    }

    pub fn hit_rate(&self) -> f64 {
        let asked = self.hits + self.misses;
        if asked == 0 { 0.0 } else { self.hits as f64 / asked as f64 }
    }

    fn touch(&mut self, key: &K) {
        self.order.retain(|other| other != key);
        self.order.push_back(key.clone());
    }

    fn remove(&mut self, key: &K) {
        if self.entries.remove(key).is_some() {
            self.order.retain(|other| other != key);
        }
    }
}

fn main() {
    let mut cache = Cache::new(2, Duration::from_secs(60));
    for (at, word) in ["one", "two", "three"].iter().enumerate() {
        cache.put(word.to_string(), at + 1);
    }
    let found: Vec<String> = ["one", "three"].iter().filter(|word| cache.get(&word.to_string()).is_some()).map(|word| word.to_string()).collect();
    println!("{found:?}, {:.2}", cache.hit_rate());
}
