use std::collections::BinaryHeap;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Task {
    priority: u8,
    name: String,
}

#[derive(Clone, Default)]
struct Queue {
    tasks: Arc<Mutex<BinaryHeap<Task>>>,
}

impl Queue {
    fn push(&self, priority: u8, name: &str) {
        let mut tasks = self.tasks.lock().unwrap();
        tasks.push(Task { priority, name: name.to_string() });
    }

    fn pop(&self) -> Option<Task> {
        self.tasks.lock().unwrap().pop()
    }
}

struct Pool {
    workers: Vec<JoinHandle<usize>>,
    results: Receiver<String>,
}

fn work(queue: Queue, results: Sender<String>) -> usize {
    let mut done = 0;
    while let Some(task) = queue.pop() {
        let report = format!("{} ({})", task.name, task.priority);
        if results.send(report).is_err() {
            break;
        }
        done += 1;
    }
    done
}

fn start(queue: &Queue, count: usize) -> Pool {
    let (sender, results) = mpsc::channel();
    let workers = (0..count)
        .map(|_| {
            let queue = queue.clone();
            let sender = sender.clone();
            thread::spawn(move || work(queue, sender))
        })
        .collect();
    Pool { workers, results }
}

impl Pool {
    fn finish(self) -> (Vec<String>, usize) {
        let mut reports: Vec<String> = self.results.iter().collect();
        let done = self.workers.into_iter().map(|worker| worker.join().unwrap_or(0)).sum();
        reports.sort();
        (reports, done)
    }
}

fn main() {
    let queue = Queue::default();
    for (at, name) in ["sweep", "wash", "dry"].into_iter().enumerate() {
        queue.push(at as u8, name);
    }
    let pool = start(&queue, 2);
    let (reports, done) = pool.finish();
    println!("{done} done: {}", reports.join(", "));
}
